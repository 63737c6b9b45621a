"""Which templates hold a term and what it counts there: for a few terms, or for all of them.

To invert the whole index costs as much as to look for terms in it some sixty times, so whoever asks
one question and leaves is spared it, and whoever goes on asking pays for it once.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import TermCounts
from acumen.search.fields import FieldName

SATURATION: Final = 1.2  # BM25's k1
Length = TypeVar("Length", float, NDArray[np.float64])
_LAST_ASKED: Final = 8  # queries whose terms were numbered; the hits of one come one by one
LOOKS: Final = 32  # through the index, after which it is inverted


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much one occurrence in a field counts, and how much a long field is discounted."""

    boost: float
    length_share: float  # BM25's b, 0..1


class Field:
    """One field of all templates as the index holds it. Immutable once built."""

    def __init__(self, table: TermCounts, weight: FieldWeight) -> None:
        self.name = FieldName(table.field)
        self.table = table
        self.weight = weight
        ends = np.concatenate([[0], np.cumsum(table.counts, dtype=np.int64)])[table.indptr]
        lengths = np.diff(ends).astype(np.float64)
        self.average = float(lengths[lengths > 0].mean()) if lengths.any() else 1.0
        self.discounts = self.discount(lengths)  # (n,)
        self._numbers = lru_cache(maxsize=_LAST_ASKED)(self._numbered)

    def discount(self, length: Length) -> Length:
        """By what the counts of a row of ``length`` terms are divided."""
        share = self.weight.length_share
        return 1.0 - share + share * length / self.average

    def number(self, term: str) -> int:
        """The place of ``term`` among the field's terms; -1 if it does not stand there."""
        terms = self.table.terms
        at = bisect_left(terms, term)
        return at if at < len(terms) and terms[at] == term else -1

    def _numbered(self, terms: tuple[str, ...]) -> NDArray[np.int32]:
        return np.array([self.number(term) for term in terms], dtype=np.int32)

    def weighed(
        self, rows: NDArray[np.int64], at: NDArray[np.int64] | slice
    ) -> NDArray[np.float64]:
        """Boosted, length-normalised counts of the entries ``at``, which stand in ``rows``."""
        weights: NDArray[np.float64] = (
            self.weight.boost * self.table.counts[at] / self.discounts[rows]
        )
        return weights

    def terms_of(self, row: int) -> list[str]:
        """The terms of one row, ascending."""
        held = self.table.term_ids[self._part(row)]
        return [self.table.terms[number] for number in held.tolist()]

    def weights_of(self, row: int, terms: tuple[str, ...]) -> list[float]:
        """The weight of each of ``terms`` in one row; 0 where it does not stand there."""
        part = self._part(row)
        if part.start == part.stop:
            return [0.0] * len(terms)
        held, numbers = self.table.term_ids[part], self._numbers(terms)
        at = np.minimum(np.searchsorted(held, numbers), len(held) - 1)
        counts = np.where(held[at] == numbers, self.table.counts[part][at], 0)
        found: list[float] = (self.weight.boost * counts / self.discounts[row]).tolist()
        return found

    def _part(self, row: int) -> slice:
        return slice(int(self.table.indptr[row]), int(self.table.indptr[row + 1]))


@dataclass(frozen=True, slots=True, eq=False)
class Posting:
    """Where one term stands."""

    rows: NDArray[np.int32]  # ascending
    impact: NDArray[np.float64]  # beside rows
    idf: float


class Postings:
    """Some terms of some fields, inverted: the fields' weights are summed per (term, row)."""

    def __init__(self, fields: Sequence[Field], n: int, terms: Sequence[str]) -> None:
        """``terms`` are ascending; what stands nowhere has an empty posting."""
        self._number = {term: position for position, term in enumerate(terms)}
        empty = np.empty(0, dtype=np.int64)
        keys, weights = [empty], [np.empty(0)]
        several = max(1, len(fields))
        for place, field in enumerate(fields):
            numbers, rows, at = self._entries(field)
            # (term, row, field) as one number: unique, so any sort gives one order
            keys.append((numbers.astype(np.int64) * n + rows) * several + place)
            weights.append(field.weighed(rows, at))
        key = np.concatenate(keys)
        order = np.argsort(key)
        key, weight = key[order] // several, np.concatenate(weights)[order]
        first = np.flatnonzero(np.diff(key, prepend=-1)) if len(key) else empty
        summed = np.add.reduceat(weight, first) if len(first) else np.empty(0)
        key = key[first]
        owners = key // n if n else key
        self._rows = (key % n if n else key).astype(np.int32)
        self._starts = np.searchsorted(owners, np.arange(len(terms) + 1)).tolist()
        frequency = np.diff(self._starts)
        self._idf = np.log1p((n - frequency + 0.5) / (frequency + 0.5))
        self._impact = self._idf[owners] * summed / (SATURATION + summed)

    def of(self, term: str) -> Posting | None:
        """Where ``term`` stands; None if it is none of the terms."""
        number = self._number.get(term)
        if number is None:
            return None
        part = slice(self._starts[number], self._starts[number + 1])
        return Posting(self._rows[part], self._impact[part], float(self._idf[number]))

    def _entries(
        self, field: Field
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64] | slice]:
        """The entries of these terms in ``field``: number of the term, row, and place."""
        table, few = field.table, len(self._number) < len(field.table.terms)
        own = np.full(len(table.terms), -1, dtype=np.int32)
        if few:
            for term, number in self._number.items():
                if (place := field.number(term)) >= 0:
                    own[place] = number
        else:
            own[:] = [self._number.get(term, -1) for term in table.terms]
        numbers = own[table.term_ids] if len(own) else np.empty(0, np.int32)
        at = np.flatnonzero(numbers >= 0)
        rows = np.searchsorted(table.indptr, at, side="right") - 1
        return numbers[at], rows, at


class TermFinder:
    """Finds where terms stand. Safe to share between threads."""

    def __init__(self, fields: Sequence[Field], n: int) -> None:
        self._fields = fields
        self._n = n
        self._lock = threading.Lock()
        self._looks = 0
        self._known: dict[str, Posting] = {}
        self._every: Postings | None = None

    def know(self, terms: Iterable[str]) -> None:
        """Look for all of ``terms`` at once, which costs little more than to look for one."""
        if self._every is not None:
            return
        missing = sorted({term for term in terms if term not in self._known})
        missing = [term for term in missing if any(f.number(term) >= 0 for f in self._fields)]
        if missing:
            with self._lock:
                self._look_for(missing)

    def of(self, term: str) -> Posting | None:
        """Where ``term`` stands; None if it stands nowhere."""
        self.know((term,))
        if (known := self._known.get(term)) is not None:
            return known
        return None if self._every is None else self._every.of(term)

    def _look_for(self, terms: Sequence[str]) -> None:
        if self._every is not None:
            return
        self._looks += 1
        if self._looks > LOOKS:
            every = sorted({term for field in self._fields for term in field.table.terms})
            self._every = Postings(self._fields, self._n, every)
            self._known = {}  # only now: other threads look here first
        else:
            found = Postings(self._fields, self._n, terms)
            known = {term: posting for term in terms if (posting := found.of(term))}
            self._known = {**self._known, **known}
