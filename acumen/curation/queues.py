"""What a curator should look at next, and why: the surest way to spend an hour on the corpus."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acumen.curation.applying import entry_blob, slot_of
from acumen.domain.annotation import Event, Slot
from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.replay import SlotState, disagreements, last_words

JUDGED: Final = (
    Facet.TASK,
    Facet.ARCHITECTURE,
    Facet.FRAMEWORK,
    Facet.DATASET,
    Facet.MODALITY,
)  # facets that queues ask about, in this order
EXPECTED: Final = frozenset({Facet.TASK, Facet.FRAMEWORK})  # every training program has one
DOUBTFUL: Final = 0.75  # confidence below which a value is asked about
CLOSE: Final = 0.1  # two values this near in confidence may stand for one
AUDITED: Final = 50  # of a thousand slots, chosen by their names


class Queue(StrEnum):
    """Why something is in front of a curator."""

    UNCERTAIN = "uncertain"
    NEW = "new"
    CONFLICT = "conflict"
    STALE = "stale"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Item:
    """One slot to be judged."""

    slot: Slot
    row: int  # of the template; -1 where the index has none any more
    why: str


def uncertain(templates: Sequence[TemplateRecord], said: Collection[Slot]) -> tuple[Item, ...]:
    """Slots of which the rules are not sure and nobody spoke, the least sure first."""
    found: list[tuple[float, str, int, Item]] = []
    for row, record in enumerate(templates):
        by_facet: dict[Facet, list[float]] = {}
        for attribute in record.attributes:
            by_facet.setdefault(attribute.facet, []).append(attribute.confidence)
        for place, facet in enumerate(JUDGED):
            sure = sorted(by_facet.get(facet, ()), reverse=True)
            why = _doubt(facet, sure)
            if why and slot_of(record, facet) not in said:
                item = Item(slot_of(record, facet), row, why)
                found.append((sure[0] if sure else 0.0, record.id, place, item))
    found.sort(key=lambda entry: entry[:3])
    return tuple(item for *_, item in found)


def _doubt(facet: Facet, sure: Sequence[float]) -> str:
    if not sure:
        return "The rules found no value." if facet in EXPECTED else ""
    if sure[0] < DOUBTFUL:
        return f"The rules are {sure[0]:.0%} sure at most."
    if facet is Facet.TASK and len(sure) > 1 and sure[0] - sure[1] < CLOSE and sure[1] < 0.9:
        return "Two values are nearly equally likely."
    return ""


def new(
    templates: Sequence[TemplateRecord],
    earlier: Collection[tuple[str, str, str]],
    said: Collection[Slot],
) -> tuple[Item, ...]:
    """Programs that the index before did not have, or had with other content.

    ``earlier`` are its (repository, path, blob of the entry).
    """
    facet = JUDGED[0]
    return tuple(
        Item(slot_of(record, facet), row, "New or changed since the index before.")
        for row, record in enumerate(templates)
        if (record.template.repository, record.template.path, entry_blob(record)) not in earlier
        and slot_of(record, facet) not in said
    )


def conflict(events: Sequence[Event], row_of: Mapping[tuple[str, str], int]) -> tuple[Item, ...]:
    """Slots on which people differ and nobody settled it."""
    slots = dict.fromkeys(each.slot for each in disagreements(events))
    return tuple(
        Item(slot, row_of.get((slot.repository, slot.path), -1), "People differ here.")
        for slot in slots
    )


def stale(states: Iterable[SlotState], row_of: Mapping[tuple[str, str], int]) -> tuple[Item, ...]:
    """Slots whose statements were made on another content of the entry."""
    items = []
    for state in states:
        row = row_of.get((state.slot.repository, state.slot.path), -1)
        why = (
            "The file changed since this was said."
            if row >= 0
            else "The program is no longer in the index."
        )
        items.append(Item(state.slot, row, why))
    return tuple(items)


def audit(
    templates: Sequence[TemplateRecord], events: Sequence[Event], who: str
) -> tuple[Item, ...]:
    """What of ``audited`` the person ``who`` has not judged."""
    done = judged_by(events, who)
    return tuple(item for item in audited(templates) if item.slot not in done)


def judged_by(events: Sequence[Event], who: str) -> frozenset[Slot]:
    """The slots of which ``who`` said something that still counts."""
    return frozenset(
        slot
        for (slot, _), said in last_words(events).items()
        if any(event.author.name == who for event in said)
    )


def audited(templates: Sequence[TemplateRecord]) -> tuple[Item, ...]:
    """A fixed random part of all slots that have a value.

    The same programs give the same part on every machine, so that people judge the same ones.
    """
    found = []
    for row, record in enumerate(templates):
        facets = {attribute.facet for attribute in record.attributes}
        for facet in JUDGED:
            slot = slot_of(record, facet)
            if facet in facets and (draw := _draw(slot)) < AUDITED:
                found.append((draw, slot, row))
    found.sort()
    why = "A random check: what the rules say is hidden."
    return tuple(Item(slot, row, why) for _, slot, row in found)


def _draw(slot: Slot) -> int:
    """0..999, the same for a slot everywhere."""
    text = f"{slot.repository}\0{slot.path}\0{slot.aspect.value}"
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) % 1000
