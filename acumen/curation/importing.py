"""Statements from a file into a home: twice is once, and nothing here is overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from acumen.curation.lines import CuratedStatement
from acumen.domain.annotation import Author, CuratorRole, Event, Slot, Via, check_key
from acumen.domain.replay import states
from acumen.errors import CorpusError
from acumen.store.annotation_saves import Draft, Recorded, Save
from acumen.store.annotations import AnnotationStore


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of each statement of a file."""

    added: int
    known: int  # were here already
    conflicts: tuple[Slot, ...]  # somebody here said something else: left as it is


def import_statements(
    store: AnnotationStore,
    said: Sequence[tuple[str, CuratedStatement]],
    *,
    entered_by: str,
    write: bool = True,
) -> Imported:
    """Record what ``read_lines`` gave; with ``write=False`` only say what would happen.

    A statement is left out where people of this home spoke of its slot and the file does not know
    of it. Raises CorpusError for a key that is none.
    """
    by_key: dict[str, list[CuratedStatement]] = {}
    for key, one in said:
        by_key.setdefault(key, []).append(one)
    for key in by_key:
        try:
            check_key(key)
        except ValueError as error:
            raise CorpusError(str(error), remedy="export the file again") from error
    added = known = 0
    conflicts: dict[Slot, None] = {}
    for key, statements in by_key.items():
        if store.recorded(key):
            known += len(statements)
            continue
        free = []
        for one in statements:
            slot = one.statement.slot
            events = store.of_slots([slot])
            if _stands(events, one):
                known += 1
            elif all(event.batch in by_key for event in events):
                base = events[-1].seq if events else 0
                free.append(Draft(one.statement, base))
            else:
                conflicts[slot] = None
        if free and write:
            author = Author(statements[0].who, CuratorRole.ANNOTATOR, entered_by)
            answer = store.record(Save(key, author, Via.IMPORT, tuple(free)))
            if not isinstance(answer, Recorded):
                conflicts.update(dict.fromkeys(change.slot for change in answer.changes))
                continue
        added += len(free)
    return Imported(added, known, tuple(sorted(conflicts)))


def _stands(events: Sequence[Event], said: CuratedStatement) -> bool:
    """Whether the slot's ``events`` come to this very statement."""
    state = states(events).get(said.statement.slot)
    return state is not None and any(
        (e.statement.value, e.statement.verdict, e.statement.blob)
        == (said.statement.value, said.statement.verdict, said.statement.blob)
        for e in state.standing
    )
