"""The findings of each template, read from their table when somebody asks for them.

A template has an answer of every rule, and most readers look at a few templates. A million
answers as objects would cost seconds and gigabytes; as columns they cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, overload

import numpy as np
import pyarrow as pa

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome
from acumen.store.columns import coded, coded_array, list_items, numbers, one_array
from acumen.store.tables import FINDINGS

_LAST_READ: Final = 32  # templates; who states their faults goes over the findings several times

Rows = Callable[[int, int], tuple[Finding, ...]]


def _reader(table: pa.Table) -> Rows:
    """What stands in the rows from one number to another (exclusive), the last few remembered."""
    rules, rule_ids = coded(table, "rule")
    outcomes, outcome_names = coded(table, "outcome")
    messages, message_texts = coded(table, "message")
    levels, level_names = coded(table, "confidence")
    fixes, fix_texts = coded(table, "fix")
    every_outcome = [Outcome(name) for name in outcome_names]
    every_level = [Confidence(name) for name in level_names]
    places = numbers(table, "places")
    evidence, ends = list_items(one_array(table, "evidence"))
    paths, path_texts = coded_array(evidence.field(0))
    firsts, lasts = evidence.field(1).to_numpy(), evidence.field(2).to_numpy()

    @lru_cache(maxsize=_LAST_READ)
    def read(first: int, last: int) -> tuple[Finding, ...]:
        part = slice(first, last)
        begins = ends[first : last + 1].tolist()
        where = slice(begins[0], begins[-1])
        lines = [
            Evidence(path_texts[path], start, end)
            for path, start, end in zip(
                paths[where].tolist(), firsts[where].tolist(), lasts[where].tolist(), strict=True
            )
        ]
        return tuple(
            Finding(
                rule_ids[rule],
                every_outcome[outcome],
                message_texts[message],
                tuple(lines[begin - where.start : end - where.start]),
                every_level[level],
                fix_texts[fix],
                count,
            )
            for (begin, end), rule, outcome, message, level, fix, count in zip(
                pairwise(begins),
                *(c[part].tolist() for c in (rules, outcomes, messages, levels, fixes, places)),
                strict=True,
            )
        )

    return read


class KeptFindings(Sequence[Finding]):
    """Rows ``first`` to ``last`` (exclusive) of the table of findings, as values."""

    __slots__ = ("_first", "_last", "_rows")

    def __init__(self, rows: Rows, first: int, last: int) -> None:
        self._rows = rows
        self._first = first
        self._last = last

    def __len__(self) -> int:
        return self._last - self._first

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._read())

    @overload
    def __getitem__(self, at: int) -> Finding: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Finding]: ...

    def __getitem__(self, at: int | slice) -> Finding | Sequence[Finding]:
        return self._read()[at]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, tuple | KeptFindings):
            return len(self) == len(other) and self._read() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._read())

    def __repr__(self) -> str:
        return f"<{len(self)} findings>"

    def _read(self) -> tuple[Finding, ...]:
        return self._rows(self._first, self._last)


def findings_by_row(table: pa.Table, count: int) -> list[KeptFindings]:
    """What each of ``count`` templates owns in ``table``.

    Raises:
        ValueError: the table is no table of findings, or not in the order of the templates.
    """
    if table.schema.names != FINDINGS.names:
        raise ValueError(f"want the columns {FINDINGS.names}, got {table.schema.names}")
    ends = ends_by_row(table, count)
    rows = _reader(table)
    return [KeptFindings(rows, ends[row], ends[row + 1]) for row in range(count)]


def ends_by_row(table: pa.Table, count: int) -> list[int]:
    """Where each template's rows begin in a table with ``template_row``; ``count`` + 1 numbers.

    Raises:
        ValueError: the rows are not in the order of their templates.
    """
    owners = table.column("template_row").to_numpy()
    if len(owners) and (owners[0] < 0 or owners[-1] >= count or (np.diff(owners) < 0).any()):
        raise ValueError("rows are not in the order of their templates")
    found: list[int] = np.searchsorted(owners, np.arange(count + 1)).tolist()
    return found
