"""Which files of the repository a program is made of: its entry and what it imports from there.

Of a package only the modules are taken that the imported names come from. Its ``__init__`` belongs
to the closure if a name was taken through it; merely standing above an imported module does not
make it a part, or every program of a library would carry the library's whole table of contents.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from posixpath import basename
from typing import Final

from acumen.domain.facts import Import
from acumen.syntax.frameworks import FRAMEWORKS
from indexer.selection.dynamic import literal_imports, run_files
from indexer.selection.imports import Resolver
from indexer.selection.tree import SourceTree

MAX_FILES: Final = 60
MAX_PARTS: Final = 16
_FAR: Final = 2  # imports away from the program, where the package is not small
_SMALL: Final = 15  # modules


@dataclass(frozen=True, slots=True)
class Closure:
    """Entry first, then what it reaches, ascending."""

    files: tuple[str, ...]
    large: bool  # cut at MAX_FILES
    packages: tuple[str, ...]  # folders of the repository's own packages that it uses from outside
    built: tuple[Import, ...] = ()  # what its configurations bring in

    @property
    def entry(self) -> str:
        return self.files[0]


def find_closure(
    entry: str, tree: SourceTree, resolver: Resolver, also: tuple[Import, ...] = ()
) -> Closure:
    """Follow the imports of ``entry``, and ``also``, breadth first in the order they stand in."""
    view = resolver.view(entry)
    taken: dict[str, bool] = {entry: True}  # path -> its own imports are followed
    packages: set[str] = set()
    queue = deque([entry])
    large = False
    while queue:
        path = queue.popleft()
        facts = tree.facts(path)
        if facts is None:
            continue
        further = (*literal_imports(facts), *(also if path == entry else ()))
        for ran in run_files(path, facts):
            if ran not in taken and tree.facts(ran) is not None and len(taken) < MAX_FILES:
                taken[ran] = True
                queue.append(ran)
        for imported in _distinct((*facts.imports, *further)):
            if package := resolver.external_package(path, imported, view):
                packages.add(package)
                continue
            for target in resolver.targets(path, imported, view):
                for reached in (*target.via, target.path):
                    if tree.facts(reached) is None:
                        continue
                    follow = reached == target.path  # not those that only hand a name on
                    if reached not in taken and len(taken) >= MAX_FILES:
                        large = True
                        continue
                    if follow and not taken.get(reached, False):
                        queue.append(reached)
                    taken[reached] = taken.get(reached, False) or follow
    return Closure(
        (entry, *sorted(set(taken) - {entry})), large, tuple(sorted(packages)), built=also
    )


def find_package_parts(closure: Closure, tree: SourceTree, resolver: Resolver) -> tuple[str, ...]:
    """Modules of the repository's own packages that the program takes names from, ascending.

    They are no part of the template, but they say what it does: the network and the loop of a
    demo often stand in the package that it demonstrates. A small package is followed all the way,
    of a large one only what is near. Frameworks are left out: what their names mean is known.
    """
    followed = {
        package: _FAR if len(tree.modules_below(package)) > _SMALL else MAX_PARTS
        for package in closure.packages
        if basename(package) not in FRAMEWORKS
    }
    if not followed:
        return ()
    view = replace(resolver.view(closure.entry), follow_packages=True)
    furthest = max(followed.values())
    distance = dict.fromkeys(closure.files, 0)
    queue = deque(closure.files)
    while queue:
        path = queue.popleft()
        facts = tree.facts(path)
        if facts is None or distance[path] >= furthest:
            continue
        also = closure.built if path == closure.entry else ()
        for imported in _distinct((*facts.imports, *also)):
            for target in resolver.targets(path, imported, view):
                reached, package = target.path, tree.own_package_of(target.path)
                near = distance[path] < followed.get(package, 0)
                if reached in distance or not near or tree.facts(reached) is None:
                    continue
                if len(distance) - len(closure.files) >= MAX_PARTS:
                    return tuple(sorted(distance.keys() - set(closure.files)))
                distance[reached] = distance[path] + 1
                queue.append(reached)
    return tuple(sorted(distance.keys() - set(closure.files)))


def _distinct(imports: tuple[Import, ...]) -> tuple[Import, ...]:
    return tuple(dict.fromkeys(imports))
