"""The literals in code that a program's entry reaches, and where it says what can be chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from acumen.attributes.conditions import Condition, compares
from acumen.attributes.literals import (
    NamedLiteral,
    named_literals,
    names_kinds,
    plain_text,
    sets_options,
)
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Definition, DefinitionKind, ModuleFacts
from acumen.syntax.facts import MAX_VALUE

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_LONGEST: Final = 20_000  # bytes of a table that are read


def reached_literals(signals: Signals) -> tuple[NamedLiteral, ...]:
    """Literals of the entry and of what it reaches, each once."""
    facts = signals.entry_facts
    if facts is None:
        return ()
    return named_literals(
        signals.entry,
        facts,
        signals.calls,
        headers=_headers(signals),
        settings=_settings(signals),
        conditions=_conditions(signals),
        long_values=_long_values(signals, facts),
    )


def choices(signals: Signals) -> frozenset[Evidence]:
    """Where reached modules list what can be chosen, ``DATASETS = {"mnist": load_mnist}``, or ask
    for what was: ``elif config.dataset == "mnist"``.
    """
    listed = {
        Evidence(path, found.line, found.line)
        for path in signals.paths
        for found in signals.reading(path).facts.assignments
        if names_kinds(found) and signals.reach.holds(path, found.start)
    }
    asked = (Evidence(path, found.line, found.line) for path, found in _conditions(signals))
    return frozenset(listed.union(asked))


def _long_values(signals: Signals, facts: ModuleFacts) -> Iterator[tuple[int, str]]:
    """(first line, text) of the entry's tables that are longer than what its facts keep."""
    long = [a for a in facts.assignments if a.value[:1] == "{" and len(a.value) >= MAX_VALUE]
    code = signals.entry_code.encode("utf-8", "surrogatepass") if long else b""
    for found in long:
        text = code[found.start : min(found.end, found.start + _LONGEST)]
        yield found.line, text.decode("utf-8", "replace")


def _headers(signals: Signals) -> Iterator[tuple[str, Definition]]:
    """Reached functions and methods whose parameters have texts as defaults."""
    for path in signals.paths:
        for definition in signals.reading(path).facts.definitions:
            header = definition.header
            if ("'" in header or '"' in header) and signals.reach.holds(path, definition.start):
                yield path, definition


def _settings(signals: Signals) -> Iterator[tuple[str, Assignment]]:
    """Reached assignments in other modules: what a configuration is set to, what the fields of a
    class are by default, and tables of what can be chosen.
    """
    for path in signals.paths[1:]:
        settings = sets_options(path)
        reading = signals.reading(path)
        fields = reading.read_facts(class_fields)
        for found in reading.facts.assignments:
            set_there = settings or "." in found.target or found.start in fields
            text = set_there and plain_text(found) != ""
            if (text or names_kinds(found)) and signals.reach.holds(path, found.start):
                yield path, found


def class_fields(facts: ModuleFacts) -> frozenset[int]:
    """Where the assignments of texts in class bodies start."""
    given = [a.start for a in facts.assignments if a.target.isidentifier() and plain_text(a)]
    found: set[int] = set()
    if not given:
        return frozenset()
    for one in sorted(facts.definitions, key=lambda d: (d.start, -d.end)):  # the outer ones first
        inside = {start for start in given if one.start <= start < one.end}
        if one.kind is DefinitionKind.CLASS:
            found |= inside
        else:
            found -= inside
    return frozenset(found)


def _conditions(signals: Signals) -> Iterator[tuple[str, Condition]]:
    """Reached conditions that compare a name with texts."""
    for path in signals.paths:
        for found in signals.reading(path).read_facts(compares):
            if signals.runs(path, found.start, found.line):
                yield path, found
