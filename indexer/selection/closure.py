"""Which files of the repository a program is made of: its entry and what it imports from there.

Of a package only the modules are taken that the imported names come from. Its ``__init__`` belongs
to the closure if a name was taken through it; merely standing above an imported module does not
make it a part, or every program of a library would carry the library's whole table of contents.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from posixpath import basename
from typing import Final

from acumen.domain.facts import Import
from acumen.syntax.frameworks import FRAMEWORKS
from indexer.selection.chosen import chosen_imports
from indexer.selection.dynamic import literal_imports, run_files
from indexer.selection.imports import Resolver, View
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
    """Follow the imports of ``entry``, and ``also``, breadth first in the order they stand in; then
    what options choose by default, since any module may declare them.
    """
    walk = _Walk(tree, resolver, resolver.view(entry))
    walk.take(entry)
    walk.follow({entry: also})
    while chosen := walk.chosen():
        walk.follow(chosen)
    return Closure(
        (entry, *sorted(set(walk.taken) - {entry})),
        walk.large,
        tuple(sorted(walk.packages)),
        built=also,
    )


class _Walk:
    """What was come to so far on the way through a program's imports."""

    def __init__(self, tree: SourceTree, resolver: Resolver, view: View) -> None:
        self._tree, self._resolver, self._view = tree, resolver, view
        self._queue: deque[str] = deque()
        self._known: set[tuple[str, Import]] = set()  # of what options choose, by module
        self.taken: dict[str, bool] = {}  # path -> its own imports are followed
        self.packages: set[str] = set()
        self.large = False

    def take(self, path: str) -> None:
        self.taken[path] = True
        self._queue.append(path)

    def follow(self, also: Mapping[str, tuple[Import, ...]]) -> None:
        """Empty the queue; ``also`` are imports that stand in no import statement."""
        for path in also:
            if path not in self._queue:
                self._follow(path, also[path])
        while self._queue:
            path = self._queue.popleft()
            facts = self._tree.facts(path)
            if facts is None:
                continue
            for ran in run_files(path, facts):
                readable = self._tree.facts(ran) is not None
                if ran not in self.taken and readable and len(self.taken) < MAX_FILES:
                    self.take(ran)
            given = (*facts.imports, *literal_imports(facts), *also.get(path, ()))
            self._follow(path, given)

    def chosen(self) -> dict[str, tuple[Import, ...]]:
        """By module, what options choose there that was not followed yet."""
        read = {path: facts for path in self.taken if (facts := self._tree.facts(path))}
        found: dict[str, tuple[Import, ...]] = {}
        for path, facts in read.items():
            new = tuple(
                one
                for one in chosen_imports(facts, read.values())
                if (path, one) not in self._known
            )
            if new:
                self._known.update((path, one) for one in new)
                found[path] = new
        return found

    def _follow(self, path: str, given: tuple[Import, ...]) -> None:
        for imported in _distinct(given):
            if package := self._resolver.external_package(path, imported, self._view):
                self.packages.add(package)
                continue
            for target in self._resolver.targets(path, imported, self._view):
                for reached in (*target.via, target.path):
                    if self._tree.facts(reached) is None:
                        continue
                    follow = reached == target.path  # not those that only hand a name on
                    if reached not in self.taken and len(self.taken) >= MAX_FILES:
                        self.large = True
                        continue
                    if follow and not self.taken.get(reached, False):
                        self._queue.append(reached)
                    self.taken[reached] = self.taken.get(reached, False) or follow


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
