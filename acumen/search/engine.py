"""The library: one index in memory that answers searches, with the reasons for its answers."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.errors import EncoderMismatchError
from acumen.search.conditions import SEARCHED_FIELDS, cards_under
from acumen.search.dense import PassageRanges
from acumen.search.filters import Filters
from acumen.search.hits import HitWriter
from acumen.search.lookup import TemplateRows
from acumen.search.ranking import ALL_LEGS, QUALITY_WEIGHT, Ranker, Sources
from acumen.search.reading import QueryReader
from acumen.search.records import (
    MAX_LIMIT,
    Condition,
    FacetCount,
    GatedHit,
    Hit,
    Leg,
    Query,
    RankedId,
    Reading,
    SearchResult,
)
from acumen.search.searchable import Searchable

if TYPE_CHECKING:
    from acumen.embedding.encoder import Encoder

WORDS_ONLY: Final = "none (words only)"

__all__ = ["QUALITY_WEIGHT", "WORDS_ONLY", "Library"]


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
        dimension = index.card_vectors.shape[1] if index.templates else 0
        if encoder is not None and index.templates and encoder.identity.dimension != dimension:
            raise EncoderMismatchError(
                built_with=index.encoder.model_id, asked_for=encoder.identity.model_id
            )
        self.index = index
        self.encoder = encoder
        self.vocabularies = vocabularies
        self.index_hash = index_hash
        ids = [record.id for record in index.templates]
        self._ranges = PassageRanges(ids, index.passages)
        self._rows = TemplateRows(ids)
        self._reader = QueryReader(vocabularies)
        self._join(Searchable(index, vocabularies))

    def _join(self, searchable: Searchable) -> None:
        """Put the parts over ``searchable`` together."""
        index, ranges = self.index, self._ranges
        self._searchable = searchable
        self._facets = searchable.facets(Condition.SHIPPED)
        self._filters = Filters(index.templates, self._facets, self._reader.meanings)
        sources = Sources(searchable, self._filters, self._reader, ranges, self._rows)
        self._ranker = Ranker(index, self.encoder, self.vocabularies, sources)
        self._hits = HitWriter(index, ranges, self.vocabularies)

    def updated(self, changes: Mapping[int, TemplateRecord]) -> Library:
        """A library with other records of the same programs in some rows; this one stays as it is.

        It costs a few milliseconds, not a new build. Vectors stay those of the code, and how rare
        a word is stays as it was built.
        """
        twin = copy.copy(self)
        templates = list(self.index.templates)
        for row, record in changes.items():
            templates[row] = record
        twin.index = replace(self.index, templates=tuple(templates))
        twin._join(self._searchable.updated(twin.index, changes))
        return twin

    @property
    def base_scores(self) -> NDArray[np.float64]:
        """(n,) what the score of each template has in it whatever the query says."""
        return self._ranker.base

    def by_words(self) -> Library:
        """The same library without an encoder; everything else is shared with this one."""
        if self.encoder is None:
            return self
        twin = copy.copy(self)
        twin.encoder = None
        twin._join(self._searchable)
        return twin

    # --- questions -------------------------------------------------------------------------

    def search(
        self, query: Query, *, within: NDArray[np.bool_] | None = None, skip: int = 0
    ) -> SearchResult:
        """The best templates for ``query``, best first, equal ones by id.

        ``within``, of shape (n,), leaves out what a part of the map does not hold. ``skip`` leaves
        out the first hits, for the next page of them; ranks count on.

        Raises UsageError for an unknown filter value or an unknown template in ``like``.
        """
        started = time.perf_counter()
        ranking = self._ranker.rank(query)
        matching = ranking.matching if within is None else ranking.matching & within
        order = ranking.order[matching[ranking.order]]
        hits: list[Hit] = []
        gated: list[GatedHit] = []
        rank = 0
        for place, row in enumerate(order, start=1):
            if len(hits) == query.limit:
                break
            if ranking.allowed[row]:
                rank += 1
                if rank > skip:
                    hits.append(self._hits.hit(rank, int(row), ranking))
            elif len(gated) < query.limit:
                gated.append(self._hits.gated(place, int(row), ranking, query.licence))
        allowed = order[ranking.allowed[order]]
        held_back = len(order) - len(allowed)
        return SearchResult(
            query=query,
            encoder=self.encoder_name,
            index=self.index_hash,
            took_ms=(time.perf_counter() - started) * 1000,
            understood=ranking.readings,
            hits=tuple(hits),
            gated=tuple(gated),
            total=len(allowed),
            gated_total=held_back,
            note=self._hits.note(query, ranking, held_back, by_words_only=self.encoder is None),
            best=tuple(allowed[:MAX_LIMIT].tolist()),
        )

    def ranking(
        self, query: Query, depth: int = 1000, *, legs: frozenset[Leg] = ALL_LEGS
    ) -> tuple[RankedId, ...]:
        """The first ``depth`` templates that the filters and the policy let pass, no reasons.

        Unlike ``search`` it goes on to templates that have nothing in common with the query.
        ``legs`` are the signals used; fewer than all are for measuring what each is worth.
        """
        ranking = self._ranker.rank(query, legs)
        order = ranking.order[(ranking.passing & ranking.allowed)[ranking.order]][:depth]
        return tuple(
            RankedId(self.index.templates[row].id, float(ranking.scores[row])) for row in order
        )

    def explain(self, query: Query, ids: Sequence[str]) -> tuple[Hit, ...]:
        """The templates ``ids`` as hits for ``query``, in the order of ``ids``.

        Their ranks are those among all templates that the filters let pass, whatever the licence;
        a template that the filters keep out has rank 0. Raises UsageError for an unknown ID.
        """
        ranking = self._ranker.rank(query)
        passing = ranking.order[ranking.passing[ranking.order]]
        rank_of = {int(row): rank for rank, row in enumerate(passing, start=1)}
        rows = [self._rows.row(template_id) for template_id in ids]
        return tuple(self._hits.hit(rank_of.get(row, 0), row, ranking) for row in rows)

    def read(self, text: str) -> tuple[Reading, ...]:
        """What the words of ``text`` mean in the vocabularies, in the order of the words."""
        lexical = self._searchable.lexical(SEARCHED_FIELDS[Condition.SHIPPED])
        return self._reader.read_text(text, lexical).readings

    def meant(self, facet: Facet, value: str) -> tuple[str, ...]:
        """The ids that ``value`` names in ``facet``: an id, a label or a synonym.

        Raises UsageError with the nearest known values if it names none.
        """
        return self._filters.meant(facet, value)

    def similar(self, template_id: str, limit: int = 10) -> SearchResult:
        """Templates that resemble ``template_id``, itself left out. Raises UsageError."""
        return self.search(Query(like=template_id, limit=limit))

    def select(self, query: Query) -> tuple[TemplateRecord, ...]:
        """All templates that the filters and the licence policy of ``query`` let pass, by id."""
        passing = self._filters.passing(query) & self._filters.allowed(query.licence)
        return tuple(self.index.templates[row] for row in np.flatnonzero(passing))

    def prepare(self, condition: Condition) -> None:
        """Embed the cards anew as ``condition`` allows them; a minute per 2,000 templates.

        Without it, searches under a condition compare the query with code passages alone.
        """
        if self._searchable.cards(condition) is not None:
            return
        if self.encoder is not None and self.index.templates:
            texts = cards_under(condition, self.index, self.vocabularies)
            self._searchable.keep_cards(condition, self.encoder.encode_documents(texts))

    def facets(
        self, query: Query | None = None, facets: Iterable[Facet] = tuple(Facet)
    ) -> dict[Facet, tuple[FacetCount, ...]]:
        """How often each value occurs among what ``query`` finds; the whole corpus for None.

        A facet's own inclusions are set aside for its counts, so that a second value of a facet
        that is already filtered shows what it would add.
        """
        query = query or Query()
        chosen = tuple(facets)
        ranking = self._ranker.rank(replace(query, include={}))
        matching = ranking.matching & ranking.allowed
        include = self._filters.canonical(query.include)
        exclude = self._filters.canonical(query.exclude)
        counts = {}
        for facet in chosen:
            others = {key: wanted for key, wanted in include.items() if key is not facet}
            counts[facet] = self._facets.counts(
                facet, matching & self._facets.mask(others, exclude)
            )
        return counts

    def template(self, template_id: str) -> TemplateRecord:
        """The template of this ID. Raises UsageError naming the nearest IDs if there is none."""
        return self.index.templates[self._rows.row(template_id)]

    @property
    def encoder_name(self) -> str:
        """What compares meanings here, as results name it."""
        if self.encoder is None:
            return WORDS_ONLY
        identity = self.encoder.identity
        return f"{identity.model_id} ({identity.name})"
