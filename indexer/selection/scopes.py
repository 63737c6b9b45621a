"""A module cut into the pieces that run together: its top level, main guard, functions, methods.

A nested function belongs to the function around it. The main guard is a piece of its own because
it runs in the entry only, never in a module that is imported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, KeysView, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from acumen.domain.facts import BlockKind, Call, DefinitionKind, Import, ModuleFacts

TOP: Final = ""
GUARD: Final = "__main__"

_STRING = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)
_DOTTED = re.compile(r"(?<![\w.])[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_MEMBER = re.compile(r"\.([^\W\d]\w*)")


def dotted_names(expression: str) -> KeysView[str]:
    """The names that an expression's source text mentions, in their order, strings left out."""
    return dict.fromkeys(_DOTTED.findall(_STRING.sub("''", expression))).keys()


def members(expression: str) -> KeysView[str]:
    """The attribute names that an expression's text mentions: ``b`` and ``c`` of a.b().c"""
    return dict.fromkeys(_MEMBER.findall(_STRING.sub("''", expression))).keys()


@dataclass(slots=True)
class Scope:
    """One piece of a module."""

    name: str  # "", "__main__", "train", "Net", "Net.forward"
    calls: list[Call] = field(default_factory=list)
    references: dict[str, int] = field(default_factory=dict)  # dotted name -> first line
    members: dict[str, int] = field(default_factory=dict)  # attribute name -> first line

    def mention(self, text: str, line: int) -> None:
        for name in dotted_names(text):
            self.references.setdefault(name, line)
        for name in members(text):
            self.members.setdefault(name, line)


class _Ranges:
    """Byte ranges that do not overlap, added in ascending order, looked up by offset."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ranges: list[tuple[int, int, str]] = []

    def add(self, start: int, end: int, name: str) -> None:
        self._starts.append(start)
        self._ranges.append((start, end, name))

    def at(self, offset: int) -> str:
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return ""
        start, end, name = self._ranges[index]
        return name if start <= offset < end else ""


class ModuleScopes:
    """The scopes of one module, by name, with what each mentions."""

    def __init__(self, facts: ModuleFacts) -> None:
        self.facts = facts
        self.scopes: dict[str, Scope] = {TOP: Scope(TOP)}
        self.classes: dict[str, str] = {}  # top-level class -> source text of its bases
        self.functions: set[str] = set()  # top-level functions
        self.methods: dict[str, list[str]] = defaultdict(list)  # class -> scope names
        self._outer = _Ranges()
        self._inner: dict[str, _Ranges] = defaultdict(_Ranges)  # class -> its methods
        self._collect_definitions()
        self._guards = [b for b in facts.blocks if b.kind is BlockKind.MAIN_GUARD]
        for call in facts.calls:
            scope = self.scopes.setdefault(name := self.scope_at(call.start), Scope(name))
            scope.calls.append(call)
            scope.mention(call.callee, call.first_line)
            scope.mention(call.arguments, call.first_line)
        for assignment in facts.assignments:
            scope = self.scopes.setdefault(name := self.scope_at(assignment.start), Scope(name))
            scope.mention(assignment.value, assignment.line)

    def scope_at(self, offset: int) -> str:
        """The scope that holds the byte ``offset``: the innermost one that is kept apart."""
        name = self._outer.at(offset)
        if name:
            inner = self._inner.get(name)
            return (inner.at(offset) if inner else "") or name
        if any(guard.start <= offset < guard.end for guard in self._guards):
            return GUARD
        return TOP

    @cached_property
    def imports_by_name(self) -> Mapping[str, tuple[Import, ...]]:
        """Imports by the name they bind. Several where a name is bound in more than one place."""
        found: dict[str, list[Import]] = defaultdict(list)
        for imported in self.facts.imports:
            found[imported.bound].append(imported)
        return {name: tuple(imports) for name, imports in found.items()}

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Names assigned at the top level."""
        return frozenset(
            a.target
            for a in self.facts.assignments
            if a.target.isidentifier() and self.scope_at(a.start) == TOP
        )

    def defines(self, name: str) -> bool:
        return name in self.functions or name in self.classes or name in self.assigned

    def used_members_of(self, bound: str) -> tuple[str, ...]:
        """The dotted names of this module that start at ``bound``, ascending."""
        prefix = f"{bound}."
        return tuple(
            sorted({r for s in self.scopes.values() for r in s.references if r.startswith(prefix)})
        )

    def _collect_definitions(self) -> None:
        kinds = {d.name: d.kind for d in self.facts.definitions}
        for definition in self.facts.definitions:
            parts = definition.name.split(".")
            extent = (definition.start, definition.end, definition.name)
            is_class = definition.kind is DefinitionKind.CLASS
            if len(parts) == 1:
                self._outer.add(*extent)
                if is_class:
                    self.classes[definition.name] = definition.header
                else:
                    self.functions.add(definition.name)
            elif len(parts) == 2 and kinds.get(parts[0]) is DefinitionKind.CLASS:
                self.methods[parts[0]].append(definition.name)
                self._inner[parts[0]].add(*extent)
            else:
                continue  # nested deeper: part of the scope around it
            scope = self.scopes.setdefault(definition.name, Scope(definition.name))
            texts: Iterable[str] = (definition.header, *definition.decorators)
            for text in texts:
                scope.mention(text, definition.first_line)
