"""What ``from x import *`` binds where ``x`` is a module of the same program.

Python binds every public name of the module, those that it imported itself included: with
``import torch.nn as nn`` in ``model.py``, ``from model import *`` binds ``nn`` as well. A list
``__all__`` says which names these are, else all without a leading underscore (the Python language
reference, section 7.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from acumen.domain.facts import Import, ModuleFacts
from acumen.syntax.places import Places
from acumen.syntax.scopes import Scopes

STAR: Final = "*"
_ALL: Final = "__all__"
_NAMES: Final = re.compile(r"[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\Z")
_QUOTED: Final = re.compile(r"""["']([^\W\d]\w*)["']""")

Exported = Mapping[str, Import | None]
"""Public names of a module: how a library's was imported there, None for those of the program."""


def brought_in(path: str, modules: Mapping[str, ModuleFacts], places: Places) -> tuple[Import, ...]:
    """The imports that the star imports of ``path`` stand for, in order of place.

    A name that the other module took from a library is spelled as there, ``torch.nn``; one of its
    own as if it were imported by name, ``model.Net``. Star imports of libraries bring nothing, as
    what a library holds is not known here.
    """
    reader = _Reader(modules, places)
    found: dict[str, Import] = {}
    for star in modules[path].imports:
        target = reader.opened(star, path) if star.bound == STAR else None
        if target is None:
            continue
        for name, taken in reader.exported(target).items():
            if taken is not None:
                found[name] = taken._replace(line=star.line, start=star.start)
                continue
            qualified = f"{star.module}.{name}" if star.module else name
            found[name] = star._replace(bound=name, qualified=qualified)
    return tuple(sorted(found.values(), key=lambda item: (item.start, item.bound)))


class _Reader:
    """The public names of modules, each read once: a circle of stars ends where it closes."""

    def __init__(self, modules: Mapping[str, ModuleFacts], places: Places) -> None:
        self._modules = modules
        self._places = places
        self._known: dict[str, Exported] = {}

    def opened(self, star: Import, path: str) -> str | None:
        """The module of the program that ``star``, standing in ``path``, takes from."""
        target = self._places.locate(star.module, path, star.level)[1]
        return target if target != path else None

    def exported(self, path: str) -> Exported:
        if path not in self._known:
            self._known[path] = {}
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: str) -> Exported:
        facts = self._modules[path]
        scopes = Scopes(facts.definitions)
        found: dict[str, Import | None] = {}
        for item in facts.imports:
            if scopes.at(item.start) >= 0:
                continue
            if item.bound != STAR:
                module = item.module or item.qualified
                own = item.level or self._places.locate(module, path)[0]
                found[item.bound] = None if own else item
            elif (target := self.opened(item, path)) is not None:
                found.update(self.exported(target))
        found.update(dict.fromkeys(_made_here(facts, scopes)))
        listed = _listed(facts, scopes)
        if listed is not None:
            return {name: taken for name, taken in found.items() if name in listed}
        return {name: taken for name, taken in found.items() if not name.startswith("_")}


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
    value = found[0].value.strip()
    whole = value.startswith(("[", "(")) and value.endswith(("]", ")"))
    names = frozenset(_QUOTED.findall(value))
    return names if whole and names and "+" not in value else None
