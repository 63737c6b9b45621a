"""What became of each run and source, and which blobs kill whoever reads them.

The ledger informs people and spares work; no part of an index is made from it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from acumen.errors import NewerSchemaError, StorageError
from acumen.store.failures import storage_errors
from acumen.store.home import Home

DEATHS_TO_POISON: Final = 2
_BUSY_S: Final = 10.0

_MIGRATIONS: Final = (
    """
    CREATE TABLE run (
        id INTEGER PRIMARY KEY, version TEXT NOT NULL, state TEXT NOT NULL,
        started_at TEXT NOT NULL, ended_at TEXT NOT NULL DEFAULT '',
        manifest_hash TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE source (
        location TEXT PRIMARY KEY, commit_id TEXT NOT NULL, state TEXT NOT NULL,
        attempts INTEGER NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE poison (
        blob TEXT PRIMARY KEY, deaths INTEGER NOT NULL
    ) STRICT
    """,
)


class RunState(StrEnum):
    """How a run ended. One still RUNNING while nobody holds the lock was killed."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class SourceState(StrEnum):
    """How far a source came in the latest run that touched it."""

    STARTED = "started"
    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the indexer."""

    id: int
    version: str  # of Acumen
    state: RunState
    started_at: str  # ISO 8601, UTC; for people, never for ordering
    ended_at: str  # "" while running
    manifest_hash: str  # of what was published; "" if nothing was
    reason: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source, as its latest run left it."""

    location: str  # as in Source.location
    commit: str  # "" where it never was fetched
    state: SourceState
    attempts: int  # runs in a row that did not end in INDEXED or UNCHANGED
    reason: str
    at: str  # ISO 8601, UTC


class Ledger:
    """``ledger.sqlite`` of a home; also the poison list of the parse stage.

    Rows are durable when a call returns. In-flight blobs are kept in memory only: a dead *child*
    is a blob's death, while a dead indexer says nothing about the files it was reading.

    Raises:
        StorageError: (any method) the file is damaged, locked for 10 s, or not writable.
        NewerSchemaError: (constructor) a newer Acumen wrote it.
    """

    def __init__(self, home: Home) -> None:
        self._path = home.ledger
        self._in_flight: set[str] = set()
        with storage_errors("prepare", self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._failures(), closing(self._connect()) as db:
            db.execute("PRAGMA journal_mode = WAL")
        with self._transaction() as db:
            self._migrate(db)
            self._deaths: dict[str, int] = dict(db.execute("SELECT blob, deaths FROM poison"))

    def begin_run(self, version: str) -> int:
        """Note that a run of Acumen ``version`` starts; its number."""
        with self._transaction() as db:
            cursor = db.execute(
                "INSERT INTO run (version, state, started_at) VALUES (?, ?, ?)",
                (version, RunState.RUNNING, _now()),
            )
            return int(cursor.lastrowid or 0)

    def end_run(
        self, run: int, state: RunState, *, manifest_hash: str = "", reason: str = ""
    ) -> None:
        """Note how ``run`` ended."""
        with self._transaction() as db:
            db.execute(
                "UPDATE run SET state = ?, ended_at = ?, manifest_hash = ?, reason = ?"
                " WHERE id = ?",
                (state, _now(), manifest_hash, _storable(reason), run),
            )

    def runs(self) -> tuple[RunRow, ...]:
        """All runs, oldest first."""
        with self._failures(), closing(self._connect()) as db:
            rows = db.execute(
                "SELECT id, version, state, started_at, ended_at, manifest_hash, reason"
                " FROM run ORDER BY id"
            ).fetchall()
        return tuple(RunRow(i, v, RunState(s), *rest) for i, v, s, *rest in rows)

    def record_source(
        self, location: str, state: SourceState, *, commit: str = "", reason: str = ""
    ) -> None:
        """Note where ``location`` stands. STARTED counts as an attempt; success sets it to 0."""
        started = state is SourceState.STARTED
        ended_well = state in {SourceState.INDEXED, SourceState.UNCHANGED}
        with self._transaction() as db:
            db.execute(
                "INSERT INTO source (location, commit_id, state, attempts, reason, at)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (location) DO UPDATE SET"
                " commit_id = CASE excluded.commit_id WHEN '' THEN commit_id"
                " ELSE excluded.commit_id END,"
                " state = excluded.state, reason = excluded.reason, at = excluded.at,"
                " attempts = CASE WHEN ? THEN 0 ELSE attempts + ? END",
                (
                    _storable(location),
                    commit,
                    state,
                    int(started),
                    _storable(reason),
                    _now(),
                    int(ended_well),
                    int(started),
                ),
            )

    def sources(self) -> tuple[SourceRow, ...]:
        """All sources, ascending by location."""
        with self._failures(), closing(self._connect()) as db:
            rows = db.execute(
                "SELECT location, commit_id, state, attempts, reason, at"
                " FROM source ORDER BY location"
            ).fetchall()
        return tuple(SourceRow(p, c, SourceState(s), *rest) for p, c, s, *rest in rows)

    def started(self, blob: str) -> None:
        """``blob`` is handed to a worker. Handed out again unfinished, it killed the last one."""
        if blob in self._in_flight:
            self._count_death(blob)
        self._in_flight.add(blob)

    def finished(self, blob: str) -> None:
        """The worker came back from ``blob``, with facts or with a reason."""
        self._in_flight.discard(blob)
        if self._deaths.pop(blob, 0):
            with self._transaction() as db:
                db.execute("DELETE FROM poison WHERE blob = ?", (blob,))

    def poisoned(self, blob: str) -> bool:
        """Whether ``blob`` has killed two workers; asked before it is handed out (again)."""
        if blob in self._in_flight and self._deaths.get(blob, 0) == DEATHS_TO_POISON - 1:
            self._in_flight.discard(blob)
            self._count_death(blob)
        return self._deaths.get(blob, 0) >= DEATHS_TO_POISON

    def forgive(self) -> None:
        """Empty the poison list, for a new parser."""
        self._deaths.clear()
        with self._transaction() as db:
            db.execute("DELETE FROM poison")

    def _count_death(self, blob: str) -> None:
        self._deaths[blob] = self._deaths.get(blob, 0) + 1
        with self._transaction() as db:
            db.execute(
                "INSERT INTO poison (blob, deaths) VALUES (?, ?)"
                " ON CONFLICT (blob) DO UPDATE SET deaths = excluded.deaths",
                (blob, self._deaths[blob]),
            )

    def _migrate(self, db: sqlite3.Connection) -> None:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(_MIGRATIONS):
            raise NewerSchemaError(
                f"{self._path} has schema {version}; this Acumen knows {len(_MIGRATIONS)}.",
                remedy="upgrade Acumen, or use another home with --home DIR",
            )
        for script in _MIGRATIONS[version:]:
            for statement in script.split(";"):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None, timeout=_BUSY_S)
        db.execute("PRAGMA synchronous = FULL")
        return db

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Take the write lock first, so a second writer waits here and never fails half-way."""
        with self._failures(), closing(self._connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(
                f"Could not use {self._path}: {error}.",
                remedy="free the disk or its rights; a damaged ledger may be deleted, "
                "it only remembers earlier runs",
            ) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _storable(text: str) -> str:
    """``text`` without lone surrogates, which SQLite cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode()
