"""What the explore page shows for a state: results, counts, legend, chips, reasons for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.search.records import (
    MAX_LIMIT,
    FacetCount,
    GatedHit,
    Hit,
    Query,
    Reading,
    SearchResult,
)
from app.services.asked import Asked, understood
from app.services.cards import CardView, card
from app.services.facets import Mask
from app.services.lasso import Summary, summary
from app.services.library import Catalogue, Shelf
from app.services.matching import FilterEffect, effects, matching, within
from app.services.points import OTHER, UNKNOWN
from app.services.shown import one_line
from app.urlstate import ExploreState, Sort, template_link

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
MARKED: Final = 100  # hits on the map


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
    asked: Asked
    results: tuple[ResultView, ...]
    page: int  # that is shown, from 1
    pages: int  # that there are
    held_back: tuple[HeldBack, ...]
    total: int  # templates that match
    held_back_total: int
    corpus: int  # templates in the index
    hits: tuple[int, ...]  # rows to be marked on the map, best first; empty without a query
    selection: Summary | None  # of what the lasso encloses
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
    asked = understood(catalogue, state)
    mask = _scope(catalogue, state, asked)
    found = (
        _ranked(shelf, catalogue, state, asked, mask)
        if asked.ranked
        else _listed(catalogue, state, mask)
    )
    answer = found.answer
    return ExploreView(
        state=state,
        asked=asked,
        results=found.results,
        page=found.page,
        pages=found.pages,
        held_back=tuple(_held(catalogue, gated) for gated in answer.gated[:5]) if answer else (),
        total=found.total,
        held_back_total=answer.gated_total if answer else 0,
        corpus=len(catalogue),
        hits=found.hits,
        selection=_selection(catalogue, state),
        understood=answer.understood if answer else (),
        encoder=one_line(answer.encoder) if answer else "",
        note=" ".join(filter(None, (asked.note, _note(shelf, answer) if answer else ""))),
        legend=_legend(catalogue, state, mask),
        groups=tuple(_group(catalogue, state, asked, facet) for facet in FILTERS),
        effects=() if found.results else effects(catalogue, state),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """One page of an answer."""

    results: tuple[ResultView, ...]
    total: int
    page: int
    pages: int
    hits: tuple[int, ...] = ()
    answer: SearchResult | None = None


def _scope(
    catalogue: Catalogue, state: ExploreState, asked: Asked, leave_out: Facet | None = None
) -> Mask:
    """The templates that come into question. Not to be written to."""
    mask = matching(catalogue, state, leave_out=leave_out)
    if not asked.repository:
        return mask
    of_it: Mask = catalogue.memo.get(
        ("repository", asked.repository),
        lambda: np.array(
            [r.template.repository == asked.repository for r in catalogue.index.templates],
            dtype=bool,
        ),
    )
    return mask & of_it


def _page(state: ExploreState, reachable: int) -> tuple[int, int]:
    """The page to be shown and how many there are; a page beyond the end is the last one."""
    pages = max(1, -(-reachable // state.view.page_size))
    return min(state.page, pages), pages


def _ranked(
    shelf: Shelf, catalogue: Catalogue, state: ExploreState, asked: Asked, mask: Mask
) -> _Found:
    """A page of the best templates. Beyond MAX_LIMIT nothing is ranked for reading."""
    engine, size = shelf.engine(catalogue), state.view.page_size
    query = Query(
        text=asked.text,
        code=asked.code,
        like=asked.like,
        include=dict(state.include),
        exclude=dict(state.exclude),
        licence=LicencePolicy(state.licence),
        limit=size,
    )
    area = within(catalogue, state.lasso) if state.lasso else None
    skip = 0 if state.sort is not Sort.FIT else (state.page - 1) * size
    answer = engine.search(query, within=area, skip=skip)
    first = catalogue.rows[asked.like] if asked.exact else None
    rows = [row for row in answer.best if row != first]
    if first is not None and mask[first]:
        rows.insert(0, first)
    rows = rows[:MAX_LIMIT]
    page, pages = _page(state, len(rows))
    if state.sort is Sort.FIT and first is None and page == state.page:
        hits: Sequence[Hit] = answer.hits
    else:
        chosen = _sorted(catalogue, np.array(rows, dtype=np.int64), state.sort)
        ids = [catalogue.index.templates[row].id for row in chosen[(page - 1) * size : page * size]]
        hits = engine.explain(query, ids)
    results = tuple(
        ResultView(rank, card(catalogue, catalogue.rows[hit.id]), reasons(hit))
        for rank, hit in enumerate(hits, start=(page - 1) * size + 1)
    )
    total = answer.total + (1 if rows and rows[0] == first else 0)
    return _Found(results, total, page, pages, tuple(rows[:MARKED]), answer)


def _listed(catalogue: Catalogue, state: ExploreState, mask: Mask) -> _Found:
    """A page of all templates that pass, in the order of a list without a query."""
    order = catalogue.memo.get(
        ("order", state.sort),
        lambda: _sorted(catalogue, np.arange(len(catalogue)), state.sort, by_title=True),
    )
    rows, size = order[mask[order]], state.view.page_size
    page, pages = _page(state, len(rows))
    shown = rows[(page - 1) * size : page * size]
    results = tuple(
        ResultView(rank, card(catalogue, int(row)), ())
        for rank, row in enumerate(shown, start=(page - 1) * size + 1)
    )
    return _Found(results, len(rows), page, pages)


def _sorted(
    catalogue: Catalogue, rows: NDArray[np.int64], sort: Sort, *, by_title: bool = False
) -> NDArray[np.int64]:
    """``rows`` in the order of ``sort``; equal ones, and those of FIT, stay as they stand."""
    templates = catalogue.index.templates
    listed: list[int] = rows.tolist()
    if by_title:
        listed.sort(key=lambda row: (templates[row].title.casefold(), row))
    match sort:
        case Sort.FRESH:
            listed.sort(key=lambda row: _age(templates[row]))
        case Sort.SIMPLE:
            listed.sort(key=lambda row: templates[row].code_lines)
        case Sort.CHECKED:
            listed.sort(key=lambda row: (-templates[row].safety.lower, templates[row].safety.found))
        case Sort.FIT:
            pass
    return np.array(listed, dtype=np.int64)


def _age(record: TemplateRecord) -> int:
    """Smaller is newer; the unknown comes last."""
    return -record.last_change.toordinal() if record.last_change else 1


def _selection(catalogue: Catalogue, state: ExploreState) -> Summary | None:
    if state.lasso is None:
        return None
    key = ("summary", state.include, state.exclude, state.licence, state.lasso)
    return catalogue.memo.get(
        key, lambda: summary(catalogue.facets, catalogue.labels, matching(catalogue, state))
    )


def _note(shelf: Shelf, answer: SearchResult) -> str:
    """What the engine says about its answer, with the reason why there is no encoder."""
    meaning = shelf.meaning()
    why = "" if meaning.available else meaning.note
    return one_line(" ".join(part for part in (answer.note, why) if part))


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


def _group(catalogue: Catalogue, state: ExploreState, asked: Asked, facet: Facet) -> FilterGroup:
    """The values of a facet with what each would leave, the other filters being as they are."""
    counts = catalogue.facets.counts(facet, _scope(catalogue, state, asked, facet))
    marked = {*state.chosen(facet), *state.unwanted(facet)}
    kept = [c for place, c in enumerate(counts) if place < VALUES_SHOWN or c.value in marked]
    there = {count.value for count in kept}
    gone = [FacetCount(v, "", 0) for v in sorted(marked - there)]  # so that it can be dropped
    named = tuple(
        FacetCount(c.value, catalogue.labels.value(facet, c.value), c.count) for c in kept + gone
    )
    return FilterGroup(facet, catalogue.labels.facet(facet), named, len(counts) - len(kept))
