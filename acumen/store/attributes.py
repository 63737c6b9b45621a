"""The attributes of each template, made from their table when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, overload

import numpy as np
import pyarrow as pa

from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.attribute_columns import AttributeColumns, KeptAttributes
from acumen.domain.evidence import Evidence
from acumen.store.columns import coded, list_items, numbers, one_array, texts
from acumen.store.findings import ends_by_row

_PLACE: Final = {facet: place for place, facet in enumerate(Facet)}


class _Table:
    """The table as columns; what is seldom looked at is decoded on first use."""

    def __init__(self, table: pa.Table) -> None:
        """Raises ValueError for what no index holds."""
        codes, words = coded(table, "facet")
        place = np.array([_PLACE[Facet(word)] for word in words], dtype=np.int8)
        values, named = coded(table, "value")
        confidence = numbers(table, "confidence")
        if "" in named or not ((confidence >= 0.0) & (confidence <= 1.0)).all():
            raise ValueError("attributes without a value or a confidence")
        self.columns = AttributeColumns(place[codes], tuple(named), values, confidence)
        self._table = table
        self._evidence, self._ends = list_items(one_array(table, "evidence"))
        starts = self._evidence.field(1).to_numpy()
        ends = self._evidence.field(2).to_numpy()
        if ((starts < 1) | (ends < starts)).any():
            raise ValueError("evidence that is no range of lines")
        codes, words = coded(table, "origin")
        origins = [Origin(word) for word in words]
        self._origins = [origins[code] for code in codes.tolist()]

    @cached_property
    def facets(self) -> list[Facet]:
        every = tuple(Facet)
        return [every[place] for place in self.columns.facets.tolist()]

    @cached_property
    def values(self) -> list[str]:
        return [self.columns.values[code] for code in self.columns.codes.tolist()]

    @cached_property
    def confidence(self) -> list[float]:
        found: list[float] = self.columns.confidence.tolist()
        return found

    @cached_property
    def one(self) -> Callable[[int], Attribute]:
        """Makes the attribute of a row."""
        ends = self._ends
        paths = texts(self._evidence.field(0))
        firsts = self._evidence.field(1).to_numpy().tolist()
        lasts = self._evidence.field(2).to_numpy().tolist()
        rules = texts(one_array(self._table, "rule"))
        known = one_array(self._table, "known").to_pylist()
        facets, values, confidence = self.facets, self.values, self.confidence
        origins = self._origins

        def made(row: int) -> Attribute:
            places = range(*ends[row : row + 2].tolist())
            return Attribute(
                facets[row],
                values[row],
                confidence[row],
                tuple(Evidence(paths[at], firsts[at], lasts[at]) for at in places),
                origins[row],
                rules[row],
                known[row],
            )

        return made


class _Stored(KeptAttributes):
    """The attributes of one template; made once if somebody goes over all of them."""

    __slots__ = ("_made", "_table")

    def __init__(self, table: _Table, first: int, last: int) -> None:
        super().__init__(table.columns, first, last)
        self._table = table
        self._made: tuple[Attribute, ...] | None = None

    def of(self, facets: Collection[Facet]) -> tuple[Attribute, ...]:
        if self._made is not None:
            return tuple(a for a in self._made if a.facet in facets)
        held = self._table.facets
        rows = [row for row in range(self.first, self.last) if held[row] in facets]
        return tuple(map(self._table.one, rows)) if rows else ()

    def told(self) -> Iterable[tuple[Facet, str, float]]:
        table, part = self._table, slice(self.first, self.last)
        return zip(table.facets[part], table.values[part], table.confidence[part], strict=True)

    def __iter__(self) -> Iterator[Attribute]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Attribute: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Attribute]: ...

    def __getitem__(self, at: int | slice) -> Attribute | Sequence[Attribute]:
        return self._all()[at]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, tuple | _Stored):
            return len(self) == len(other) and self._all() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> tuple[Attribute, ...]:
        if self._made is None:
            self._made = tuple(map(self._table.one, range(self.first, self.last)))
        return self._made


def attributes_by_row(table: pa.Table, count: int) -> list[Sequence[Attribute]]:
    """What each of ``count`` templates owns in ``table``.

    Raises:
        ValueError: the rows are not in the order of the templates, or hold what is no attribute.
    """
    ends = ends_by_row(table, count)
    columns: Any = _Table(table)
    return [_Stored(columns, ends[row], ends[row + 1]) for row in range(count)]
