"""The passages of an index, made from their table when somebody asks for one.

There are several to a template, and a search looks at one or two of the templates that it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import pyarrow as pa

from acumen.domain.card import Passage
from acumen.store.columns import coded, numbers, one_array
from acumen.store.tables import unescape


class KeptPassages(Sequence[Passage]):
    """The rows of ``passages.parquet``."""

    __slots__ = ("_first", "_last", "_owners", "_paths", "_symbols", "_texts")

    def __init__(self, table: pa.Table) -> None:
        """Raises KeyError, TypeError or ValueError for what no index holds."""
        self._owners = coded(table, "template_id")
        self._paths = coded(table, "path")
        self._symbols = coded(table, "symbol")
        self._first = numbers(table, "first_line")
        self._last = numbers(table, "last_line")
        self._texts = one_array(table, "text")

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[Passage]:
        return map(self._made, range(len(self)))

    @overload
    def __getitem__(self, at: int) -> Passage: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Passage]: ...

    def __getitem__(self, at: int | slice) -> Passage | Sequence[Passage]:
        rows = range(len(self))[at]
        return self._made(rows) if isinstance(rows, int) else tuple(map(self._made, rows))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, tuple | KeptPassages):
            return len(self) == len(other) and all(map(Passage.__eq__, self, other))
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} passages>"

    def _made(self, row: int) -> Passage:
        owner, path, symbol = (
            words[codes[row]] for codes, words in (self._owners, self._paths, self._symbols)
        )
        text = unescape(self._texts[row].as_py())
        return Passage(owner, path, symbol, int(self._first[row]), int(self._last[row]), text)
