"""Ranks templates by the words they share with a query: BM25 over weighted fields (BM25F).

A term's counts in all fields are first weighted and normalised by field length, then summed, then
saturated once; so a word in title and code is not counted as two. What each field added to a score
can be read back exactly, because saturation divides every field's share by the same number.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import TermCounts
from acumen.search.fields import FieldName
from acumen.search.postings import SATURATION, Field, FieldWeight, TermFinder

_NOTHING: Final = 1e-12

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
        self._n = n
        self._fields = [Field(table, weights[FieldName(table.field)]) for table in chosen]
        self._finder = TermFinder(self._fields, n)
        self._learnt: frozenset[str] = frozenset()  # terms that stand in changed rows alone
        self._own: dict[tuple[FieldName, int], Mapping[str, float]] = {}  # weights of changed rows
        self._shifts: dict[str, _Shift] = {}

    def know(self, terms: Iterable[str]) -> None:
        """Look for ``terms`` at once: cheaper than to ask for one after the other."""
        self._finder.know(terms)

    def frequency(self, term: str) -> int:
        """In how many templates ``term`` stands."""
        found = self._finder.of(term)
        return int(term in self._learnt) if found is None else len(found.rows)

    def idf(self, term: str) -> float:
        """How telling ``term`` is; 0 for a term that stands nowhere."""
        found = self._finder.of(term)
        if found is not None:
            return found.idf
        # A term that was learnt is as rare as a term can be.
        return float(np.log1p((self._n - 0.5) / 1.5)) if term in self._learnt else 0.0

    def scores(self, terms: Mapping[str, float]) -> NDArray[np.float64]:
        """BM25F of every template, shape (n,); ``terms`` maps each term to its weight."""
        self.know(terms)
        scores = np.zeros(self._n)
        for term, weight in terms.items():
            if (found := self._finder.of(term)) is not None:
                scores[found.rows] += weight * found.impact
            if (shift := self._shifts.get(term)) is not None:
                scores[shift.rows] += weight * shift.by
        if self._shifts:
            scores[scores < _NOTHING] = 0.0  # what a shift took away leaves a rounding error
        return scores

    def shares(self, row: int, terms: Mapping[str, float]) -> list[FieldShare]:
        """What ``scores(terms)[row]`` consists of, by field and term; sums to it."""
        self.know(terms)
        asked = tuple(terms)
        names = [field.name for field in self._fields]
        by_field = [self._weights_in(field, row, asked) for field in self._fields]
        shares: list[FieldShare] = []
        for term, *values in zip(asked, *by_field, strict=True):
            if total := sum(values):
                factor = terms[term] * self.idf(term) / (SATURATION + total)
                held = zip(names, values, strict=True)
                shares.extend(FieldShare(name, term, factor * v) for name, v in held if v)
        return shares

    def updated(self, changes: Mapping[int, Mapping[FieldName, Mapping[str, int]]]) -> LexicalIndex:
        """This index with other term counts in some fields of some rows.

        How rare a term is and how long a field is on average stay as they were built, except for
        terms that are new here; so a few changed rows cost a few rows' work.
        """
        twin = copy.copy(self)
        twin._own = dict(self._own)
        twin._shifts = dict(self._shifts)
        touched: dict[str, set[int]] = {}
        for row, fields in changes.items():
            for field in self._fields:
                if field.name not in fields:
                    continue
                new = _weighed(field, fields[field.name])
                for term in {*self._terms_of(field, row), *new}:
                    touched.setdefault(term, set()).add(row)
                twin._own[field.name, row] = new
        self.know(touched)
        new_terms = {term for term in touched if self._finder.of(term) is None}
        twin._learnt = self._learnt | new_terms
        for term, rows in touched.items():
            twin._shift(term, rows)
        return twin

    def _shift(self, term: str, rows: set[int]) -> None:
        """Note by how much the impact of a term differs in ``rows`` from the one built."""
        known = self._shifts.get(term)
        by_row = dict(zip(known.rows.tolist(), known.by.tolist(), strict=True)) if known else {}
        built, idf = self._finder.of(term), self.idf(term)
        for row in rows:
            total = sum(self._weights_in(field, row, (term,))[0] for field in self._fields)
            before = 0.0
            if built is not None:
                at = int(np.searchsorted(built.rows, row))
                if at < len(built.rows) and built.rows[at] == row:
                    before = float(built.impact[at])
            by_row[row] = idf * total / (SATURATION + total) - before
        ordered = sorted(by_row)
        self._shifts[term] = _Shift(
            np.array(ordered, dtype=np.int32), np.array([by_row[row] for row in ordered])
        )

    def _terms_of(self, field: Field, row: int) -> Iterable[str]:
        own = self._own.get((field.name, row)) if self._own else None
        return field.terms_of(row) if own is None else own

    def _weights_in(self, field: Field, row: int, terms: tuple[str, ...]) -> list[float]:
        own = self._own.get((field.name, row)) if self._own else None
        if own is None:
            return field.weights_of(row, terms)
        return [own.get(term, 0.0) for term in terms]


def _weighed(field: Field, counts: Mapping[str, int]) -> dict[str, float]:
    """The weights of a row of ``field`` that holds ``counts`` now."""
    discount = field.discount(float(sum(counts.values())))
    return {term: field.weight.boost * count / discount for term, count in counts.items()}
