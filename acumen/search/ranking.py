"""Rank all templates for a query: what each signal says of them, joined into one score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.domain.remark import RemarkKind
from acumen.domain.template import Role
from acumen.domain.vocabulary import Vocabularies
from acumen.search.adapter import adapted
from acumen.search.conditions import SEARCHED_FIELDS
from acumen.search.dense import PassageRanges, similarities
from acumen.search.fields import FieldName
from acumen.search.filters import Filters
from acumen.search.fusion import Fusion, Signal, fuse
from acumen.search.lexical import LexicalIndex
from acumen.search.lookup import TemplateRows
from acumen.search.names import Names
from acumen.search.reading import FACET_WEIGHTS, QueryReader, QueryTerms
from acumen.search.records import Condition, Leg, Query, Reading
from acumen.search.searchable import Searchable

if TYPE_CHECKING:
    from acumen.embedding.encoder import Encoder

NAME: Final = "name"  # the signal of a file or folder that is called what the query says
ALL_LEGS: Final = frozenset(Leg)
QUALITY_WEIGHT: Final = 0.14  # of the score; the rest is relevance
TRAINS: Final = 0.7  # of the quality: that starting the entry trains a network
FREE: Final = 0.3  # and that its terms ask for no more than a notice
ATTRIBUTE_WEIGHT: Final = 0.5  # beside words and meaning, which see the attributes' names too
NAME_WEIGHT: Final = 0.4  # beside words, which count the same words of the path
NEAREST: Final = 50  # templates that count as matching by meaning alone
PASSAGES_PER_TEMPLATE: Final = 3  # whose mean stands for a template's code where cards may not

_CODE_FIELDS: Final = SEARCHED_FIELDS[Condition.CODE_ONLY]  # a snippet is compared with code
_LIKE_FACETS: Final = (Facet.TASK, Facet.ARCHITECTURE, Facet.FRAMEWORK, Facet.TRAINING_STYLE)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A lexical question: which index, which terms."""

    lexical: LexicalIndex
    terms: QueryTerms


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The state of one search before hits are written out."""

    fusion: Fusion
    words: tuple[Words | None, ...]  # beside fusion.parts; None for other signals
    matches: tuple[NDArray[np.float64], ...]  # of each reading
    readings: tuple[Reading, ...]
    query_vector: NDArray[np.float32] | None  # compared with passages, to say where
    scores: NDArray[np.float64]  # (n,)
    factor: float  # from relevance to score
    passing: NDArray[np.bool_]  # by the filters
    matching: NDArray[np.bool_]  # passing, and something in common with the query
    allowed: NDArray[np.bool_]  # by the licence policy
    order: NDArray[np.int64]  # rows, best first


@dataclass(slots=True, eq=False)
class _Gathered:
    """What the parts of one query have said so far."""

    common: NDArray[np.bool_]  # (n,) something in common with the query
    signals: list[Signal] = field(default_factory=list)
    words: list[Words | None] = field(default_factory=list)  # beside signals
    readings: tuple[Reading, ...] = ()
    vector: NDArray[np.float32] | None = None

    def add(self, signal: Signal, asked: Words | None = None) -> None:
        self.signals.append(signal)
        self.words.append(asked)

    def add_words(self, name: str, asked: Words) -> None:
        found = asked.lexical.scores(asked.terms.weights)
        self.common |= found > 0
        self.add(Signal(name, found), asked)


def trains(record: TemplateRecord) -> bool:
    """Whether it trains a network and nobody calls it a poor start."""
    poor = any(remark.kind is RemarkKind.POOR_STARTER for remark in record.remarks)
    return record.template.role is Role.TRAINING and not poor


def free(record: TemplateRecord) -> bool:
    """Whether its terms are permissive, so that a start from it binds nobody to other terms."""
    return record.licence.state is LicenceState.PERMISSIVE


def quality(record: TemplateRecord) -> float:
    """0..1: what is added whatever the query says."""
    return TRAINS * trains(record) + FREE * free(record)


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """What queries are compared with, and what reads them."""

    searchable: Searchable
    filters: Filters
    reader: QueryReader
    ranges: PassageRanges
    rows: TemplateRows


class Ranker:
    """Ranks the templates of one index. Never changes once built."""

    def __init__(
        self, index: Index, encoder: Encoder | None, vocabularies: Vocabularies, sources: Sources
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._vocabularies = vocabularies
        self._searchable = sources.searchable
        self._filters = sources.filters
        self._reader = sources.reader
        self._ranges = sources.ranges
        self._rows = sources.rows
        self._n = len(index.templates)
        self.base = QUALITY_WEIGHT * np.array(
            [quality(record) for record in index.templates], dtype=np.float64
        )  # (n,) what is added to a score whatever the query says

    def rank(self, query: Query, legs: frozenset[Leg] = ALL_LEGS) -> Ranking:
        """Every template's score for ``query``, from the signals in ``legs``. Raises UsageError."""
        passing = self._filters.passing(query)
        gathered = _Gathered(np.zeros(self._n, dtype=bool))
        if query.text.strip():
            self._hear_text(query, legs, gathered)
        if query.code.strip():
            self._hear_code(query, legs, gathered)
        if query.like:
            row = self._rows.row(query.like)
            passing = passing.copy()
            passing[row] = False
            self._hear_like(row, gathered)
        gathered.readings = (*gathered.readings, *self._preferred(query, gathered.readings))
        matches = self._hear_readings(query.condition, legs, gathered)
        signals = gathered.signals
        fusion = fuse(signals, passing)
        top = float(fusion.relevance[passing].max(initial=0.0))
        factor = (1 - QUALITY_WEIGHT) / top if top > 0 else 0.0
        weighed = self.base if Leg.QUALITY in legs else 0.0
        scores = factor * fusion.relevance + weighed
        common = gathered.common | self._near(signals, passing)
        return Ranking(
            fusion=fusion,
            words=tuple(gathered.words),
            matches=matches,
            readings=gathered.readings,
            query_vector=gathered.vector,
            scores=scores,
            factor=factor,
            passing=passing,
            matching=passing & common if signals else passing,
            allowed=self._filters.allowed(query.licence),
            order=np.lexsort((np.arange(self._n), -np.round(scores, 9))),
        )

    @cached_property
    def _names(self) -> Names:
        return Names(self._index.templates)

    # --- the signals -----------------------------------------------------------------------

    def _hear_text(self, query: Query, legs: frozenset[Leg], gathered: _Gathered) -> None:
        lexical = self._searchable.lexical(SEARCHED_FIELDS[query.condition])
        terms = self._reader.read_text(query.text, lexical)
        gathered.readings = terms.readings
        if Leg.WORDS in legs:
            gathered.add_words("words", Words(lexical, terms))
            if FieldName.PATH in SEARCHED_FIELDS[query.condition]:
                data = [r.words for r in terms.readings if r.facet is Facet.DATASET]
                gathered.add(Signal(NAME, self._names.scores(query.text, data), NAME_WEIGHT))
        if self._encoder is not None and Leg.MEANING in legs:
            asked = self._encoder.encode_queries([query.text])[0]
            gathered.vector = adapted(asked, self._encoder.identity)
            for signal in self._meanings(gathered.vector, query.condition):
                gathered.add(signal)

    def _hear_code(self, query: Query, legs: frozenset[Leg], gathered: _Gathered) -> None:
        lexical = self._searchable.lexical(_CODE_FIELDS)
        terms = self._reader.read_code(query.code, lexical)
        if Leg.WORDS in legs:
            gathered.add_words("words of code", Words(lexical, terms))
        if self._encoder is not None and len(self._index.passages) and Leg.MEANING in legs:
            gathered.vector = self._encoder.encode_documents([query.code])[0]
            gathered.add(self._passage_signal(gathered.vector, top=1))

    def _hear_like(self, row: int, gathered: _Gathered) -> None:
        gathered.readings = (*gathered.readings, *self._readings_like(row))
        gathered.vector = self._index.card_vectors[row]
        cosines = similarities(self._index.card_vectors, gathered.vector)
        gathered.add(Signal("resemblance", cosines, zero_based=False))

    def _hear_readings(
        self, condition: Condition, legs: frozenset[Leg], gathered: _Gathered
    ) -> tuple[NDArray[np.float64], ...]:
        """How well each template matches each reading; their sum is a signal."""
        seen = self._searchable.facets(condition)
        readings = gathered.readings
        matches = tuple(seen.match(reading.facet, reading.value) for reading in readings)
        if readings and Leg.ATTRIBUTE in legs:
            total = np.sum([r.weight * m for r, m in zip(readings, matches, strict=True)], axis=0)
            gathered.common |= total > 0
            gathered.add(Signal("attributes", total, ATTRIBUTE_WEIGHT))
        return matches

    def _meanings(self, vector: NDArray[np.float32], condition: Condition) -> Iterator[Signal]:
        """How near each template is: its card, and its code where the card may not name it."""
        cards = self._searchable.cards(condition)
        if cards is not None:
            yield Signal("meaning", similarities(cards, vector), zero_based=False)
        if len(self._index.passages) and (cards is None or condition is Condition.CODE_ONLY):
            yield self._passage_signal(vector, top=PASSAGES_PER_TEMPLATE)

    def _passage_signal(self, vector: NDArray[np.float32], top: int) -> Signal:
        near = self._ranges.best(similarities(self._index.passage_vectors, vector), top)
        return Signal("meaning of code", near, zero_based=False)

    def _near(self, signals: Sequence[Signal], passing: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The few that are nearest by meaning, even if they share no word."""
        near = np.zeros(self._n, dtype=bool)
        rows = np.flatnonzero(passing)
        for signal in signals:
            if not signal.zero_based:
                best = rows[np.argsort(-signal.values[rows], kind="stable")[:NEAREST]]
                near[best[signal.values[best] > 0]] = True
        return near

    # --- the readings ----------------------------------------------------------------------

    def _readings_like(self, row: int) -> tuple[Reading, ...]:
        record = self._index.templates[row]
        return tuple(
            Reading(facet, value, self._label(facet, value), record.id, FACET_WEIGHTS[facet])
            for facet in _LIKE_FACETS
            for value in record.values(facet)
        )

    def _preferred(self, query: Query, known: Sequence[Reading]) -> Iterator[Reading]:
        """What is preferred and was not read from the words already."""
        said = {(reading.facet, reading.value) for reading in known}
        for facet, values in self._filters.canonical(query.prefer).items():
            for value in dict.fromkeys(values):
                if (facet, value) not in said:
                    label = self._label(facet, value)
                    yield Reading(facet, value, label, "", FACET_WEIGHTS.get(facet, 0.0))

    def _label(self, facet: Facet, value: str) -> str:
        vocabulary = self._vocabularies.get(facet)
        return vocabulary.label(value) if vocabulary else value
