"""The top-level pieces of a module, with the names that each mentions."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from acumen.domain.facts import ModuleFacts

_IDENTIFIER: Final = re.compile(r"[A-Za-z_]\w*")
_PROSE_LITERAL: Final = re.compile(r"\"[^\"\n]*\s[^\"\n]*\"|'[^'\n]*\s[^'\n]*'")


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


def read_units(facts: ModuleFacts) -> ModuleUnits:
    """Cut a module into its top-level definitions and assignments."""
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
