"""``annotations.sqlite``: what people said, only ever added to, and never lost once acknowledged.

A call returns after the commit is on the disk. One thread of this process writes for all others
and joins up to 256 waiting saves into one commit; writers of several processes queue at the
database. A save that was made on an older state of a slot than the one that stands is answered
with what came in between, never recorded.
"""

from __future__ import annotations

import queue
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from acumen.domain.annotation import Event, Slot
from acumen.errors import AcumenError, NewerSchemaError, StorageError
from acumen.store import annotation_rows as rows
from acumen.store.annotation_rows import Head, Proof
from acumen.store.annotation_saves import (
    Conflicted,
    Outcome,
    Recorded,
    Save,
    TakeBack,
    plan,
    via_of,
)
from acumen.store.failures import storage_errors

GROUP: Final = 256  # saves in one commit
_BUSY_S: Final = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    request: Save | TakeBack
    answer: Future[Outcome]


class AnnotationStore:
    """The events of one home. Safe to share between threads; several processes may write.

    Reading where there is no file finds nothing and creates nothing.

    Raises (any method):
        StorageError: the file is damaged, locked for 10 s, or not writable.
        NewerSchemaError: a newer Acumen wrote it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._writer: threading.Thread | None = None

    # --- writing ---------------------------------------------------------------------------

    def record(self, request: Save | TakeBack) -> Outcome:
        """Record a save, or take one back; returns once it is on the disk.

        Raises:
            UsageError: the key was used for something else, or there is nothing to take back.
        """
        waiting = _Waiting(request, Future())
        with self._start:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._write, daemon=True, name="annotations")
                self._writer.start()
            self._queue.put(waiting)
        return waiting.answer.result()

    def close(self) -> None:
        """Let the writer finish what waits, and end it."""
        with self._start:
            writer, self._writer = self._writer, None
            if writer is not None:
                self._queue.put(None)
        if writer is not None:
            writer.join()

    def _write(self) -> None:
        """The writer thread: one commit for all that waits."""
        db: sqlite3.Connection | None = None
        ended = False
        while not ended:
            group: list[_Waiting] = []
            first = self._queue.get()
            while first is not None:
                group.append(first)
                if len(group) == GROUP or self._queue.empty():
                    break
                first = self._queue.get()
            ended = first is None
            if not group:
                continue
            try:
                with self._failures():
                    db = db or self._opened()
                    outcomes = _commit(db, group)
            except BaseException as error:  # noqa: BLE001 (each waiting thread raises it)
                if db is not None:
                    db.close()
                db = None
                for waiting in group:
                    waiting.answer.set_exception(error)
            else:
                for waiting, outcome in zip(group, outcomes, strict=True):
                    if isinstance(outcome, BaseException):
                        waiting.answer.set_exception(outcome)
                    else:
                        waiting.answer.set_result(outcome)
        if db is not None:
            db.close()

    # --- reading ---------------------------------------------------------------------------

    def head(self) -> Head:
        """The end of the chain."""
        with self._reading() as db:
            return rows.head_of(db) if db else Head()

    def events(self, *, after: int = 0) -> tuple[Event, ...]:
        """All events after number ``after``."""
        with self._reading() as db:
            return rows.select(db, "seq > ?", (after,)) if db else ()

    def of_program(self, repository: str, path: str) -> tuple[Event, ...]:
        """All events of the program at ``path``."""
        with self._reading() as db:
            return rows.of_program(db, repository, path) if db else ()

    def of_slots(self, slots: Sequence[Slot]) -> tuple[Event, ...]:
        """All events of ``slots``, ascending."""
        with self._reading() as db:
            if db is None:
                return ()
            found = [event for slot in slots for event in rows.of_slot(db, slot)]
        return tuple(sorted(found, key=lambda event: event.seq))

    def recorded(self, key: str) -> tuple[Event, ...]:
        """The events that were recorded under ``key``."""
        with self._reading() as db:
            return rows.select(db, "batch = ?", (key,)) if db else ()

    def verify(self, expected: str = "") -> Proof:
        """Walk the chain; ``expected`` is a hash that must stand in it."""
        with self._reading() as db:
            return rows.prove(db, expected) if db else Proof(Head(), "", not expected)

    # --- the file --------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection:
        """The writer's connection, the schema brought up to date."""
        with storage_errors("prepare", self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, timeout=_BUSY_S, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            self._migrate(db)
        except BaseException:
            db.close()
            raise
        return db

    def _migrate(self, db: sqlite3.Connection) -> None:
        version = self._schema(db)
        if version == len(rows.MIGRATIONS):
            return
        if version:
            with storage_errors("copy", self._path):
                shutil.copy2(self._path, self._path.with_name(f"{self._path.name}.{version}"))
        db.execute("BEGIN IMMEDIATE")
        try:
            for script in rows.MIGRATIONS[self._schema(db) :]:
                for statement in script:
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {len(rows.MIGRATIONS)}")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def _schema(self, db: sqlite3.Connection) -> int:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(rows.MIGRATIONS):
            raise NewerSchemaError(
                f"{self._path} has schema {version}; this Acumen knows {len(rows.MIGRATIONS)}.",
                remedy="upgrade Acumen, or use another home with --home DIR",
            )
        return int(version)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection for one call; None where nothing was ever written."""
        if not self._path.is_file():
            yield None
            return
        with self._failures(), closing(self._reader()) as db:
            yield db if self._schema(db) else None

    def _reader(self) -> sqlite3.Connection:
        place = self._path.absolute().as_uri()
        db = sqlite3.connect(f"{place}?mode=rw", uri=True, timeout=_BUSY_S, isolation_level=None)
        try:
            db.execute("PRAGMA query_only = 1")
            db.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:  # a folder that may not be written to has no room for WAL
            db.close()
            return sqlite3.connect(f"{place}?mode=ro&immutable=1", uri=True)
        return db

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise StorageError(
                f"{self._path} cannot be used: {error}",
                remedy="check the disk and its rights; acumen annotations verify looks closer",
            ) from error


def _commit(db: sqlite3.Connection, group: Sequence[_Waiting]) -> list[Outcome | AcumenError]:
    """Record what can be recorded of ``group`` in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    try:
        head = rows.head_of(db)
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        outcomes: list[Outcome | AcumenError] = []
        for waiting in group:
            request = waiting.request
            try:
                answer = plan(db, request)
            except AcumenError as error:
                outcomes.append(error)
                continue
            if isinstance(answer, Recorded | Conflicted):
                outcomes.append(answer)
                continue
            written = []
            for part, planned in enumerate(answer):
                draft = Event(
                    0, request.key, part, planned.statement, request.author, via_of(request), at,
                    planned.base, planned.compensates, "", "",
                )  # fmt: skip
                event = rows.chained(draft, head)
                rows.insert(db, event)
                head = Head(event.seq, event.hash)
                written.append(event)
            outcomes.append(Recorded(tuple(written)))
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    return outcomes
