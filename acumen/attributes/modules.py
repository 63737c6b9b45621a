"""What is read from one module for every program that it stands in, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from acumen.attributes.matching import TermMatcher
from acumen.attributes.units import ModuleUnits, read_units
from acumen.domain.facts import Call, Definition, DefinitionKind, ModuleFacts
from acumen.syntax.arguments import split_arguments
from acumen.syntax.names import ModuleNames

_CACHED_MODULES: Final = 4096


@dataclass(frozen=True, slots=True)
class TermCall:
    """The first call in a unit that means a term."""

    unit: int  # index of the unit, -1 for loose code
    term: str
    call: Call


@dataclass(frozen=True, slots=True)
class TermBase:
    """A class whose base means a term."""

    unit: int
    term: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class ClassBases:
    definition: Definition
    bases: tuple[str, ...]  # qualified


class ModuleReading:
    """Everything below depends on the module's facts alone, so programs share it."""

    def __init__(self, facts: ModuleFacts) -> None:
        self.facts = facts
        self._term_calls: dict[TermMatcher, tuple[TermCall, ...]] = {}
        self._term_bases: dict[TermMatcher, tuple[TermBase, ...]] = {}

    @cached_property
    def units(self) -> ModuleUnits:
        return read_units(self.facts)

    @cached_property
    def names(self) -> ModuleNames:
        return ModuleNames(self.facts)

    @cached_property
    def called(self) -> tuple[str, ...]:
        """The qualified name of each call, in order; "" where it is not known."""
        called = self.names.called
        return tuple(called(call.callee, at=call.start) for call in self.facts.calls)

    @cached_property
    def call_units(self) -> tuple[int, ...]:
        """The unit of each call, in order."""
        return tuple(self.units.unit_at(call.start) for call in self.facts.calls)

    @cached_property
    def classes(self) -> tuple[ClassBases, ...]:
        found = []
        for definition in self.facts.definitions:
            if definition.kind is DefinitionKind.CLASS:
                bases = tuple(
                    self.names.resolve(base.text, at=definition.start)
                    for base in split_arguments(definition.header)
                    if not base.name and not base.star
                )
                found.append(ClassBases(definition, bases))
        return tuple(found)

    def term_calls(self, matcher: TermMatcher) -> tuple[TermCall, ...]:
        """For each unit the first call that means each term."""
        known = self._term_calls.get(matcher)
        if known is None:
            first: dict[tuple[int, str], TermCall] = {}
            for call, name, unit in zip(
                self.facts.calls, self.called, self.call_units, strict=True
            ):
                for term in matcher.by_symbol(name) if name else ():
                    first.setdefault((unit, term), TermCall(unit, term, call))
            known = self._term_calls[matcher] = tuple(first.values())
        return known

    def term_bases(self, matcher: TermMatcher) -> tuple[TermBase, ...]:
        known = self._term_bases.get(matcher)
        if known is None:
            known = self._term_bases[matcher] = tuple(
                TermBase(self.units.unit_at(found.definition.start), term, found.definition)
                for found in self.classes
                for base in found.bases
                for term in matcher.by_symbol(base)
            )
        return known


def module_reading(facts: ModuleFacts) -> ModuleReading:
    """The reading of a module; kept by identity, because facts are large to compare."""
    known = _READINGS.get(id(facts))
    if known is not None and known.facts is facts:
        return known
    if len(_READINGS) >= _CACHED_MODULES:
        _READINGS.clear()
    made = _READINGS[id(facts)] = ModuleReading(facts)
    return made


_READINGS: Final[dict[int, ModuleReading]] = {}
