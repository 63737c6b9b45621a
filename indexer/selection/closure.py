"""Which files of the repository a program is made of: its entry and what it imports from there.

Of a package only the modules are taken that the imported names come from. Its ``__init__`` belongs
to the closure if a name was taken through it; merely standing above an imported module does not
make it a part, or every program of a library would carry the library's whole table of contents.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from acumen.domain.facts import Import
from indexer.selection.imports import Resolver
from indexer.selection.tree import SourceTree

MAX_FILES: Final = 60


@dataclass(frozen=True, slots=True)
class Closure:
    """Entry first, then what it reaches, ascending."""

    files: tuple[str, ...]
    large: bool  # cut at MAX_FILES
    packages: tuple[str, ...]  # folders of the repository's own packages that it uses from outside

    @property
    def entry(self) -> str:
        return self.files[0]


def find_closure(entry: str, tree: SourceTree, resolver: Resolver) -> Closure:
    """Follow the imports of ``entry`` breadth first, in the order they stand in."""
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
        for imported in _distinct(facts.imports):
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
    return Closure((entry, *sorted(set(taken) - {entry})), large, tuple(sorted(packages)))


def _distinct(imports: tuple[Import, ...]) -> tuple[Import, ...]:
    return tuple(dict.fromkeys(imports))
