"""The folders and modules of one snapshot, as the import system of a started program sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname
from typing import Final

from acumen.domain.facts import ModuleFacts, Unread
from indexer.selection.wordlist import words

PACKAGE_MARKERS: Final = ("setup.py", "setup.cfg", "pyproject.toml")

# Nobody installs a package of such a name: beside a setup.py it is still the project's own code.
GENERIC_FOLDERS: Final = words(
    """app apps args backbones benchmark benchmarks common conf config configs core criterions data
    dataset datasets demo demos doc docs engine engines eval evaluation example examples exp
    experiment experiments helper helpers lib libs loss losses metrics misc model modeling models
    module modules net nets network networks notebook notebooks optim options project projects
    recipes sample samples scripts solver src test tests tool tools train trainer trainers training
    tutorials util utilities utils"""
)


def join(*parts: str) -> str:
    """A repository path of ``parts``; empty ones stand for the root."""
    return "/".join(part for part in parts if part)


def ancestors(folder: str) -> Iterator[str]:
    """``folder`` and every folder above it; the repository root ``""`` comes last."""
    while folder.strip("/"):
        yield folder
        folder = dirname(folder)
    yield ""


def is_inside(path: str, folder: str) -> bool:
    """Whether ``path`` stands in ``folder`` or below; everything stands in the root ``""``."""
    return not folder or path.startswith(f"{folder}/")


@dataclass(frozen=True, slots=True)
class Located:
    """Where a dotted name leads: a module file, a package, or a folder without ``__init__``."""

    file: str  # the module or the package's __init__.py; "" for a bare folder
    folder: str  # the package's folder; "" for a plain module


class SourceTree:
    """Lookup over the Python files of one snapshot. Paths are POSIX, relative to its root."""

    def __init__(self, paths: Iterable[str], facts: Mapping[str, ModuleFacts | Unread]) -> None:
        self._files = frozenset(paths)
        self._python = frozenset(path for path in self._files if path.endswith(".py"))
        self._facts = facts
        self._folders = frozenset(
            folder for path in self._python for folder in ancestors(dirname(path))
        )
        self.own_packages = self._find_own_packages()

    def facts(self, path: str) -> ModuleFacts | None:
        """What ``path`` says; None if it is absent or could not be read."""
        found = self._facts.get(path)
        return found if isinstance(found, ModuleFacts) else None

    def modules_below(self, folder: str) -> tuple[str, ...]:
        """All Python files in ``folder`` and below, ascending."""
        return tuple(sorted(path for path in self._python if is_inside(path, folder)))

    def locate(self, base: str, parts: tuple[str, ...]) -> Located | None:
        """Follow ``parts`` from the folder ``base``; a regular package hides a module."""
        stem = join(base, *parts)
        if not stem:
            return Located("", "") if not base else None
        package = f"{stem}/__init__.py"
        if package in self._python:
            return Located(package, stem)
        if parts and f"{stem}.py" in self._python:
            return Located(f"{stem}.py", "")
        if stem in self._folders:
            return Located("", stem)
        return None

    def own_package_of(self, path: str) -> str:
        """The installable package that ``path`` stands in; "" if in none."""
        return next((p for p in ancestors(dirname(path)) if p in self.own_packages), "")

    def _find_own_packages(self) -> frozenset[str]:
        """Package folders beside packaging metadata, or in ``src/`` beside it."""
        roots = {dirname(path) for path in self._files if basename(path) in PACKAGE_MARKERS}
        found = set()
        for path in self._python:
            if basename(path) != "__init__.py":
                continue
            folder = dirname(path)
            parent = dirname(folder)
            if not folder or basename(folder) in GENERIC_FOLDERS:
                continue
            if parent in roots or (basename(parent) == "src" and dirname(parent) in roots):
                found.add(folder)
        return frozenset(found)
