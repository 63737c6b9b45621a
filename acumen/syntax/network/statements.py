"""The statements of a module, nested as they stand, put together again from its facts."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from acumen.domain.facts import (
    Assignment,
    Block,
    Call,
    Clause,
    Definition,
    Import,
    ModuleFacts,
    Return,
)
from acumen.syntax.facts import MAX_ARGUMENTS, MAX_CALLEE, MAX_VALUE

if TYPE_CHECKING:
    from acumen.syntax.network.following import Run

_DISPLAY = re.compile(r"\s*[\[(]\s*(?=[^\W\d][\w.]*\()")
_DEPTH = 12  # of calls whose text is longer than facts keep

Item = Assignment | Call | Return | Block | Clause | Definition | Import


@dataclass(slots=True)
class Statement:
    """One statement. ``text`` is the value's source where it has one, on ``line`` and after."""

    item: Item
    text: str = ""
    line: int = 1
    body: list[Statement] = field(default_factory=list)
    clauses: list[Statement] = field(default_factory=list)  # elif and else, in order
    run: Run | None = None  # what following it does, made when it is first met


class ModuleStatements:
    """All statements of one module, and those of each definition."""

    def __init__(self, facts: ModuleFacts) -> None:
        self._facts = facts
        # of a(b)(c) the outer call comes first, though both begin at the same place
        self._calls = sorted(facts.calls, key=lambda call: (call.start, -call.end))
        self._call_starts = [call.start for call in self._calls]
        self.definitions: dict[int, Statement] = {}  # by start
        self.top = self._nest(self._items())

    def _items(self) -> list[Item]:
        facts = self._facts
        simple: list[Assignment | Return] = sorted(
            [*facts.assignments, *facts.returns], key=lambda item: (item.start, item.end)
        )
        heads = _heads(facts)
        items: list[Item] = [*simple, *facts.blocks, *facts.clauses, *facts.definitions]
        items += facts.imports
        starts = [item.start for item in simple]
        ends: list[int] = []
        for item in simple:
            ends.append(max(item.end, ends[-1] if ends else 0))
        covered = 0
        for call in self._calls:
            if call.start < covered:
                continue
            before = bisect_right(starts, call.start) - 1
            if before >= 0 and call.start < ends[before]:
                continue
            head = bisect_right(heads, (call.start, 1 << 62)) - 1
            covered = call.end
            if head < 0 or call.start >= heads[head][1]:
                items.append(call)
        items.sort(key=lambda item: (item.start, -_end(item), _rank(item)))
        return items

    def _nest(self, items: list[Item]) -> list[Statement]:
        top: list[Statement] = []
        around: list[Statement] = []
        for item in items:
            while around and _end(around[-1].item) <= item.start:
                around.pop()
            made = Statement(item)
            self._fill(made)
            holder = around[-1].body if around else top
            if isinstance(item, Clause):
                owner = next((s for s in reversed(around) if s.item.start == item.owner), None)
                if owner is not None and isinstance(owner.item, Block):
                    holder = owner.clauses
            holder.append(made)
            if isinstance(item, Block | Clause | Definition):
                around.append(made)
            if isinstance(item, Definition):
                self.definitions[item.start] = made
        return top

    def _fill(self, made: Statement) -> None:
        item = made.item
        if isinstance(item, (Assignment, Return)):
            made.text, made.line = item.value, item.line
            if len(item.value) >= MAX_VALUE:
                made.text, made.line = self._long(item.start, item.end, item.value, item.line)
        elif isinstance(item, Call):
            made.text, made.line = self._call_text(item, 0), item.first_line
        elif isinstance(item, Block | Clause):
            made.text, made.line = item.header, item.first_line

    def _long(self, start: int, end: int, value: str, line: int) -> tuple[str, int]:
        """A value that facts cut off: the largest call in it whose text is whole."""
        if opened := _DISPLAY.match(value):
            whole = self._outermost(start, end)
            if whole and value[opened.end() :].startswith(whole[0].callee[:40]):
                return self._displayed(whole), whole[0].first_line
            return value, line
        best: Call | None = None
        for call in self._calls_between(start, end):
            if len(call.callee) < MAX_CALLEE and (best is None or call.end > best.end):
                if best is not None and call.start > best.start:
                    break
                best = call
        return (self._call_text(best, 0), best.first_line) if best is not None else (value, line)

    def _displayed(self, calls: list[Call]) -> str:
        """A list of calls, each on its line."""
        parts = ["["]
        line = calls[0].first_line
        for call in calls:
            text = self._call_text(call, 1)
            parts.append("\n" * max(0, call.first_line - line) + text + ",")
            line = max(line, call.first_line) + text.count("\n")
        return "".join([*parts, "]"])

    def _outermost(self, start: int, end: int) -> list[Call]:
        """The calls between two places that stand in no other one there."""
        found: list[Call] = []
        for call in self._calls_between(start, end):
            if not found or call.start >= found[-1].end:
                found.append(call)
        return found

    def _calls_between(self, start: int, end: int) -> Sequence[Call]:
        first = bisect_left(self._call_starts, start)
        last = bisect_left(self._call_starts, end)
        return self._calls[first:last]

    def _call_text(self, call: Call, depth: int) -> str:
        """``callee(arguments)``; of too many arguments, those that are calls."""
        if len(call.arguments) < MAX_ARGUMENTS:
            comment = "\n" if "#" in call.arguments else ""  # it may be the last thing there
            return f"{call.callee}({call.arguments}{comment})"
        parts = [call.callee, "("]
        line = call.first_line
        done = call.start + len(call.callee)
        if depth < _DEPTH:
            for inner in self._calls_between(call.start + 1, call.end):
                if inner.start < done or inner.end > call.end or len(inner.callee) >= MAX_CALLEE:
                    continue
                done = inner.end
                text = self._call_text(inner, depth + 1)
                parts.append("\n" * max(0, inner.first_line - line) + text + ",")
                line = max(line, inner.first_line) + text.count("\n")
        return "".join([*parts, ")"])


def _heads(facts: ModuleFacts) -> list[tuple[int, int]]:
    """Where the heads of compound statements stand, as (start, end) by start."""
    compound: list[Block | Clause] = [*facts.blocks, *facts.clauses]
    spans = [
        (item.start, item.start + len(item.header.encode()) + 3) for item in compound if item.header
    ]
    for definition in facts.definitions:
        name = definition.name.rpartition(".")[2]
        size = len(definition.header.encode()) + len(name.encode()) + 5
        spans.append((definition.start, definition.start + size))
    return sorted(spans)


def _end(item: Item) -> int:
    return item.start + 1 if isinstance(item, Import) else item.end


def _rank(item: Item) -> int:
    """Of two that stand at the same place the outer one comes first."""
    return 0 if isinstance(item, Block | Definition | Clause) else 1
