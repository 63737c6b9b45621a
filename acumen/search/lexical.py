"""Ranks templates by the words they share with a query: BM25 over weighted fields (BM25F).

A term's counts in all fields are first weighted and normalised by field length, then summed, then
saturated once; so a word in title and code is not counted as two. What each field added to a score
can be read back exactly, because saturation divides every field's share by the same number.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import TermCounts
from acumen.search.fields import FieldName

SATURATION: Final = 1.2  # BM25's k1
_NOTHING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much one occurrence in a field counts, and how much a long field is discounted."""

    boost: float
    length_share: float  # BM25's b, 0..1


FIELD_WEIGHTS: Final[Mapping[FieldName, FieldWeight]] = {
    FieldName.PATH: FieldWeight(3.0, 0.3),
    FieldName.TITLE: FieldWeight(2.5, 0.4),
    FieldName.README: FieldWeight(1.0, 0.75),
    FieldName.PROSE: FieldWeight(1.0, 0.75),
    FieldName.SYMBOLS: FieldWeight(2.0, 0.6),
    FieldName.GLOSS: FieldWeight(2.0, 0.4),
    FieldName.ATTRIBUTES: FieldWeight(1.5, 0.4),
    FieldName.CODE: FieldWeight(1.0, 0.75),
}
PLAIN_WEIGHTS: Final[Mapping[FieldName, FieldWeight]] = {
    name: FieldWeight(1.0, 0.75) for name in FieldName
}


@dataclass(frozen=True, slots=True)
class FieldShare:
    """What one term in one field added to a template's lexical score."""

    field: FieldName
    term: str
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    """A field as the index holds it; what follows from it is computed row by row, not kept."""

    name: FieldName
    table: TermCounts
    numbers: NDArray[np.int32]  # of the table's terms in the lexicon, ascending
    discounts: NDArray[np.float64]  # (n,) for the length of a row
    average: float  # length
    weight: FieldWeight

    def term_ids(self) -> NDArray[np.int32]:
        """(nnz,) of the lexicon, ascending within a row."""
        return self.numbers[self.table.term_ids] if len(self.numbers) else self.table.term_ids

    def weights(self) -> NDArray[np.float64]:
        """(nnz,) boosted, length-normalised counts."""
        rows = _rows_of(self.table.indptr)
        weights: NDArray[np.float64] = self.weight.boost * self.table.counts / self.discounts[rows]
        return weights

    def row(self, row: int) -> _Row:
        """The same of one row."""
        part = slice(int(self.table.indptr[row]), int(self.table.indptr[row + 1]))
        held = self.table.term_ids[part]
        return _Row(
            self.numbers[held] if len(held) else held,
            self.weight.boost * self.table.counts[part] / self.discounts[row],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """One field of one row, in place of what the field holds there."""

    term_ids: NDArray[np.int32]  # ascending
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Shift:
    """By how much a term's impact differs from the one that was built."""

    rows: NDArray[np.int32]
    by: NDArray[np.float64]


class LexicalIndex:
    """An inverted index in memory over some fields of the templates. Immutable once built."""

    def __init__(
        self,
        counts: Sequence[TermCounts],
        n: int,
        weights: Mapping[FieldName, FieldWeight] = FIELD_WEIGHTS,
    ) -> None:
        """Index the fields named in ``weights``; ``n`` is the number of templates."""
        chosen = [table for table in counts if FieldName(table.field) in weights]
        lexicon = sorted({term for table in chosen for term in table.terms})
        self._n = n
        self._number = {term: position for position, term in enumerate(lexicon)}
        self._fields = [self._weigh(table, weights[FieldName(table.field)]) for table in chosen]
        self._own: dict[tuple[FieldName, int], _Row] = {}
        self._shifts: dict[int, _Shift] = {}
        self._invert(len(lexicon))

    def _weigh(self, table: TermCounts, weight: FieldWeight) -> _Field:
        rows = _rows_of(table.indptr)
        lengths = np.bincount(rows, weights=table.counts, minlength=self._n)
        average = lengths[lengths > 0].mean() if lengths.any() else 1.0
        share = weight.length_share
        discount = 1.0 - share + share * lengths / average
        numbers = np.array([self._number[term] for term in table.terms], dtype=np.int32)
        return _Field(FieldName(table.field), table, numbers, discount, float(average), weight)

    def _invert(self, size: int) -> None:
        """Sum the fields' weights per (term, row) and keep them by term."""
        empty = np.empty(0, dtype=np.int64)
        several = max(1, len(self._fields))
        keys = [  # (term, row, field) as one number: unique, so any sort gives one order
            (f.term_ids().astype(np.int64) * self._n + _rows_of(f.table.indptr)) * several + place
            for place, f in enumerate(self._fields)
        ]
        key = np.concatenate([empty, *keys])
        weight = np.concatenate([np.empty(0), *(f.weights() for f in self._fields)])
        order = np.argsort(key)
        key, weight = key[order] // several, weight[order]
        first = np.flatnonzero(np.diff(key, prepend=-1)) if len(key) else empty
        summed = np.add.reduceat(weight, first) if len(first) else np.empty(0)
        key = key[first]
        terms = key // self._n if self._n else key
        self._rows = (key % self._n if self._n else key).astype(np.int32)
        self._starts = np.searchsorted(terms, np.arange(size + 1))
        self._frequency = np.diff(self._starts)  # (size,) templates that hold the term
        self._idf = np.log1p((self._n - self._frequency + 0.5) / (self._frequency + 0.5))
        self._impact = self._idf[terms] * summed / (SATURATION + summed)

    def frequency(self, term: str) -> int:
        """In how many templates ``term`` stands."""
        number = self._number.get(term)
        return 0 if number is None else int(self._frequency[number])

    def idf(self, term: str) -> float:
        """How telling ``term`` is; 0 for a term that stands nowhere."""
        number = self._number.get(term)
        return 0.0 if number is None else float(self._idf[number])

    def scores(self, terms: Mapping[str, float]) -> NDArray[np.float64]:
        """BM25F of every template, shape (n,); ``terms`` maps each term to its weight."""
        scores = np.zeros(self._n)
        for term, weight in terms.items():
            number = self._number.get(term)
            if number is not None:
                part = slice(self._starts[number], self._starts[number + 1])
                scores[self._rows[part]] += weight * self._impact[part]
                if (shift := self._shifts.get(number)) is not None:
                    scores[shift.rows] += weight * shift.by
        if self._shifts:
            scores[scores < _NOTHING] = 0.0  # what a shift took away leaves a rounding error
        return scores

    def shares(self, row: int, terms: Mapping[str, float]) -> list[FieldShare]:
        """What ``scores(terms)[row]`` consists of, by field and term; sums to it."""
        shares: list[FieldShare] = []
        for term, weight in terms.items():
            number = self._number.get(term)
            if number is None:
                continue
            by_field = [(f.name, self._weight_in(f, row, number)) for f in self._fields]
            total = sum(value for _, value in by_field)
            factor = weight * float(self._idf[number]) / (SATURATION + total)
            shares.extend(FieldShare(name, term, factor * v) for name, v in by_field if v)
        return shares

    def updated(self, changes: Mapping[int, Mapping[FieldName, Mapping[str, int]]]) -> LexicalIndex:
        """This index with other term counts in some fields of some rows.

        How rare a term is and how long a field is on average stay as they were built, except for
        terms that are new here; so a few changed rows cost a few rows' work.
        """
        twin = copy.copy(self)
        twin._own = dict(self._own)
        twin._shifts = dict(self._shifts)
        twin._learn(
            {t for fields in changes.values() for counts in fields.values() for t in counts}
        )
        touched: dict[int, set[int]] = {}
        for row, fields in changes.items():
            for field in self._fields:
                if field.name not in fields:
                    continue
                new = twin._weighed(field, fields[field.name])
                for number in {*self._row(field, row).term_ids.tolist(), *new.term_ids.tolist()}:
                    touched.setdefault(number, set()).add(row)
                twin._own[field.name, row] = new
        for number, rows in touched.items():
            twin._shift(number, rows)
        return twin

    def _learn(self, terms: set[str]) -> None:
        """Number the terms that stand nowhere yet, as rare as a term can be."""
        new = sorted(terms - self._number.keys())
        if not new:
            return
        first = len(self._number)
        self._number = {**self._number, **{term: first + i for i, term in enumerate(new)}}
        once = np.log1p((self._n - 0.5) / 1.5)
        self._starts = np.append(self._starts, np.full(len(new), self._starts[-1]))
        self._frequency = np.append(self._frequency, np.ones(len(new), self._frequency.dtype))
        self._idf = np.append(self._idf, np.full(len(new), once))

    def _weighed(self, field: _Field, counts: Mapping[str, int]) -> _Row:
        share = field.weight.length_share
        discount = 1.0 - share + share * sum(counts.values()) / field.average
        pairs = sorted((self._number[term], count) for term, count in counts.items())
        numbers = np.array([number for number, _ in pairs], dtype=np.int32)
        found = np.array([count for _, count in pairs], dtype=np.float64)
        return _Row(numbers, field.weight.boost * found / discount)

    def _shift(self, number: int, rows: set[int]) -> None:
        """Note by how much the impact of a term differs in ``rows`` from the one built."""
        known = self._shifts.get(number)
        by_row = dict(zip(known.rows.tolist(), known.by.tolist(), strict=True)) if known else {}
        part = slice(int(self._starts[number]), int(self._starts[number + 1]))
        built = self._rows[part]
        for row in rows:
            total = sum(self._weight_in(field, row, number) for field in self._fields)
            impact = float(self._idf[number]) * total / (SATURATION + total)
            at = int(np.searchsorted(built, row))
            there = at < len(built) and built[at] == row
            by_row[row] = impact - (float(self._impact[part.start + at]) if there else 0.0)
        ordered = sorted(by_row)
        self._shifts[number] = _Shift(
            np.array(ordered, dtype=np.int32), np.array([by_row[row] for row in ordered])
        )

    def _row(self, field: _Field, row: int) -> _Row:
        own = self._own.get((field.name, row)) if self._own else None
        return field.row(row) if own is None else own

    def _weight_in(self, field: _Field, row: int, number: int) -> float:
        held = self._row(field, row)
        at = int(np.searchsorted(held.term_ids, number))
        found = at < len(held.term_ids) and held.term_ids[at] == number
        return float(held.weights[at]) if found else 0.0


def _rows_of(indptr: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(indptr) - 1, dtype=np.int64), np.diff(indptr))
