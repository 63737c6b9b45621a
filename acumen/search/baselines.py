"""What search is compared with: a plain full-text index, counting matches, the encoder, chance."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import Index, TermCounts
from acumen.search.conditions import SEARCHED_FIELDS
from acumen.search.engine import Library
from acumen.search.fields import FieldName
from acumen.search.lexical import PLAIN_WEIGHTS, LexicalIndex
from acumen.search.ranking import ALL_LEGS
from acumen.search.records import Condition, Leg, Query, RankedId
from acumen.search.tokens import code_terms, prose_terms

DEPTH: Final = 1000  # places of a run

# What a plain full-text index would hold: none of our titles, glosses and attribute labels.
_PLAIN_FIELDS: Final = frozenset(
    {FieldName.PATH, FieldName.README, FieldName.PROSE, FieldName.SYMBOLS, FieldName.CODE}
)

Ranking = tuple[RankedId, ...]
Ranked = Callable[[Query, str], Ranking]  # of a query and its id


class Baseline(StrEnum):
    """What the product is compared with."""

    BM25 = "bm25"  # plain BM25 over paths, READMEs, comments and code as one text
    DENSE = "dense"  # the encoder alone
    COVERAGE = "coverage"  # how many of the words occur, then how often: what ripgrep can tell
    RANDOM = "random"


ABLATIONS: Final[tuple[tuple[str, Leg], ...]] = tuple((f"without {leg.value}", leg) for leg in Leg)


def baseline(kind: Baseline, library: Library, condition: Condition) -> Ranked:
    """The system that ``kind`` names, over the index of ``library``."""
    match kind:
        case Baseline.BM25:
            return _PlainSearch(library.index, condition).ranking
        case Baseline.COVERAGE:
            return _Coverage(library.index, condition).ranking
        case Baseline.DENSE:
            return with_legs(library, frozenset({Leg.MEANING}))
        case Baseline.RANDOM:
            ids = [record.id for record in library.index.templates]
            return lambda _query, seed: _shuffled(ids, seed)


def without(leg: Leg, library: Library) -> Ranked:
    """The product with one of its signals switched off."""
    return with_legs(library, ALL_LEGS - {leg})


def with_legs(library: Library, legs: frozenset[Leg]) -> Ranked:
    """The product with these signals only."""
    return lambda query, _id: library.ranking(query, DEPTH, legs=legs)


class _PlainSearch:
    """BM25 over the searched fields as one text: what any full-text index would do."""

    def __init__(self, index: Index, condition: Condition) -> None:
        tables = _plain_tables(index, condition)
        self._ids = [record.id for record in index.templates]
        n = len(self._ids)
        self._lexical = LexicalIndex(
            [_merged(tables, n)], n, {FieldName.CODE: PLAIN_WEIGHTS[FieldName.CODE]}
        )

    def ranking(self, query: Query, _id: str) -> Ranking:
        terms = {term: float(count) for term, count in _terms(query).items()}
        return _best(self._ids, self._lexical.scores(terms))


class _Coverage:
    """How many of the query's terms a template holds; among equals, how often in all."""

    def __init__(self, index: Index, condition: Condition) -> None:
        self._ids = [record.id for record in index.templates]
        n = len(self._ids)
        table = _merged(_plain_tables(index, condition), n)
        rows = np.repeat(np.arange(n), np.diff(table.indptr))
        order = np.argsort(table.term_ids, kind="stable")
        self._number = {term: position for position, term in enumerate(table.terms)}
        self._starts = np.searchsorted(table.term_ids[order], np.arange(len(table.terms) + 1))
        self._rows = rows[order]
        self._counts = table.counts[order]

    def ranking(self, query: Query, _id: str) -> Ranking:
        covered = np.zeros(len(self._ids))
        count = np.zeros(len(self._ids))
        for term in _terms(query):
            if (number := self._number.get(term)) is not None:
                part = slice(self._starts[number], self._starts[number + 1])
                covered[self._rows[part]] += 1
                count[self._rows[part]] += self._counts[part]
        return _best(self._ids, covered + count / (1 + count))  # the second part is below 1


def _terms(query: Query) -> Counter[str]:
    return Counter(code_terms(query.code) if query.code else prose_terms(query.text))


def _best(ids: Sequence[str], scores: NDArray[np.float64]) -> Ranking:
    order = np.lexsort((np.arange(len(scores)), -np.round(scores, 9)))[:DEPTH]
    return tuple(RankedId(ids[row], float(scores[row])) for row in order)


def _plain_tables(index: Index, condition: Condition) -> list[TermCounts]:
    fields = _PLAIN_FIELDS & SEARCHED_FIELDS[condition]
    if FieldName.CODE in fields and condition is not Condition.CODE_ONLY:
        fields -= {FieldName.SYMBOLS}  # names stand in the code already
    return [table for table in index.term_counts if FieldName(table.field) in fields]


def _merged(tables: Sequence[TermCounts], n: int) -> TermCounts:
    """The tables as one field."""
    terms = sorted({term for table in tables for term in table.terms})
    number = {term: position for position, term in enumerate(terms)}
    rows: list[Counter[int]] = [Counter() for _ in range(n)]
    for table in tables:
        local = [number[term] for term in table.terms]
        for row in range(n):
            part = slice(int(table.indptr[row]), int(table.indptr[row + 1]))
            for term, count in zip(
                table.term_ids[part].tolist(), table.counts[part].tolist(), strict=True
            ):
                rows[row][local[term]] += count
    indptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=indptr[1:])
    pairs = [pair for row in rows for pair in sorted(row.items())]
    return TermCounts(
        FieldName.CODE.value,
        tuple(terms),
        indptr,
        np.array([term for term, _ in pairs], dtype=np.int32),
        np.array([count for _, count in pairs], dtype=np.int32),
    )


def _shuffled(ids: Sequence[str], seed: str) -> Ranking:
    """The IDs in an order that depends on ``seed`` alone."""

    def key(template_id: str) -> bytes:
        return hashlib.blake2b(f"{seed}\0{template_id}".encode(), digest_size=8).digest()

    ordered = sorted(ids, key=key)[:DEPTH]
    return tuple(RankedId(name, float(-place)) for place, name in enumerate(ordered))
