"""The library: one index in memory that answers searches, with the reasons for its answers."""

from __future__ import annotations

import difflib
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.identity import parse_template_id
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.domain.template import Role
from acumen.domain.vocabulary import Vocabularies
from acumen.errors import EncoderMismatchError, UsageError
from acumen.search.conditions import SEARCHED_FIELDS, cards_without_readme
from acumen.search.dense import PassageRanges, similarities
from acumen.search.facets import FacetIndex
from acumen.search.fields import FieldName
from acumen.search.fusion import Fusion, Signal, fuse
from acumen.search.lexical import FIELD_WEIGHTS, LexicalIndex
from acumen.search.reading import FACET_WEIGHTS, QueryReader, QueryTerms
from acumen.search.reasons import PassageMatch, ReasonWriter
from acumen.search.records import (
    Condition,
    FacetCount,
    GatedHit,
    Hit,
    Leg,
    Query,
    RankedId,
    Reading,
    Reason,
    SearchResult,
)

if TYPE_CHECKING:
    from acumen.embedding.encoder import Encoder

ALL_LEGS: Final = frozenset(Leg)
QUALITY_WEIGHT: Final = 0.1  # of the score; the rest is relevance
ATTRIBUTE_WEIGHT: Final = 0.5  # beside words and meaning, which see the attributes' names too
NEAREST: Final = 50  # templates that count as matching by meaning alone
PASSAGES_PER_TEMPLATE: Final = 3  # whose mean stands for a template's code where cards may not
WORDS_ONLY: Final = "none (words only)"

_CODE_FIELDS: Final = SEARCHED_FIELDS[Condition.CODE_ONLY]  # a snippet is compared with code
_LIKE_FACETS: Final = (Facet.TASK, Facet.ARCHITECTURE, Facet.FRAMEWORK, Facet.TRAINING_STYLE)


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """A lexical question: which index, which terms."""

    lexical: LexicalIndex
    terms: QueryTerms


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """The state of one search before hits are written out."""

    fusion: Fusion
    words: tuple[_Words | None, ...]  # beside fusion.parts; None for other signals
    matches: tuple[NDArray[np.float64], ...]  # of each reading
    readings: tuple[Reading, ...]
    query_vector: NDArray[np.float32] | None  # compared with passages, to say where
    scores: NDArray[np.float64]  # (n,)
    factor: float  # from relevance to score
    passing: NDArray[np.bool_]  # by the filters
    matching: NDArray[np.bool_]  # passing, and something in common with the query
    allowed: NDArray[np.bool_]  # by the licence policy
    order: NDArray[np.int64]  # rows, best first


class Library:
    """Answers from one index. Safe to share between threads; never changes once built."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder | None,
        vocabularies: Vocabularies,
        *,
        index_hash: str = "",
    ) -> None:
        """Build the search structures: about a second per 10,000 templates.

        Without ``encoder`` only words and attributes are compared, and results say so.
        Raises EncoderMismatchError if the encoder's vectors have another dimension than the
        index's; whether it is the very same encoder is the caller's to check.
        """
        n = len(index.templates)
        if encoder is not None and n and encoder.identity.dimension != index.card_vectors.shape[1]:
            raise EncoderMismatchError(
                built_with=index.encoder.model_id, asked_for=encoder.identity.model_id
            )
        self.index = index
        self.encoder = encoder
        self.vocabularies = vocabularies
        self.index_hash = index_hash
        self._n = n
        self._row_of = {record.id: row for row, record in enumerate(index.templates)}
        self._facets = FacetIndex(index.templates, vocabularies)
        self._reader = QueryReader(vocabularies)
        self._ranges = PassageRanges(tuple(self._row_of), index.passages)
        self._reasons = ReasonWriter(index, self._ranges, vocabularies)
        self._quality = np.array(
            [float(r.template.role is Role.TRAINING) for r in index.templates], dtype=np.float64
        )
        self._allowed_by = {
            policy: np.array(
                [policy.allows(record.licence.state) for record in index.templates], dtype=bool
            )
            for policy in LicencePolicy
        }
        self._cards = {Condition.SHIPPED: index.card_vectors}
        self._facets_by = {Condition.SHIPPED: self._facets}
        self._lock = threading.Lock()
        self._lexical_by_fields: dict[frozenset[FieldName], LexicalIndex] = {}
        self._lexical(SEARCHED_FIELDS[Condition.SHIPPED])

    # --- questions -------------------------------------------------------------------------

    def search(self, query: Query) -> SearchResult:
        """The best templates for ``query``, best first, equal ones by id.

        Raises UsageError for an unknown filter value or an unknown template in ``like``.
        """
        started = time.perf_counter()
        answer = self._answer(query)
        hits: list[Hit] = []
        gated: list[GatedHit] = []
        for place, row in enumerate(answer.order[answer.matching[answer.order]], start=1):
            if len(hits) == query.limit:
                break
            if answer.allowed[row]:
                hits.append(self._hit(len(hits) + 1, int(row), answer))
            elif len(gated) < query.limit:
                gated.append(self._gated(place, int(row), answer, query.licence))
        held_back = int((answer.matching & ~answer.allowed).sum())
        return SearchResult(
            query=query,
            encoder=self.encoder_name,
            index=self.index_hash,
            took_ms=(time.perf_counter() - started) * 1000,
            understood=answer.readings,
            hits=tuple(hits),
            gated=tuple(gated),
            total=int((answer.matching & answer.allowed).sum()),
            gated_total=held_back,
            note=self._note(query, answer, held_back),
        )

    def ranking(
        self, query: Query, depth: int = 1000, *, legs: frozenset[Leg] = ALL_LEGS
    ) -> tuple[RankedId, ...]:
        """The first ``depth`` templates that the filters and the policy let pass, no reasons.

        Unlike ``search`` it goes on to templates that have nothing in common with the query.
        ``legs`` are the signals used; fewer than all are for measuring what each is worth.
        """
        answer = self._answer(query, legs)
        order = answer.order[(answer.passing & answer.allowed)[answer.order]][:depth]
        return tuple(
            RankedId(self.index.templates[row].id, float(answer.scores[row])) for row in order
        )

    def explain(self, query: Query, ids: Sequence[str]) -> tuple[Hit, ...]:
        """The templates ``ids`` as hits for ``query``, in the order of ``ids``.

        Their ranks are those among all templates that the filters let pass, whatever the licence;
        a template that the filters keep out has rank 0. Raises UsageError for an unknown ID.
        """
        answer = self._answer(query)
        passing = answer.order[answer.passing[answer.order]]
        rank_of = {int(row): rank for rank, row in enumerate(passing, start=1)}
        rows = [self._row(template_id) for template_id in ids]
        return tuple(self._hit(rank_of.get(row, 0), row, answer) for row in rows)

    def read(self, text: str) -> tuple[Reading, ...]:
        """What the words of ``text`` mean in the vocabularies, in the order of the words."""
        lexical = self._lexical(SEARCHED_FIELDS[Condition.SHIPPED])
        return self._reader.read_text(text, lexical).readings

    def meant(self, facet: Facet, value: str) -> tuple[str, ...]:
        """The ids that ``value`` names in ``facet``: an id, a label or a synonym.

        Raises UsageError with the nearest known values if it names none.
        """
        return self._facets.canonical(facet, value, self._reader.meanings)

    def similar(self, template_id: str, limit: int = 10) -> SearchResult:
        """Templates that resemble ``template_id``, itself left out. Raises UsageError."""
        return self.search(Query(like=template_id, limit=limit))

    def select(self, query: Query) -> tuple[TemplateRecord, ...]:
        """All templates that the filters and the licence policy of ``query`` let pass, by id."""
        passing = self._passing(query) & self._allowed(query.licence)
        return tuple(self.index.templates[row] for row in np.flatnonzero(passing))

    def prepare(self, condition: Condition) -> None:
        """Embed the cards anew as ``condition`` allows them; a minute per 2,000 templates.

        Without it, searches under a condition compare the query with code passages. Under
        ``code-only`` they always do, because a card names path and title.
        """
        if condition is Condition.NO_README and self.encoder is not None and self._n:
            texts = cards_without_readme(self.index, self.vocabularies)
            self._cards[condition] = self.encoder.encode_documents(texts)

    def facets(
        self, query: Query | None = None, facets: Iterable[Facet] = tuple(Facet)
    ) -> dict[Facet, tuple[FacetCount, ...]]:
        """How often each value occurs among what ``query`` finds; the whole corpus for None.

        A facet's own inclusions are set aside for its counts, so that a second value of a facet
        that is already filtered shows what it would add.
        """
        query = query or Query()
        chosen = tuple(facets)
        matching = self._answer(replace(query, include={})).matching & self._allowed(query.licence)
        include = self._canonical(query.include)
        exclude = self._canonical(query.exclude)
        counts = {}
        for facet in chosen:
            others = {key: wanted for key, wanted in include.items() if key is not facet}
            counts[facet] = self._facets.counts(
                facet, matching & self._facets.mask(others, exclude)
            )
        return counts

    def template(self, template_id: str) -> TemplateRecord:
        """The template of this ID. Raises UsageError naming the nearest IDs if there is none."""
        return self.index.templates[self._row(template_id)]

    @property
    def encoder_name(self) -> str:
        """What compares meanings here, as results name it."""
        if self.encoder is None:
            return WORDS_ONLY
        identity = self.encoder.identity
        return f"{identity.model_id} ({identity.name})"

    # --- the ranking -----------------------------------------------------------------------

    def _answer(self, query: Query, legs: frozenset[Leg] = ALL_LEGS) -> _Answer:
        passing = self._passing(query)
        signals: list[Signal] = []
        words: list[_Words | None] = []
        readings: tuple[Reading, ...] = ()
        vector: NDArray[np.float32] | None = None
        common = np.zeros(self._n, dtype=bool)

        def add(signal: Signal, asked: _Words | None = None) -> None:
            signals.append(signal)
            words.append(asked)

        if query.text.strip():
            lexical = self._lexical(SEARCHED_FIELDS[query.condition])
            terms = self._reader.read_text(query.text, lexical)
            readings = terms.readings
            if Leg.WORDS in legs:
                found = lexical.scores(terms.weights)
                common |= found > 0
                add(Signal("words", found), _Words(lexical, terms))
            if self.encoder is not None and Leg.MEANING in legs:
                vector = self.encoder.encode_queries([query.text])[0]
                add(self._card_signal(vector, query.condition))
        if query.code.strip():
            lexical = self._lexical(_CODE_FIELDS)
            terms = self._reader.read_code(query.code, lexical)
            if Leg.WORDS in legs:
                found = lexical.scores(terms.weights)
                common |= found > 0
                add(Signal("words of code", found), _Words(lexical, terms))
            if self.encoder is not None and len(self.index.passages) and Leg.MEANING in legs:
                vector = self.encoder.encode_documents([query.code])[0]
                add(self._passage_signal(vector, top=1))
        if query.like:
            row = self._row(query.like)
            passing = passing.copy()
            passing[row] = False
            readings = (*readings, *self._readings_like(row))
            vector = self.index.card_vectors[row]
            cosines = similarities(self.index.card_vectors, vector)
            add(Signal("resemblance", cosines, zero_based=False))
        readings = (*readings, *self._preferred(query, readings))
        seen = self._facets_under(query.condition)
        matches = tuple(seen.match(reading.facet, reading.value) for reading in readings)
        if readings and Leg.ATTRIBUTE in legs:
            total = np.sum([r.weight * m for r, m in zip(readings, matches, strict=True)], axis=0)
            common |= total > 0
            add(Signal("attributes", total, ATTRIBUTE_WEIGHT))

        fusion = fuse(signals, passing)
        top = float(fusion.relevance[passing].max(initial=0.0))
        factor = (1 - QUALITY_WEIGHT) / top if top > 0 else 0.0
        quality = QUALITY_WEIGHT * self._quality if Leg.QUALITY in legs else 0.0
        scores = factor * fusion.relevance + quality
        order = np.lexsort((np.arange(self._n), -np.round(scores, 9)))
        common |= self._near(signals, passing)
        return _Answer(
            fusion=fusion,
            words=tuple(words),
            matches=matches,
            readings=readings,
            query_vector=vector,
            scores=scores,
            factor=factor,
            passing=passing,
            matching=passing & common if signals else passing,
            allowed=self._allowed(query.licence),
            order=order,
        )

    def _near(self, signals: Sequence[Signal], passing: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The few that are nearest by meaning, even if they share no word."""
        near = np.zeros(self._n, dtype=bool)
        rows = np.flatnonzero(passing)
        for signal in signals:
            if not signal.zero_based:
                best = rows[np.argsort(-signal.values[rows], kind="stable")[:NEAREST]]
                near[best[signal.values[best] > 0]] = True
        return near

    def _card_signal(self, vector: NDArray[np.float32], condition: Condition) -> Signal:
        cards = self._cards.get(condition)
        if cards is None and len(self.index.passages):
            return self._passage_signal(vector, top=PASSAGES_PER_TEMPLATE)
        cosines = similarities(self.index.card_vectors if cards is None else cards, vector)
        return Signal("meaning", cosines, zero_based=False)

    def _passage_signal(self, vector: NDArray[np.float32], top: int) -> Signal:
        near = self._ranges.best(similarities(self.index.passage_vectors, vector), top)
        return Signal("meaning of code", near, zero_based=False)

    def _readings_like(self, row: int) -> tuple[Reading, ...]:
        record = self.index.templates[row]
        return tuple(
            Reading(facet, value, self._label(facet, value), record.id, FACET_WEIGHTS[facet])
            for facet in _LIKE_FACETS
            for value in record.values(facet)
        )

    def _preferred(self, query: Query, known: Sequence[Reading]) -> Iterator[Reading]:
        """What is preferred and was not read from the words already."""
        said = {(reading.facet, reading.value) for reading in known}
        for facet, values in self._canonical(query.prefer).items():
            for value in dict.fromkeys(values):
                if (facet, value) not in said:
                    label = self._label(facet, value)
                    yield Reading(facet, value, label, "", FACET_WEIGHTS.get(facet, 0.0))

    def _lexical(self, fields: frozenset[FieldName]) -> LexicalIndex:
        with self._lock:
            if fields not in self._lexical_by_fields:
                weights = {name: FIELD_WEIGHTS[name] for name in FieldName if name in fields}
                self._lexical_by_fields[fields] = LexicalIndex(
                    self.index.term_counts, self._n, weights
                )
            return self._lexical_by_fields[fields]

    def _facets_under(self, condition: Condition) -> FacetIndex:
        """The attributes that ``condition`` leaves visible."""
        with self._lock:
            if condition not in self._facets_by:
                self._facets_by[condition] = FacetIndex(
                    self.index.templates, self.vocabularies, condition
                )
            return self._facets_by[condition]

    # --- filters ---------------------------------------------------------------------------

    def _canonical(self, selection: Mapping[Facet, Sequence[str]]) -> dict[Facet, list[str]]:
        named = self._reader.meanings
        return {
            facet: [ids for v in values for ids in self._facets.canonical(facet, v, named)]
            for facet, values in selection.items()
        }

    def _passing(self, query: Query) -> NDArray[np.bool_]:
        include, exclude = self._canonical(query.include), self._canonical(query.exclude)
        return self._facets.mask(include, exclude)

    def _allowed(self, policy: LicencePolicy) -> NDArray[np.bool_]:
        return self._allowed_by[policy]

    # --- writing the answer ----------------------------------------------------------------

    def _hit(self, rank: int, row: int, answer: _Answer) -> Hit:
        reasons: list[Reason] = []
        for part, words in zip(answer.fusion.parts, answer.words, strict=True):
            if not part.scale:
                continue
            factor = answer.factor * part.scale
            if words is not None:
                shares = words.lexical.shares(row, words.terms.weights)
                reasons.extend(self._reasons.of_words(row, shares, factor))
            elif part.signal.zero_based:
                reasons.extend(
                    self._reasons.of_reading(
                        row, reading, factor * reading.weight * float(match[row])
                    )
                    for reading, match in zip(answer.readings, answer.matches, strict=True)
                    if match[row]
                )
            else:
                cosine = float(part.signal.values[row])
                where = self._nearest_passage(row, answer.query_vector)
                what = "Near in meaning" if part.signal.name == "meaning" else "Resembles it"
                gave = answer.factor * part.share(row)
                reasons.append(self._reasons.of_meaning(cosine, gave, where, what))
        if self._quality[row]:
            gave = QUALITY_WEIGHT * float(self._quality[row])
            reasons.append(self._reasons.of_role(row, gave))
        reasons.sort(key=lambda reason: (-reason.contribution, reason.text))
        return Hit(rank, self.index.templates[row], float(answer.scores[row]), tuple(reasons))

    def _gated(self, place: int, row: int, answer: _Answer, policy: LicencePolicy) -> GatedHit:
        record = self.index.templates[row]
        licence = record.licence
        named = f"{licence.spdx} ({licence.state.value})" if licence.spdx else licence.state.value
        wider = next(p for p in LicencePolicy if p.allows(licence.state))
        return GatedHit(
            record=record,
            would_rank=place,
            score=float(answer.scores[row]),
            reason=f"licence {named} is outside the policy {policy.value}",
            remedy=f"allow it with --licence {wider.value}",
        )

    def _nearest_passage(self, row: int, vector: NDArray[np.float32] | None) -> PassageMatch | None:
        rows = self._ranges.of(row)
        if vector is None or not rows:
            return None
        near = similarities(self.index.passage_vectors[rows.start : rows.stop], vector)
        best = int(near.argmax())
        return PassageMatch(self.index.passages[rows.start + best], float(near[best]))

    def _note(self, query: Query, answer: _Answer, held_back: int) -> str:
        notes = []
        if not self._n:
            notes.append("The index is empty.")
        if self.encoder is None and (query.text or query.code):
            notes.append("Compared by words only: no encoder is loaded.")
        scales = [
            part.scale
            for part, words in zip(answer.fusion.parts, answer.words, strict=True)
            if words is not None
        ]
        if self._n and scales and not any(scales):
            nearest = ": these are the nearest in meaning" if self.encoder is not None else ""
            notes.append(f"No word of the query tells the templates apart{nearest}.")
        if held_back:
            are = "matching template is" if held_back == 1 else "matching templates are"
            notes.append(f"{held_back} {are} outside the licence policy {query.licence.value}.")
        return " ".join(notes)

    def _label(self, facet: Facet, value: str) -> str:
        vocabulary = self.vocabularies.get(facet)
        return vocabulary.label(value) if vocabulary else value

    def _row(self, template_id: str) -> int:
        row = self._row_of.get(template_id)
        if row is None and (parsed := parse_template_id(template_id)) is not None:
            row = self._row_of.get(str(parsed))
        if row is None:
            near = self._nearest_ids(template_id)
            raise UsageError(
                f'There is no template "{template_id}" in this index.',
                remedy=f"one of: {', '.join(near)}" if near else "acumen list shows all IDs",
            )
        return row

    def _nearest_ids(self, template_id: str) -> list[str]:
        """IDs that look alike; those that share a folder, file or repository name first."""
        wanted = template_id[:300].lower()
        pieces = {piece for piece in wanted.replace("@", "/").replace(":", "/").split("/") if piece}
        shared = [
            (sum(piece in known.lower() for piece in pieces), known) for known in self._row_of
        ]
        shared.sort(key=lambda item: (-item[0], item[1]))
        candidates = [known for _, known in shared[:200]]
        return difflib.get_close_matches(template_id[:300], candidates, n=3, cutoff=0.3)
