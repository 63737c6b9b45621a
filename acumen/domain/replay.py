"""What stands after a series of annotation events: the one place that says what undo means.

Events that take back another one cancel it, and may be cancelled themselves. What is left, in the
order of the events, decides: for each value of a slot the last statement stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from acumen.domain.annotation import CuratorRole, Event, Slot, Verdict


@dataclass(frozen=True, slots=True)
class SlotState:
    """What stands in one slot."""

    slot: Slot
    version: int  # seq of the slot's last event of any kind
    standing: tuple[Event, ...]  # the statements that stand, by value; none is WITHDRAWN

    def verdict(self, value: str) -> Verdict | None:
        """What stands of ``value``; None where nobody said anything."""
        return next(
            (e.statement.verdict for e in self.standing if e.statement.value == value), None
        )


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One value of a slot of which people say different things."""

    slot: Slot
    value: str
    sides: tuple[Event, ...]  # the last word of each person, in the order of the events


def live(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that nothing has taken back, ascending. ``events`` ascend and hold whole slots."""
    cancelled: set[int] = set()
    kept = []
    for event in reversed(events):
        if event.seq in cancelled:
            continue
        kept.append(event)
        if event.compensates:
            cancelled.add(event.compensates)
    return tuple(reversed(kept))


def states(events: Sequence[Event]) -> Mapping[Slot, SlotState]:
    """What stands in each slot that ``events`` touch. ``events`` ascend and hold whole slots."""
    version = {event.slot: event.seq for event in events}
    standing: dict[Slot, dict[str, Event]] = {slot: {} for slot in version}
    for event in live(events):
        if not event.compensates:
            _say(standing[event.slot], event)
    return {
        slot: SlotState(slot, version[slot], tuple(by_value[value] for value in sorted(by_value)))
        for slot, by_value in standing.items()
    }


def _say(by_value: dict[str, Event], event: Event) -> None:
    said = event.statement
    match said.verdict:
        case Verdict.WITHDRAWN:
            by_value.pop(said.value, None)
        case Verdict.UNKNOWN:
            for value, other in list(by_value.items()):
                if other.statement.verdict is Verdict.SET:
                    del by_value[value]
            by_value[""] = event
        case Verdict.SET:
            by_value.pop("", None)
            by_value[said.value] = event
        case Verdict.REMOVED:
            by_value[said.value] = event


def changed_since(events: Sequence[Event], seq: int) -> tuple[Event, ...]:
    """Events of one slot that changed it after ``seq`` and still count.

    A change that was taken back again counts for nothing. ``events`` are the whole slot, ascending.
    """
    return tuple(
        event
        for event in live(events)
        if event.seq > seq and not (event.compensates and event.compensates > seq)
    )


def last_words(events: Sequence[Event]) -> Mapping[tuple[Slot, str], tuple[Event, ...]]:
    """Of each slot and value the last statement of each person that still counts, ascending.

    A person who withdrew says nothing.
    """
    found: dict[tuple[Slot, str], dict[str, Event]] = {}
    for event in live(events):
        if event.compensates:
            continue
        by_person = found.setdefault((event.slot, event.statement.value), {})
        by_person.pop(event.author.name, None)
        if event.statement.verdict is not Verdict.WITHDRAWN:
            by_person[event.author.name] = event
    return {key: tuple(by_person.values()) for key, by_person in found.items() if by_person}


def disagreements(events: Sequence[Event]) -> tuple[Disagreement, ...]:
    """The values on which people differ and nobody has settled it, ascending by slot and value.

    It is settled by a majority, or by a maintainer who spoke last.
    """
    open_ = []
    for (slot, value), said in sorted(last_words(events).items()):
        counts = [
            sum(e.statement.verdict is verdict for e in said)
            for verdict in {e.statement.verdict for e in said}
        ]
        if len(counts) < 2 or counts.count(max(counts)) == 1:
            continue
        if said[-1].author.role is CuratorRole.MAINTAINER:
            continue
        open_.append(Disagreement(slot, value, said))
    return tuple(open_)


def by_slot(events: Iterable[Event]) -> dict[Slot, list[Event]]:
    """The events of each slot, in their order."""
    found: dict[Slot, list[Event]] = {}
    for event in events:
        found.setdefault(event.slot, []).append(event)
    return found
