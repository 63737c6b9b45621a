"""What the explore page shows for a state: results, counts, legend, chips, reasons for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.licence import LicencePolicy
from acumen.search.records import FacetCount, GatedHit, Hit, Query, Reading, SearchResult
from app.services.cards import CardView, card
from app.services.facets import FilterEffect, Mask, effects, passing
from app.services.library import Catalogue, Shelf
from app.services.points import OTHER, UNKNOWN
from app.services.shown import one_line
from app.urlstate import MAX_SHOWN, ExploreState, Sort, template_link

FILTERS: Final = (
    Facet.TASK,
    Facet.FRAMEWORK,
    Facet.ARCHITECTURE,
    Facet.DATASET,
    Facet.MODALITY,
    Facet.TRAINING_STYLE,
    Facet.HARDWARE,
    Facet.LICENCE,
    Facet.ROLE,
    Facet.SIZE,
    Facet.LANGUAGE,
    Facet.LAST_CHANGE,
)  # the filter bar, in order
VALUES_SHOWN: Final = 24  # of one facet; chosen ones are always among them


@dataclass(frozen=True, slots=True)
class Link:
    """A place to check a reason."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One summand of a score, in words."""

    text: str
    share: float  # 0..1 of the largest contribution of this hit; bars only, never compared
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """One line of the result list."""

    rank: int
    card: CardView
    reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A template that would have been a result, with what kept it out."""

    card: CardView
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One colour of the map."""

    value: str  # "" for the rarer values and for the unknown
    label: str
    code: int
    count: int  # templates of this colour that pass the filters


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One facet of the filter bar."""

    facet: Facet
    label: str
    counts: tuple[FacetCount, ...]
    more: int  # values that are not shown


@dataclass(frozen=True, slots=True)
class ExploreView:
    """Everything the explore page shows for one state."""

    state: ExploreState
    results: tuple[ResultView, ...]
    held_back: tuple[HeldBack, ...]
    total: int  # templates that match
    held_back_total: int
    corpus: int  # templates in the index
    hits: tuple[int, ...]  # rows to be marked on the map; empty without a query
    understood: tuple[Reading, ...]
    encoder: str
    note: str  # what the person should know about this answer
    legend: tuple[LegendEntry, ...]
    groups: tuple[FilterGroup, ...]
    effects: tuple[FilterEffect, ...]  # only where nothing was found


def explore(shelf: Shelf, catalogue: Catalogue, state: ExploreState) -> ExploreView:
    """Answer ``state``.

    Raises:
        UsageError: the query cannot be served as it was put.
    """
    mask = passing(catalogue.facets, state)
    asked = bool(state.query or state.like)
    answer = _search(shelf, catalogue, state) if asked else None
    rows = [] if answer else _listed(catalogue, mask, state.sort)
    results = (
        _results(catalogue, _ordered(answer.hits, state.sort), state.shown)
        if answer
        else tuple(
            ResultView(rank, card(catalogue, row), ())
            for rank, row in enumerate(rows[: state.shown], start=1)
        )
    )
    total = answer.total if answer else len(rows)
    return ExploreView(
        state=state,
        results=results,
        held_back=tuple(_held(catalogue, gated) for gated in answer.gated[:5]) if answer else (),
        total=total,
        held_back_total=answer.gated_total if answer else 0,
        corpus=len(catalogue),
        hits=tuple(result.card.row for result in results) if answer else (),
        understood=answer.understood if answer else (),
        encoder=one_line(answer.encoder) if answer else "",
        note=_note(shelf, answer) if answer else "",
        legend=_legend(catalogue, state, mask),
        groups=tuple(_group(catalogue, state, facet) for facet in FILTERS),
        effects=() if results else effects(catalogue.facets, state),
    )


def _search(shelf: Shelf, catalogue: Catalogue, state: ExploreState) -> SearchResult:
    return shelf.engine(catalogue).search(
        Query(
            text=state.query,
            like=state.like,
            include=dict(state.include),
            exclude=dict(state.exclude),
            licence=LicencePolicy(state.licence),
            limit=MAX_SHOWN,
        )
    )


def _note(shelf: Shelf, answer: SearchResult) -> str:
    """What the engine says about its answer, with the reason why there is no encoder."""
    meaning = shelf.meaning()
    why = "" if meaning.available else meaning.note
    return one_line(" ".join(part for part in (answer.note, why) if part))


def _listed(catalogue: Catalogue, mask: Mask, sort: Sort) -> list[int]:
    """Rows that pass the filters, in the order of a list without a query."""
    templates = catalogue.index.templates
    rows = [int(row) for row in np.flatnonzero(mask)]
    match sort:
        case Sort.FRESH:
            rows.sort(key=lambda row: (_age(templates[row].last_change), templates[row].id))
        case Sort.SIMPLE:
            rows.sort(key=lambda row: (templates[row].code_lines, templates[row].id))
        case Sort.FIT:
            rows.sort(key=lambda row: (templates[row].title.casefold(), templates[row].id))
    return rows


def _ordered(hits: Sequence[Hit], sort: Sort) -> list[Hit]:
    match sort:
        case Sort.FRESH:
            return sorted(hits, key=lambda hit: (_age(hit.record.last_change), hit.rank))
        case Sort.SIMPLE:
            return sorted(hits, key=lambda hit: (hit.record.code_lines, hit.rank))
        case Sort.FIT:
            return list(hits)


def _age(day: date | None) -> int:
    """Smaller is newer; the unknown comes last."""
    return -day.toordinal() if day else 1


def _results(catalogue: Catalogue, hits: Sequence[Hit], shown: int) -> tuple[ResultView, ...]:
    return tuple(
        ResultView(rank, card(catalogue, catalogue.rows[hit.id]), reasons(hit))
        for rank, hit in enumerate(hits[:shown], start=1)
    )


def reasons(hit: Hit, *, limit: int = 4) -> tuple[ReasonView, ...]:
    """The largest contributions to a score, each with the lines that bear it out."""
    largest = max((abs(reason.contribution) for reason in hit.reasons), default=0.0) or 1.0
    return tuple(
        ReasonView(
            one_line(reason.text, limit=220),
            abs(reason.contribution) / largest,
            tuple(evidence_link(hit.id, evidence) for evidence in reason.evidence[:3]),
        )
        for reason in hit.reasons[:limit]
        if reason.text
    )


def evidence_link(template_id: str, evidence: Evidence) -> Link:
    """``train.py:12`` and the line on the template's page."""
    name = evidence.path.rsplit("/", 1)[-1]
    return Link(
        f"{one_line(name, limit=60)}:{evidence.first_line}",
        template_link(template_id, path=evidence.path, line=evidence.first_line),
    )


def _held(catalogue: Catalogue, gated: GatedHit) -> HeldBack:
    return HeldBack(
        card(catalogue, catalogue.rows[gated.id]), one_line(gated.reason), one_line(gated.remedy)
    )


def _legend(catalogue: Catalogue, state: ExploreState, mask: Mask) -> tuple[LegendEntry, ...]:
    """Colours in order of frequency; the unknown is always named."""
    colouring = catalogue.colours[state.colour]
    counts = np.bincount(colouring.codes[mask], minlength=UNKNOWN + 1)
    entries = [
        LegendEntry(value, catalogue.labels.value(state.colour, value), code, int(counts[code]))
        for code, value in enumerate(colouring.hues)
    ]
    if colouring.others:
        label = f"{colouring.others} rarer values"
        entries.append(LegendEntry("", label, OTHER, int(counts[OTHER])))
    entries.append(LegendEntry("", "Unknown", UNKNOWN, int(counts[UNKNOWN])))
    return tuple(entries)


def _group(catalogue: Catalogue, state: ExploreState, facet: Facet) -> FilterGroup:
    """The values of a facet with what each would leave, the other filters being as they are."""
    counts = catalogue.facets.counts(facet, passing(catalogue.facets, state, leave_out=facet))
    marked = {*state.chosen(facet), *state.unwanted(facet)}
    kept = [c for place, c in enumerate(counts) if place < VALUES_SHOWN or c.value in marked]
    there = {count.value for count in kept}
    gone = [FacetCount(v, "", 0) for v in sorted(marked - there)]  # so that it can be dropped
    named = tuple(
        FacetCount(c.value, catalogue.labels.value(facet, c.value), c.count) for c in kept + gone
    )
    return FilterGroup(facet, catalogue.labels.facet(facet), named, len(counts) - len(kept))
