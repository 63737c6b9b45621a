"""Saves of annotations as they are asked for and answered, and what each comes to in events.

What a save comes to is decided inside the writer's transaction: whether its slots are still what
the author saw, whether it was recorded before under its key, and what undo takes back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from acumen.domain.annotation import Author, Event, Slot, Statement, Verdict, Via, check_key
from acumen.domain.replay import by_slot, changed_since, states
from acumen.errors import UsageError
from acumen.store import annotation_rows as rows

MAX_STATEMENTS: Final = 20_000  # in one save
_STACK: Final = 20_000  # a person's latest events that undo looks at


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement to be recorded, and the slot's version that its author had seen."""

    statement: Statement
    base: int


@dataclass(frozen=True, slots=True)
class Save:
    """One action of a person: recorded as a whole or not at all. ``key`` makes a retry harmless."""

    key: str
    author: Author
    via: Via
    drafts: tuple[Draft, ...]

    def __post_init__(self) -> None:
        check_key(self.key)
        if not 0 < len(self.drafts) <= MAX_STATEMENTS:
            raise ValueError(f"a save has 1 to {MAX_STATEMENTS} statements")


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo (or redo) of the person's last save that can be undone (or redone)."""

    key: str
    author: Author
    redo: bool = False
    skip_changed: bool = False  # leave out the slots that changed since

    def __post_init__(self) -> None:
        check_key(self.key)


@dataclass(frozen=True, slots=True)
class Recorded:
    """It is on the disk."""

    events: tuple[Event, ...]
    repeated: bool = False  # it had been recorded before, under the same key


@dataclass(frozen=True, slots=True)
class Change:
    """A slot that is not what the author had seen."""

    slot: Slot
    base: int
    version: int
    since: tuple[Event, ...]  # what came in between, ascending


@dataclass(frozen=True, slots=True)
class Conflicted:
    """Nothing was recorded: others were there first."""

    changes: tuple[Change, ...]


Outcome = Recorded | Conflicted


@dataclass(frozen=True, slots=True)
class Planned:
    """A statement as it will be recorded."""

    statement: Statement
    base: int
    compensates: int


def via_of(request: Save | TakeBack) -> Via:
    """How the statements of ``request`` come about."""
    if isinstance(request, Save):
        return request.via
    return Via.REDO if request.redo else Via.UNDO


def plan(db: sqlite3.Connection, request: Save | TakeBack) -> list[Planned] | Outcome:
    """What to record for ``request`` in the open transaction, or the answer if nothing is.

    Raises UsageError for a key that belongs to another save, and where nothing can be taken back.
    """
    known = rows.select(db, "batch = ?", (request.key,))
    if isinstance(request, Save):
        if known:
            return _repeated(known, request)
        changes = _changes(db, request.drafts)
        if changes:
            return Conflicted(changes)
        return [Planned(draft.statement, draft.base, 0) for draft in request.drafts]
    if known:
        if known[0].via is not via_of(request) or known[0].author.name != request.author.name:
            raise _key_taken(request.key)
        return Recorded(known, repeated=True)
    return _compensations(db, request)


def _repeated(known: Sequence[Event], request: Save) -> Recorded:
    """What was recorded under this key, if it is this very save."""
    same = [event.statement for event in known] == [draft.statement for draft in request.drafts]
    if not same or known[0].author.name != request.author.name:
        raise _key_taken(request.key)
    return Recorded(tuple(known), repeated=True)


def _key_taken(key: str) -> UsageError:
    return UsageError(
        f"The key {key} belongs to another save.", remedy="make a new key for every save"
    )


def _changes(db: sqlite3.Connection, drafts: Sequence[Draft]) -> tuple[Change, ...]:
    found = []
    for slot, base in dict.fromkeys((draft.statement.slot, draft.base) for draft in drafts):
        version = rows.version_of(db, slot)
        if version != base:
            since = tuple(event for event in rows.of_slot(db, slot) if event.seq > base)
            found.append(Change(slot, base, version, since))
    return tuple(found)


def _compensations(db: sqlite3.Connection, request: TakeBack) -> list[Planned] | Outcome:
    key = top(db, request.author.name, redo=request.redo)
    targets = rows.select(db, "batch = ?", (key,)) if key else ()
    if not targets:
        doing = "redo" if request.redo else "undo"
        raise UsageError(f"There is nothing to {doing}.", remedy="save something first")
    planned: list[Planned] = []
    changes = []
    for slot, mine in by_slot(targets).items():
        events = rows.of_slot(db, slot)
        if since := changed_since(events, mine[-1].seq):
            changes.append(Change(slot, mine[-1].seq, events[-1].seq, since))
        else:
            planned += [_before(events, event) for event in reversed(mine)]
    if changes and not (request.skip_changed and planned):
        return Conflicted(tuple(changes))
    return planned


def _before(events: Sequence[Event], target: Event) -> Planned:
    """The event that takes ``target`` back: it says what stood of the value before."""
    slot, said = target.slot, target.statement
    state = states([event for event in events if event.seq < target.seq]).get(slot)
    standing = state.standing if state else ()
    stood = next((e for e in standing if e.statement.value == said.value), None)
    statement = (
        Statement(slot, stood.statement.blob, said.value, stood.statement.verdict)
        if stood
        else Statement(slot, said.blob, said.value, Verdict.WITHDRAWN)
    )
    return Planned(statement, events[-1].seq, target.seq)


def top(db: sqlite3.Connection, name: str, *, redo: bool) -> str:
    """The key of the save that undo or redo by ``name`` would take back; "" if there is none."""
    recent = db.execute(
        "SELECT batch, via, compensates FROM event WHERE who = ? AND part = 0 AND via != ?"
        " ORDER BY seq DESC LIMIT ?",
        (name, Via.IMPORT.value, _STACK),
    ).fetchall()
    batch_of = {}
    for _, _, target in recent:
        if target:
            row = db.execute("SELECT batch FROM event WHERE seq = ?", (target,)).fetchone()
            batch_of[target] = row[0] if row else ""
    done: list[str] = []
    undone: list[str] = []
    for batch, via, target in reversed(recent):
        match via:
            case Via.UNDO.value:
                if batch_of[target] in done:
                    done.remove(batch_of[target])
                    undone.append(batch)
            case Via.REDO.value:
                if batch_of[target] in undone:
                    undone.remove(batch_of[target])
                    done.append(batch)
            case _:
                done.append(batch)
                undone.clear()
    stack = undone if redo else done
    return stack[-1] if stack else ""
