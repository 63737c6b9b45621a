"""The three picks of the start page: why each, what it lacks, and why no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy, LicenceState
from acumen.domain.template import Role
from acumen.recommend.needs import understand
from app.services.cards import CardView, card
from app.services.faults import CategoryView, category_views
from app.services.library import Catalogue, Shelf
from app.services.recommending import Remaining, recommended, remaining
from app.services.search import Link, ReasonView, evidence_link
from app.services.shown import one_line
from app.services.template import commands_of, web_base, web_tree
from app.starturl import StartState, Step
from app.urlstate import ExploreState, choices

if TYPE_CHECKING:
    from acumen.recommend.records import Pick, Recommendation

REASONS: Final = 6
_KINDS: Final = {
    "best-fit": "Best fit",
    "simplest": "Simplest",
    "most-maintained": "Most maintained",
}


@dataclass(frozen=True, slots=True)
class ConcessionView:
    """One answer that had to give way."""

    label: str
    why: str
    without: StartState | None  # the same question without that answer


@dataclass(frozen=True, slots=True)
class CaveatView:
    """Something to know first."""

    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PickView:
    """One of the three."""

    kind: str
    card: CardView
    why: str
    score: float
    low: float
    high: float
    reasons: tuple[ReasonView, ...]
    more_reasons: int
    caveats: tuple[CaveatView, ...]
    missed: tuple[str, ...]
    licence_link: Link | None
    commit: str  # twelve hex digits
    web: str  # the repository at that commit; "" where there is nothing to open
    faults: tuple[CategoryView, ...]
    commands: str


@dataclass(frozen=True, slots=True)
class OtherView:
    """A program that is not among the three, and why."""

    card: CardView
    why_not: str
    allow: StartState | None  # the same question under terms that let it in


@dataclass(frozen=True, slots=True)
class PicksView:
    """The answer to all questions."""

    picks: tuple[PickView, ...]
    concessions: tuple[ConcessionView, ...]
    others: tuple[OtherView, ...]
    kept_out: tuple[OtherView, ...]
    notes: tuple[str, ...]
    encoder: str
    fitting: int
    all_fitting: ExploreState  # the map with everything that meets the needs


def picks_for(shelf: Shelf, catalogue: Catalogue, state: StartState) -> PicksView:
    """Three programs for the answers of ``state``. Raises UsageError as recommending does."""
    found = recommended(shelf, catalogue, state.needs, state.licence)
    return PicksView(
        picks=tuple(_pick(catalogue, pick) for pick in found.picks),
        concessions=tuple(_concessions(found, state)),
        others=tuple(
            OtherView(_card(catalogue, other.record.id), one_line(other.why_not, limit=200), None)
            for other in found.runners_up
        ),
        kept_out=tuple(
            OtherView(
                _card(catalogue, gated.record.id),
                one_line(gated.reason, limit=200),
                _allowing(state, gated.record.licence.state),
            )
            for gated in found.gated
        ),
        notes=tuple(one_line(note, limit=300) for note in found.notes),
        encoder=one_line(found.encoder, limit=120),
        fitting=found.fitting,
        all_fitting=_on_the_map(remaining(catalogue), state),
    )


def _allowing(state: StartState, terms: LicenceState) -> StartState | None:
    """``state`` under the narrowest policy that allows ``terms``; None if they are allowed."""
    if state.licence.allows(terms):
        return None
    return replace(state, licence=next(p for p in LicencePolicy if p.allows(terms)))


def _concessions(found: Recommendation, state: StartState) -> Iterable[ConcessionView]:
    for relaxed in found.relaxed:
        step = Step(relaxed.dropped.need.value)
        without = state.answered(step, ()) if state.answers(step) else None
        yield ConcessionView(relaxed.dropped.shown, one_line(relaxed.why, limit=300), without)


def _pick(catalogue: Catalogue, pick: Pick) -> PickView:
    record = pick.record
    repository = catalogue.repositories[record.template.repository]
    largest = max((abs(reason.contribution) for reason in pick.reasons), default=0.0) or 1.0
    reasons = tuple(
        ReasonView(
            one_line(reason.text, limit=220),
            abs(reason.contribution) / largest,
            tuple(evidence_link(record.id, item) for item in reason.evidence[:2]),
        )
        for reason in pick.reasons
        if reason.text
    )
    return PickView(
        kind=_KINDS[pick.kind.value],
        card=_card(catalogue, record.id),
        why=one_line(pick.why, limit=300),
        score=pick.score,
        low=pick.low,
        high=pick.high,
        reasons=reasons[:REASONS],
        more_reasons=max(0, len(reasons) - REASONS),
        caveats=tuple(
            CaveatView(
                one_line(caveat.text, limit=240),
                tuple(evidence_link(record.id, item) for item in caveat.evidence[:2]),
            )
            for caveat in pick.caveats
        ),
        missed=tuple(one_line(constraint.shown, limit=80) for constraint in pick.missed),
        licence_link=next((evidence_link(record.id, e) for e in record.licence.evidence), None),
        commit=record.template.commit[:12],
        web=web_tree(web_base(repository), record.template.commit),
        faults=category_views(record),
        commands=commands_of(repository, record),
    )


def _card(catalogue: Catalogue, template_id: str) -> CardView:
    return card(catalogue, catalogue.rows[template_id])


def _on_the_map(counted: Remaining, state: StartState) -> ExploreState:
    """The explore page with the same conditions, as far as it has them."""
    wanted = {Facet.ROLE: (Role.TRAINING.value,)}
    for constraint in understand(counted.library, state.needs).constraints:
        wanted[constraint.facet] = (*wanted.get(constraint.facet, ()), *constraint.values)
    return ExploreState(query=state.text, include=choices(wanted), licence=state.licence)
