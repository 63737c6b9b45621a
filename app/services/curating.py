"""What the curate page shows: queues, one slot to judge with its evidence, histories, figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from acumen.curation import queues
from acumen.curation.agreement import Agreement, agreement
from acumen.curation.applying import entry_blob, overlay, rows_by_place, slot_of
from acumen.curation.queues import JUDGED, Item, Queue
from acumen.domain.annotation import FACT_FACETS, Aspect, Event, Slot, Verdict
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.remark import RemarkKind
from acumen.domain.replay import last_words, states
from acumen.search.facets import attributes_of
from app.services.annotated import AnnotatedShelf
from app.services.cards import CardView, card
from app.services.library import Catalogue
from app.services.shown import one_line, shown

FACETS: Final = tuple(facet for facet in Facet if facet not in FACT_FACETS)
KEYS: Final = 9  # values that have a key of their own
_REMARKS: Final = {
    RemarkKind.POOR_STARTER: "Poor start",
    RemarkKind.NOTE: "Note",
    RemarkKind.TRIAL: "Tried",
}


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One line of a queue."""

    id: str  # of the template; "" where the index has none any more
    aspect: str
    label: str  # of the aspect
    title: str
    repository: str
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue from one place on."""

    queue: Queue
    total: int
    counts: dict[str, int]  # of every queue
    entries: tuple[QueueEntry, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Lines that bear out a value."""

    path: str  # as it is, for the code view
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen."""

    value: str
    label: str
    about: str
    on: bool  # it stands now
    said: str  # who says so, how sure; "" for a value that only might be
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SaidView:
    """One event, as it may be shown."""

    seq: int
    value: str
    label: str
    verdict: str
    note: str
    who: str
    role: str
    via: str
    at: str
    aspect: str
    takes_back: bool
    stale: bool  # said of another content of the file


@dataclass(frozen=True, slots=True)
class SlotView:
    """One slot to be judged."""

    card: CardView
    aspect: str
    label: str
    version: int
    blind: bool
    options: tuple[Option, ...]
    remarks: tuple[SaidView, ...]
    remark_versions: dict[str, int]
    history: tuple[SaidView, ...]  # newest first
    files: tuple[str, ...]
    facets: tuple[tuple[str, str], ...]  # (name, label) of all that can be judged


class Desk:
    """Everything that a curator asks of one shelf."""

    def __init__(self, shelf: AnnotatedShelf) -> None:
        self.shelf = shelf

    def queue(self, name: Queue, who: str, *, skip: int = 0, limit: int = 50) -> QueueView:
        """A part of one queue as ``who`` sees it, with the lengths of all."""
        catalogue = self.shelf.current()
        items = {each: self._items(catalogue, each, who) for each in Queue}
        found = items[name]
        return QueueView(
            queue=name,
            total=len(found),
            counts={each.value: len(items[each]) for each in Queue},
            entries=tuple(
                self._entry(catalogue, item, blind=name is Queue.AUDIT)
                for item in found[skip : skip + limit]
            ),
        )

    def slot(self, template_id: str, aspect: Facet, *, blind: bool = False) -> SlotView:
        """One slot with its values, evidence and history. Raises UnknownTemplateError."""
        catalogue = self.shelf.current()
        record = catalogue.record(template_id)
        template = record.template
        events = self.shelf.store.of_program(template.repository, template.path)
        blob = entry_blob(record)
        slot = slot_of(record, aspect)
        of_slot = [event for event in events if event.slot == slot]
        remarks = [e for e in events if isinstance(e.slot.aspect, RemarkKind)]
        return SlotView(
            card=_card(catalogue, record, blind=blind),
            aspect=aspect.value,
            label=catalogue.labels.facet(aspect),
            version=of_slot[-1].seq if of_slot else 0,
            blind=blind,
            options=options(
                catalogue, record, aspect, blind=blind, named=() if blind else _named(of_slot)
            ),
            remarks=tuple(
                self.said(catalogue, event, blob)
                for state in states(remarks).values()
                for event in state.standing
            ),
            remark_versions={
                kind.value: max((e.seq for e in remarks if e.slot.aspect is kind), default=0)
                for kind in RemarkKind
            },
            history=()
            if blind
            else tuple(self.said(catalogue, event, blob) for event in reversed(of_slot)),
            files=tuple(file.path for file in record.files),
            facets=tuple((facet.value, catalogue.labels.facet(facet)) for facet in FACETS),
        )

    def history(self, template_id: str) -> tuple[SaidView, ...]:
        """Everything that was said of a template, newest first. Raises UnknownTemplateError."""
        catalogue = self.shelf.current()
        record = catalogue.record(template_id)
        template = record.template
        events = self.shelf.store.of_program(template.repository, template.path)
        blob = entry_blob(record)
        return tuple(self.said(catalogue, event, blob) for event in reversed(events))

    def figures(self) -> Agreement:
        """How far people agree with the rules and with each other."""
        catalogue = self.shelf.current()
        return catalogue.memo.get("agreement", self._figures)

    def said(self, catalogue: Catalogue, event: Event, blob: str) -> SaidView:
        """``event`` as it may be shown."""
        statement, aspect = event.statement, event.slot.aspect
        return SaidView(
            seq=event.seq,
            value=statement.value,
            label=value_label(catalogue, aspect, statement.value, statement.verdict),
            verdict=statement.verdict.value,
            note=shown(statement.note),
            who=one_line(event.author.name),
            role=event.author.role.value,
            via=event.via.value,
            at=event.at,
            aspect=aspect.value,
            takes_back=bool(event.compensates),
            stale=statement.blob != blob,
        )

    def _figures(self) -> Agreement:
        detected = self.shelf.base().index.templates
        return agreement(self.shelf.store.events(), detected, rows_by_place(detected))

    def _items(self, catalogue: Catalogue, name: Queue, who: str) -> tuple[Item, ...]:
        base = self.shelf.base()
        detected = base.index.templates
        row_of = base.memo.get("rows by place", lambda: rows_by_place(detected))

        def made() -> tuple[Item, ...]:
            standing = [state for state in self.shelf.standing() if state.standing]
            said = {state.slot for state in standing}
            match name:
                case Queue.UNCERTAIN:
                    every = base.memo.get(name, lambda: queues.uncertain(detected, ()))
                    return tuple(item for item in every if item.slot not in said)
                case Queue.NEW:
                    every = base.memo.get(
                        name, lambda: queues.new(detected, self.shelf.earlier(), ())
                    )
                    return tuple(item for item in every if item.slot not in said)
                case Queue.CONFLICT:
                    return queues.conflict(self.shelf.store.events(), row_of)
                case Queue.STALE:
                    vocabularies = catalogue.labels.vocabularies
                    laid = overlay(detected, row_of, standing, vocabularies)
                    return queues.stale(laid.stale, row_of)
                case Queue.AUDIT:
                    every = base.memo.get(name, lambda: queues.audited(detected))
                    done = queues.judged_by(self.shelf.store.events(), who)
                    return tuple(item for item in every if item.slot not in done)

        return catalogue.memo.get(("queue", name, who if name is Queue.AUDIT else ""), made)

    def _entry(self, catalogue: Catalogue, item: Item, *, blind: bool) -> QueueEntry:
        aspect = item.slot.aspect
        path = one_line(item.slot.path)
        record = catalogue.index.templates[item.row] if item.row >= 0 else None
        return QueueEntry(
            id=record.id if record else "",
            aspect=aspect.value,
            label=aspect_label(catalogue, aspect),
            title=one_line(record.title, limit=120) if record and not blind else path,
            repository=one_line(item.slot.repository),
            path=path,
            why=item.why,
        )


def _card(catalogue: Catalogue, record: TemplateRecord, *, blind: bool) -> CardView:
    """The template in short; ``blind`` leaves out all that is made from its attributes."""
    full = card(catalogue, catalogue.rows[record.id])
    if not blind:
        return full
    return replace(full, title=full.path, summary="", framework=(), facts=())


def options(
    catalogue: Catalogue,
    record: TemplateRecord,
    facet: Facet,
    *,
    blind: bool,
    named: Sequence[str] = (),
) -> tuple[Option, ...]:
    """The values that stand, surest first, then those ``named``, then the most frequent others.

    ``blind`` leaves out what stands: only values and how frequent they are can be seen.
    """
    stands = [] if blind else [a for a in attributes_of(record) if a.facet is facet]
    stands.sort(key=lambda a: (-a.confidence, a.value))
    found = {a.value: _option(catalogue, a) for a in reversed(stands)}
    ordered = list(reversed(found.values()))
    ordered += [choice(catalogue, facet, value) for value in named if value not in found]
    counts = catalogue.memo.get(("frequent", facet), lambda: _frequent(catalogue, facet))
    for value in counts:
        if len(ordered) >= KEYS:
            break
        if value not in found and value not in named:
            ordered.append(choice(catalogue, facet, value))
    return tuple(ordered)


def _named(events: Sequence[Event]) -> tuple[str, ...]:
    """The values that anybody set and did not take back, ascending."""
    words = last_words(events)
    return tuple(
        sorted(
            value
            for (_, value), said in words.items()
            if value and any(event.statement.verdict is Verdict.SET for event in said)
        )
    )


def choices(catalogue: Catalogue, facet: Facet) -> tuple[Option, ...]:
    """Every value that may be chosen for ``facet``, by label."""
    vocabulary = catalogue.labels.vocabularies.get(facet)
    known = {term.id for term in vocabulary} if vocabulary else set()
    known |= set(catalogue.facets.values(facet))
    found = [choice(catalogue, facet, value) for value in known]
    return tuple(sorted(found, key=lambda option: (option.label.casefold(), option.value)))


def choice(catalogue: Catalogue, facet: Facet, value: str) -> Option:
    """A value that nothing says yet."""
    labels = catalogue.labels
    about = one_line(labels.about(facet, value), limit=200)
    return Option(value, labels.value(facet, value), about, on=False, said="", places=())


def aspect_label(catalogue: Catalogue, aspect: Aspect) -> str:
    """What people read for a facet or a kind of remark."""
    return catalogue.labels.facet(aspect) if isinstance(aspect, Facet) else _REMARKS[aspect]


def value_label(catalogue: Catalogue, aspect: Aspect, value: str, verdict: Verdict) -> str:
    """What people read for a value, or for none."""
    if verdict is Verdict.UNKNOWN:
        return "Cannot be told"
    if isinstance(aspect, Facet):
        return catalogue.labels.value(aspect, value) if value else "—"
    return shown(value)


def slot_label(catalogue: Catalogue, slot: Slot) -> str:
    """``Task of owner/name: train.py``."""
    where = f"{one_line(slot.repository)}: {one_line(slot.path, limit=120)}"
    return f"{aspect_label(catalogue, slot.aspect)} of {where}"


def facet_of(text: str) -> Facet | None:
    """The facet of that name, if people may judge it."""
    return next((facet for facet in FACETS if facet.value == text), None)


def first_facet(facets: Iterable[Facet] = JUDGED) -> Facet:
    """What a curator is asked first."""
    return next(iter(facets))


def _frequent(catalogue: Catalogue, facet: Facet) -> Sequence[str]:
    import numpy as np  # noqa: PLC0415 (a mask of ones)

    everything = np.ones(len(catalogue), dtype=bool)
    return [count.value for count in catalogue.facets.counts(facet, everything)[: 3 * KEYS]]


def _option(catalogue: Catalogue, attribute: Attribute) -> Option:
    facet, value = attribute.facet, attribute.value
    by = f" by {one_line(attribute.rule, limit=80)}" if attribute.rule else ""
    return Option(
        value=value,
        label=catalogue.labels.value(facet, value),
        about=one_line(catalogue.labels.about(facet, value), limit=200),
        on=True,
        said=f"{attribute.origin.value}{by}, {attribute.confidence:.0%} sure",
        places=tuple(Place(e.path, e.first_line, e.last_line) for e in attribute.evidence[:6]),
    )
