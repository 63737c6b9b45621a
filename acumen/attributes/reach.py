"""Which definitions of a program its entry can come to: what is imported is not yet what is used.

A folder of thirty architectures behind ``from models import *`` would otherwise describe every
program beside it. Reach is by name: a definition is reached when its name stands in code that is
reached, so dispatch through a literal (``getattr(models, "resnet18")``) is seen and dispatch
through anything computed is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from acumen.domain.facts import Definition, ModuleFacts

_IDENTIFIER: Final = re.compile(r"[A-Za-z_]\w*")
_PROSE_LITERAL: Final = re.compile(r"\"[^\"\n]*\s[^\"\n]*\"|'[^'\n]*\s[^'\n]*'")
_CACHED_MODULES: Final = 2048


@dataclass(frozen=True, slots=True)
class Unit:
    """A top-level definition or assignment of a module, with the names that its code mentions."""

    name: str
    start: int
    end: int
    mentions: frozenset[str]


@dataclass(frozen=True, slots=True)
class ModuleUnits:
    """``loose`` holds the mentions of module-level code that belongs to no unit."""

    facts: ModuleFacts
    units: tuple[Unit, ...]  # ascending by start
    loose: frozenset[str]

    def unit_at(self, offset: int) -> int:
        """Index of the unit around ``offset``, or -1."""
        index = bisect_right(self.units, offset, key=lambda unit: unit.start) - 1
        return index if index >= 0 and offset < self.units[index].end else -1


@dataclass(frozen=True, slots=True)
class Reach:
    """What is reached, per module. The whole entry always is."""

    entry: str
    units: Mapping[str, ModuleUnits]
    reached: Mapping[str, frozenset[int]]  # indices of units; -1 for loose code
    mentioned: frozenset[str]  # names that reached code mentions

    def holds(self, path: str, offset: int) -> bool:
        if path == self.entry:
            return True
        module = self.units.get(path)
        return module is not None and module.unit_at(offset) in self.reached.get(path, ())

    def definitions(self, path: str) -> tuple[Definition, ...]:
        """Reached definitions that are not nested in another one."""
        module = self.units.get(path)
        if module is None:
            return ()
        return tuple(
            d for d in module.facts.definitions if "." not in d.name and self.holds(path, d.start)
        )


def reach(entry: str, modules: Mapping[str, ModuleFacts]) -> Reach:
    """Follow names from ``entry`` through ``modules`` until nothing new is reached."""
    units = {path: module_units(facts) for path, facts in sorted(modules.items())}
    by_name: dict[str, list[tuple[str, int]]] = {}
    for path, module in units.items():
        for index, unit in enumerate(module.units):
            by_name.setdefault(unit.name, []).append((path, index))
    reached: dict[str, set[int]] = {path: set() for path in units}
    mentioned: set[str] = set()
    waiting: list[frozenset[str]] = []
    if entry in units:
        own = units[entry]
        reached[entry] = {-1, *range(len(own.units))}
        waiting = [own.loose, *(unit.mentions for unit in own.units)]
    while waiting:
        new = waiting.pop() - mentioned
        mentioned |= new
        for name in sorted(new):
            for path, index in by_name.get(name, ()):
                if index in reached[path]:
                    continue
                waiting.append(units[path].units[index].mentions)
                if -1 not in reached[path]:
                    waiting.append(units[path].loose)
                reached[path] |= {-1, index}
    return Reach(
        entry=entry,
        units=units,
        reached={path: frozenset(found) for path, found in reached.items()},
        mentioned=frozenset(mentioned),
    )


def module_units(facts: ModuleFacts) -> ModuleUnits:
    """The units of one module; kept, because a module stands in many programs."""
    known = _UNITS.get(id(facts))
    if known is not None and known.facts is facts:
        return known
    if len(_UNITS) >= _CACHED_MODULES:
        _UNITS.clear()
    made = _UNITS[id(facts)] = _read_units(facts)
    return made


_UNITS: Final[dict[int, ModuleUnits]] = {}


def _read_units(facts: ModuleFacts) -> ModuleUnits:
    spans = [(d.start, d.end, d.name) for d in facts.definitions if "." not in d.name]
    inside = sorted(spans)
    for assignment in facts.assignments:
        covered = bisect_right(inside, assignment.start, key=lambda span: span[0]) - 1
        target = assignment.target
        if (covered < 0 or assignment.start >= inside[covered][1]) and target.isidentifier():
            spans.append((assignment.start, assignment.end, target))
    spans.sort()
    starts = [start for start, _, _ in spans]
    mentions: list[set[str]] = [set() for _ in spans]
    loose: set[str] = set()

    def at(offset: int) -> set[str]:
        index = bisect_right(starts, offset) - 1
        return mentions[index] if index >= 0 and offset < spans[index][1] else loose

    for definition in facts.definitions:
        at(definition.start).update(_IDENTIFIER.findall(definition.header))
        for decorator in definition.decorators:
            at(definition.start).update(_IDENTIFIER.findall(decorator))
    for call in facts.calls:
        names = at(call.start)
        names.update(_IDENTIFIER.findall(call.callee))
        names.update(_IDENTIFIER.findall(_PROSE_LITERAL.sub("", call.arguments)))
    for assignment in facts.assignments:
        value = _PROSE_LITERAL.sub("", assignment.value)
        at(assignment.start).update(_IDENTIFIER.findall(value))
    units = tuple(
        Unit(name, start, end, frozenset(names))
        for (start, end, name), names in zip(spans, mentions, strict=True)
    )
    return ModuleUnits(facts, units, frozenset(loose))
