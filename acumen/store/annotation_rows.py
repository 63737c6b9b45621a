"""The table of annotation events: its schema, one event to one row, and the proof of the chain."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from acumen.domain.annotation import (
    FIRST_HASH,
    Author,
    CuratorRole,
    Event,
    Slot,
    Statement,
    Verdict,
    Via,
    event_hash,
    read_aspect,
)

MIGRATIONS: Final = (
    (
        """
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY, batch TEXT NOT NULL, part INTEGER NOT NULL,
            repository TEXT NOT NULL, path BLOB NOT NULL, aspect TEXT NOT NULL,
            blob TEXT NOT NULL, value TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL,
            who TEXT NOT NULL, role TEXT NOT NULL, entered_by TEXT NOT NULL, via TEXT NOT NULL,
            at TEXT NOT NULL, base INTEGER NOT NULL, compensates INTEGER NOT NULL,
            previous TEXT NOT NULL, hash TEXT NOT NULL, UNIQUE (batch, part)
        ) STRICT
        """,
        "CREATE INDEX event_slot ON event (repository, path, aspect, seq)",
        "CREATE INDEX event_who ON event (who, seq)",
        """
        CREATE TRIGGER event_is_kept BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END
        """,
        """
        CREATE TRIGGER event_stays BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END
        """,
    ),
)
_COLUMNS: Final = (
    "seq, batch, part, repository, path, aspect, blob, value, verdict, note, who, role, "
    "entered_by, via, at, base, compensates, previous, hash"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain."""

    seq: int = 0
    hash: str = FIRST_HASH


@dataclass(frozen=True, slots=True)
class Proof:
    """What walking the chain came to; whole if there is no problem."""

    head: Head
    problem: str  # the first event that is not what was written; "" if there is none
    passed: bool  # whether the expected hash stands in the chain; True where none was expected


def head_of(db: sqlite3.Connection) -> Head:
    """The last event's number and hash."""
    row = db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head()


def select(db: sqlite3.Connection, where: str, values: Iterable[object] = ()) -> tuple[Event, ...]:
    """The events that the SQL condition ``where`` names, ascending."""
    query = f"SELECT {_COLUMNS} FROM event WHERE {where} ORDER BY seq"  # noqa: S608 (our own text)
    return tuple(_event(row) for row in db.execute(query, tuple(values)))


def of_slot(db: sqlite3.Connection, slot: Slot) -> tuple[Event, ...]:
    """All events of one slot."""
    where = "repository = ? AND path = ? AND aspect = ?"
    return select(db, where, (slot.repository, _path(slot.path), slot.aspect.value))


def of_program(db: sqlite3.Connection, repository: str, path: str) -> tuple[Event, ...]:
    """All events of one program."""
    return select(db, "repository = ? AND path = ?", (repository, _path(path)))


def version_of(db: sqlite3.Connection, slot: Slot) -> int:
    """The slot's last event; 0 if it has none."""
    (seq,) = db.execute(
        "SELECT MAX(seq) FROM event WHERE repository = ? AND path = ? AND aspect = ?",
        (slot.repository, _path(slot.path), slot.aspect.value),
    ).fetchone()
    return int(seq or 0)


def chained(event: Event, head: Head) -> Event:
    """``event`` with its place after ``head`` and its hash."""
    placed = replace(event, seq=head.seq + 1, previous=head.hash, hash="")
    return replace(placed, hash=event_hash(placed))


def insert(db: sqlite3.Connection, event: Event) -> None:
    """Add one event."""
    said, who, slot = event.statement, event.author, event.slot
    db.execute(
        f"INSERT INTO event ({_COLUMNS}) VALUES ({', '.join('?' * 19)})",  # noqa: S608
        (
            event.seq, event.batch, event.part, slot.repository, _path(slot.path),
            slot.aspect.value, said.blob, said.value, said.verdict.value, said.note,
            who.name, who.role.value, who.entered_by, event.via.value, event.at, event.base,
            event.compensates, event.previous, event.hash,
        ),
    )  # fmt: skip


def prove(db: sqlite3.Connection, expected: str = "") -> Proof:
    """Walk the whole chain; SQLite does not notice changed bytes by itself."""
    head, passed = Head(), not expected
    slots: dict[int, Slot] = {}
    for row in _rows(db):
        name = f"event {row[0]}"
        try:
            event = _event(row)
        except (ValueError, TypeError, AttributeError) as error:
            return Proof(head, f"{name} cannot be read: {error}", passed)
        if event.seq != head.seq + 1:
            return Proof(head, f"{name} follows event {head.seq}: some are missing", passed)
        if event.previous != head.hash or event.hash != event_hash(event):
            return Proof(head, f"{name} is not what was written", passed)
        if event.compensates and slots.get(event.compensates) != event.slot:
            return Proof(head, f"{name} takes back what is no event of its slot", passed)
        slots[event.seq] = event.slot
        head = Head(event.seq, event.hash)
        passed = passed or head.hash == expected
    return Proof(head, "", passed)


def _rows(db: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    yield from db.execute(f"SELECT {_COLUMNS} FROM event ORDER BY seq")  # noqa: S608


def _event(row: tuple[object, ...]) -> Event:
    (
        seq, batch, part, repository, path, aspect, blob, value, verdict, note, who, role,
        entered_by, via, at, base, compensates, previous, digest,
    ) = row  # fmt: skip
    slot = Slot(str(repository), _read_path(path), read_aspect(str(aspect)))
    said = Statement(slot, str(blob), str(value), Verdict(str(verdict)), str(note))
    author = Author(str(who), CuratorRole(str(role)), str(entered_by))
    return Event(
        _number(seq), str(batch), _number(part), said, author, Via(str(via)), str(at),
        _number(base), _number(compensates), str(previous), str(digest),
    )  # fmt: skip


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"want a number, got {type(value).__name__}")
    return value


def _path(path: str) -> bytes:
    """Paths that are not UTF-8 hold lone surrogates, which SQLite's text does not."""
    return path.encode("utf-8", "surrogatepass")


def _read_path(path: object) -> str:
    if not isinstance(path, bytes):
        raise TypeError("a path is kept as bytes")
    return path.decode("utf-8", "surrogatepass")
