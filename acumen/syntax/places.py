"""Which module of a program an import means."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from posixpath import dirname, join

Question = tuple[str, str, int]
"""What is imported, in which file, over how many levels."""

Answer = tuple[bool, str | None]
"""Whether it is of the program, and its file if it has one."""


class Places:
    """Modules by where they can be imported from."""

    def __init__(self, paths: Iterable[str], entry: str) -> None:
        self._paths = frozenset(paths)
        self._entry = entry
        self._folders = frozenset(folder for path in self._paths for folder in folders_around(path))
        self._names = frozenset(name for path in self._paths for name in _names(path))
        self._found: dict[Question, Answer] = {}

    @property
    def asked(self) -> dict[Question, Answer]:
        """Everything that was asked, with its answer."""
        return self._found

    def anew(self) -> Places:
        """The same places, of which nothing was asked yet."""
        twin = object.__new__(Places)
        twin._paths, twin._entry = self._paths, self._entry
        twin._folders, twin._names = self._folders, self._names
        twin._found = {}
        return twin

    def locate(self, dotted: str, origin: str, level: int = 0) -> Answer:
        """Whether ``dotted`` is a module or package of the program, and its file if it has one."""
        key = (dotted, origin, level)
        if key not in self._found:
            self._found[key] = self._locate(dotted, origin, level)
        return self._found[key]

    def _locate(self, dotted: str, origin: str, level: int) -> Answer:
        parts = [part for part in dotted.split(".") if part]
        if level:
            base = dirname(origin)
            for _ in range(level - 1):
                base = dirname(base)
            return self._at(join(base, *parts))
        if not parts:
            return False, None
        if parts[0] not in self._names:
            return False, None  # most imports: what is not the program's own
        for base in dict.fromkeys((*folders_around(origin), *folders_around(self._entry))):
            found = self._at(join(base, *parts))
            if found[0]:
                return found
        return False, None

    def _at(self, place: str) -> Answer:
        for file in (f"{place}.py", join(place, "__init__.py")):
            if file in self._paths:
                return True, file
        return (place != "" and place in self._folders), None


@lru_cache(maxsize=16384)
def folders_around(path: str) -> tuple[str, ...]:
    """The folder of a file and those that hold it, innermost first."""
    found = []
    folder = dirname(path)
    while folder.strip("/"):
        found.append(folder)
        folder = dirname(folder)
    return (*found, "")


@lru_cache(maxsize=16384)
def _names(path: str) -> tuple[str, ...]:
    """What an import that leads to a file can begin with."""
    return tuple(path.removesuffix(".py").split("/"))
