"""What ``from x import *`` binds where ``x`` is a module of the same program.

Python binds every public name of the module, those that it imported itself included: with
``import torch.nn as nn`` in ``model.py``, ``from model import *`` binds ``nn`` as well. A list
``__all__`` says which names these are, else all without a leading underscore (the Python language
reference, section 7.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from acumen.domain.facts import Import, ModuleFacts
from acumen.syntax.arguments import literal
from acumen.syntax.places import Places
from acumen.syntax.scopes import Scopes

STAR: Final = "*"
_ALL: Final = "__all__"
_MOST: Final = 1000  # public names of one module; what makes more is a table, not a program
_NAMES: Final = re.compile(r"[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\Z")

Exported = dict[str, Import | None]
"""Public names of a module: how a library's was imported there, None for those of the program."""


@dataclass(frozen=True, slots=True)
class _Public:
    """Which names a module makes public."""

    stars: tuple[str, ...]  # the modules of its star imports, the last first
    listed: frozenset[str] | None  # None: every name without a leading underscore

    def shows(self, name: str) -> bool:
        return not name.startswith("_") if self.listed is None else name in self.listed


class Stars:
    """The star imports of one program. The public names of each module are read once."""

    def __init__(self, modules: Mapping[str, ModuleFacts], places: Places) -> None:
        self._modules = modules
        self._places = places
        self._read: dict[str, _Public] = {}
        self._exported: dict[str, Exported] = {}

    def brought_in(self, path: str) -> tuple[Import, ...]:
        """The imports that the star imports of ``path`` stand for, in order of place.

        A name that the other module took from a library is spelled as there, ``torch.nn``; one of
        its own as if it were imported by name, ``model.Net``. Star imports of libraries bring
        nothing, as what a library holds is not known here.
        """
        found: dict[str, Import] = {}
        for star, target in reversed(list(self._opened(path))):  # the last one holds
            for name, taken in self._names(target).items():
                if len(found) == _MOST:
                    break
                if name not in found:
                    found[name] = _as_imported(star, name, taken)
        return tuple(sorted(found.values(), key=lambda item: (item.start, item.bound)))

    def _opened(self, path: str) -> Iterator[tuple[Import, str]]:
        """The star imports of a module that take from another one of the program."""
        for star in self._modules[path].imports:
            if star.bound == STAR:
                target = self._places.locate(star.module, path, star.level)[1]
                if target is not None and target != path:
                    yield star, target

    def _names(self, path: str) -> Exported:
        """The public names of a module, those that its own stars bring included."""
        if path not in self._exported:
            self._hand_on(self._unread_behind(path))
        return self._exported[path]

    def _unread_behind(self, path: str) -> list[str]:
        """The modules that ``path`` takes from and itself, each after those that it takes from, as
        far as no circle forbids that.
        """
        found: list[str] = []
        self._see(path)
        waiting = [(path, iter(self._read[path].stars))]
        while waiting:
            current, stars = waiting[-1]
            target = next((one for one in stars if one not in self._read), None)
            if target is None:
                found.append(current)
                waiting.pop()
            else:
                self._see(target)
                waiting.append((target, iter(self._read[target].stars)))
        return found

    def _see(self, path: str) -> None:
        stars = tuple(dict.fromkeys(target for _, target in self._opened(path)))
        facts = self._modules[path]
        scopes = Scopes(facts.definitions)
        self._read[path] = public = _Public(stars[::-1], _listed(facts, scopes))
        names: Exported = {}
        for item in facts.imports:  # of "try: import a / except ImportError: import b" the first
            if item.bound != STAR and item.bound not in names and scopes.at(item.start) < 0:
                names[item.bound] = None if self._is_own(item, path) else item
        names.update(dict.fromkeys(_made_here(facts, scopes)))
        shown = ((name, taken) for name, taken in names.items() if public.shows(name))
        self._exported[path] = dict(islice(shown, _MOST))

    def _is_own(self, item: Import, path: str) -> bool:
        return item.level > 0 or self._places.locate(item.module or item.qualified, path)[0]

    def _hand_on(self, paths: list[str]) -> None:
        """Give each module what its stars bring. One round is enough where there is no circle."""
        grows = True
        while grows:
            grows = False
            for path in paths:
                public, names = self._read[path], self._exported[path]
                before = len(names)
                for name, taken in chain.from_iterable(
                    self._exported[target].items() for target in public.stars
                ):
                    if len(names) == _MOST:
                        break
                    if name not in names and public.shows(name):
                        names[name] = taken
                grows = grows or len(names) > before


def _as_imported(star: Import, name: str, taken: Import | None) -> Import:
    """A public name, as if ``star`` were an import of that name."""
    if taken is not None:
        return taken._replace(line=star.line, start=star.start)
    qualified = f"{star.module}.{name}" if star.module else name
    return star._replace(bound=name, qualified=qualified)


def _made_here(facts: ModuleFacts, scopes: Scopes) -> Iterator[str]:
    """What a module defines or assigns itself."""
    for definition in facts.definitions:
        if "." not in definition.name:
            yield definition.name
    for item in facts.assignments:
        target = item.target.strip("() ")
        if item.operator == "=" and _NAMES.match(target) and scopes.at(item.start) < 0:
            yield from re.split(r"\s*,\s*", target)


def _listed(facts: ModuleFacts, scopes: Scopes) -> frozenset[str] | None:
    """The names in ``__all__``; None where there is none, or one that is put together."""
    found = [item for item in facts.assignments if item.target.partition("[")[0] == _ALL]
    if len(found) != 1 or found[0].operator != "=" or scopes.at(found[0].start) >= 0:
        return None
    if any(f"{_ALL}." in call.callee for call in facts.calls):  # __all__.append("Net")
        return None
    names = literal(found[0].value).value
    if not isinstance(names, tuple) or not names:
        return None
    return frozenset(map(str, names))
