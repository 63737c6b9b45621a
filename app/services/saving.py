"""From what a curator chose to statements: one slot, a remark, or many templates at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from acumen.curation.applying import entry_blob, slot_of
from acumen.domain.annotation import Author, CuratorRole, Event, Slot, Statement, Verdict, Via
from acumen.domain.attribute import Facet, Origin
from acumen.domain.index import TemplateRecord
from acumen.domain.remark import RemarkKind
from acumen.domain.replay import disagreements, states
from acumen.errors import UsageError
from acumen.search.facets import attributes_of
from acumen.search.records import MAX_LIMIT, Query
from acumen.store.annotation_saves import Change, Draft, Save
from acumen.store.curators import Curator
from app.services.annotated import AnnotatedShelf
from app.services.curating import choices, slot_label, value_label
from app.services.library import Catalogue
from app.services.matching import matching
from app.services.shown import one_line
from app.urlstate import ExploreState, decode

MOST_AT_ONCE: Final = 2_000  # templates in one bulk save
SAMPLED: Final = 12  # shown before a bulk save
FURTHEST: Final = 3  # of those, the ones least like the rest
OPEN_FACETS: Final = frozenset({Facet.DATASET})  # values outside the vocabulary are allowed


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a curator says of one facet of one template: exactly ``values``."""

    template_id: str
    facet: Facet
    values: tuple[str, ...]
    unknown: bool  # nobody can tell
    base: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    """One value for or against all templates of an address of the explore page."""

    search: str  # its query string
    facet: Facet
    value: str
    verdict: Verdict  # SET or REMOVED
    over_people: bool  # also where somebody said otherwise


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a bulk save would do. ``digest`` names exactly this plan."""

    digest: str
    matched: int
    changes: tuple[int, ...]  # rows that it would change
    already: int  # rows where it stands as wished
    people: int  # rows where a person said otherwise; left out unless wished
    sample: tuple[int, ...]  # rows to look at first
    drafts: tuple[Draft, ...]


def author_of(curator: Curator) -> Author:
    """The person as events name them."""
    return Author(curator.name, curator.role)


def facet_save(
    shelf: AnnotatedShelf, chosen: Chosen, *, key: str, curator: Curator, via: Via
) -> Save:
    """The save that makes the facet's values exactly those chosen.

    Raises:
        UsageError: a value is none, or nothing is said.
        UnknownTemplateError: there is no such template.
    """
    catalogue = shelf.current()
    record = catalogue.record(chosen.template_id)
    facet = chosen.facet
    if chosen.unknown and chosen.values:
        raise UsageError("Either values or that none can be told.", remedy="choose one")
    _check_values(catalogue, facet, chosen.values)
    slot = slot_of(record, facet)
    stands = [a.value for a in attributes_of(record) if a.facet is facet]
    stands += [d.value for d in disagreements(shelf.store.of_slots([slot])) if d.value]
    said = [_stated(record, slot, value, Verdict.SET, chosen.note) for value in chosen.values]
    closed = facet in {Facet.ROLE, Facet.LICENCE}  # one value always holds: none is taken away
    if not closed:
        said += [
            _stated(record, slot, value, Verdict.REMOVED, chosen.note)
            for value in dict.fromkeys(stands)
            if value not in chosen.values
        ]
    elif len(chosen.values) != 1:
        raise UsageError(f"A {facet.value} is one value.", remedy="choose one")
    if chosen.unknown:
        said.append(_stated(record, slot, "", Verdict.UNKNOWN, chosen.note))
    if not said:
        raise UsageError("Nothing is said.", remedy="choose a value, or that none can be told")
    return Save(key, author_of(curator), via, tuple(Draft(one, chosen.base) for one in said))


def remark_save(
    shelf: AnnotatedShelf, template_id: str, kind: RemarkKind, text: str, *, remove: bool,
    base: int, key: str, curator: Curator,
) -> Save:  # fmt: skip
    """The save that makes or withdraws a remark. Raises as ``facet_save``."""
    record = shelf.current().record(template_id)
    slot = slot_of(record, kind)
    blob = entry_blob(record)
    verdict = Verdict.SET
    if remove:
        stated = [r for r in record.remarks if (r.kind, r.text) == (kind, text)]
        curated = any(r.origin is not Origin.ANNOTATED for r in stated)
        verdict = Verdict.REMOVED if curated else Verdict.WITHDRAWN
    statement = _statement(slot, blob, text.strip(), verdict, "")
    return Save(key, author_of(curator), Via.PAGE, (Draft(statement, base),))


def bulk_plan(shelf: AnnotatedShelf, bulk: Bulk) -> BulkPlan:
    """What ``bulk`` would do now; writes nothing. Raises UsageError."""
    catalogue = shelf.current()
    _check_values(catalogue, bulk.facet, (bulk.value,))
    if bulk.facet in {Facet.ROLE, Facet.LICENCE}:
        raise UsageError(f"A {bulk.facet.value} is judged one by one.", remedy="use the queue")
    rows = _rows(shelf, catalogue, bulk.search)
    if len(rows) > MOST_AT_ONCE:
        raise UsageError(
            f"{len(rows):,} templates match; {MOST_AT_ONCE:,} may be changed at once.",
            remedy="narrow the selection",
        )
    records = {row: catalogue.index.templates[row] for row in rows}
    slots = {row: slot_of(record, bulk.facet) for row, record in records.items()}
    found = states(shelf.store.of_slots(list(slots.values())))
    changes, drafts, already, people = [], [], 0, 0
    for row, record in records.items():
        state = found.get(slots[row])
        said = {e.statement.value: e.statement for e in state.standing} if state else {}
        own = said.get(bulk.value)
        if own is not None and own.verdict is bulk.verdict and own.blob == entry_blob(record):
            already += 1
            continue
        if said:
            people += 1
            if not bulk.over_people:
                continue
        changes.append(row)
        statement = _stated(record, slots[row], bulk.value, bulk.verdict, "")
        drafts.append(Draft(statement, state.version if state else 0))
    written = f"{bulk}\0" + "\0".join(
        f"{d.statement.slot}{d.statement.blob}{d.base}" for d in drafts
    )
    return BulkPlan(
        digest=hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        matched=len(rows),
        changes=tuple(changes),
        already=already,
        people=people,
        sample=_sample(catalogue, changes),
        drafts=tuple(drafts),
    )


def bulk_save(plan: BulkPlan, *, key: str, curator: Curator) -> Save:
    """The save of a plan. Raises UsageError where it changes nothing."""
    if not plan.drafts:
        raise UsageError("This would change nothing.", remedy="choose other templates")
    return Save(key, author_of(curator), Via.BULK, plan.drafts)


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A slot that somebody else changed: what the curator wanted, and what stands."""

    slot: str  # in words
    aspect: str
    version: int
    mine: tuple[str, ...]  # in words
    theirs: tuple[str, ...]
    who: tuple[str, ...]
    at: str


def conflict_view(
    shelf: AnnotatedShelf, change: Change, mine: Sequence[Statement] = ()
) -> ConflictView:
    """``change`` with both values in words."""
    catalogue = shelf.current()
    since = change.since
    return ConflictView(
        slot=slot_label(catalogue, change.slot),
        aspect=change.slot.aspect.value,
        version=change.version,
        mine=tuple(_words(catalogue, s) for s in mine if s.slot == change.slot),
        theirs=tuple(_words(catalogue, event.statement) for event in since),
        who=tuple(dict.fromkeys(one_line(event.author.name) for event in since)),
        at=since[-1].at if since else "",
    )


def saved_view(events: Sequence[Event]) -> Mapping[str, object]:
    """What a page is told of a save that is on the disk."""
    return {
        "events": [event.seq for event in events],
        "head": events[-1].hash if events else "",
        "templates": len({(e.slot.repository, e.slot.path) for e in events}),
    }


def may(curator: Curator, needed: CuratorRole) -> bool:
    """Whether the curator may do what needs that role."""
    return curator.role.may(needed)


def _words(catalogue: Catalogue, said: Statement) -> str:
    label = value_label(catalogue, said.slot.aspect, said.value, said.verdict)
    match said.verdict:
        case Verdict.SET | Verdict.UNKNOWN:
            return label
        case Verdict.REMOVED:
            return f"not {label}"
        case Verdict.WITHDRAWN:
            return f"nothing said of {label}"


def _check_values(catalogue: Catalogue, facet: Facet, values: Sequence[str]) -> None:
    if len(values) > 40 or len(set(values)) < len(values):
        raise UsageError("Each value once, 40 at most.", remedy="choose fewer")
    if facet in OPEN_FACETS:
        return
    known = catalogue.memo.get(
        ("choices", facet), lambda: frozenset(o.value for o in choices(catalogue, facet))
    )
    for value in values:
        if value not in known:
            raise UsageError(
                f"“{one_line(value, limit=60)}” is no known {facet.value}.",
                remedy="choose one of the list",
            )


def _rows(shelf: AnnotatedShelf, catalogue: Catalogue, search: str) -> list[int]:
    """The templates of an explore address: those that pass, or the hits of its query."""
    reading = decode(search)
    if reading.notices:
        raise UsageError(reading.notices[0], remedy="copy the address of the explore page")
    state: ExploreState = reading.state
    mask = matching(catalogue, state)
    if not (state.query or state.like):
        return [int(row) for row in np.flatnonzero(mask)]
    query = Query(
        text=state.query,
        like=state.like,
        include=dict(state.include),
        exclude=dict(state.exclude),
        licence=state.licence,
        limit=1,
    )
    best = shelf.engine(catalogue).search(query, within=mask).best
    if len(best) >= MAX_LIMIT:
        raise UsageError("The query finds too many.", remedy="add filters, or draw around some")
    return sorted(int(row) for row in best)


def _sample(catalogue: Catalogue, rows: Sequence[int]) -> tuple[int, ...]:
    """Up to twelve at random and the three least like the rest; the same for the same rows."""
    if len(rows) <= SAMPLED + FURTHEST:
        return tuple(rows)
    vectors = catalogue.index.card_vectors[np.array(rows)].astype(np.float32)
    centre = vectors.mean(axis=0)
    far = np.argsort(vectors @ centre, kind="stable")[:FURTHEST]
    odd = [rows[int(i)] for i in far]
    rest = [row for row in rows if row not in odd]
    drawn = np.random.default_rng(len(rows)).choice(len(rest), SAMPLED, replace=False)
    return (*odd, *(rest[int(i)] for i in sorted(drawn)))


def _stated(
    record: TemplateRecord, slot: Slot, value: str, verdict: Verdict, note: str
) -> Statement:
    return _statement(slot, entry_blob(record), value, verdict, note.strip())


def _statement(slot: Slot, blob: str, value: str, verdict: Verdict, note: str) -> Statement:
    try:
        return Statement(slot, blob, value, verdict, note)
    except ValueError as error:
        raise UsageError(f"This cannot be stated: {error}.", remedy="change the text") from error
