"""The home directory: which file is where, which schema it has, and who may write to it now.

LOCK              held by the one indexer that writes
SCHEMA            version of everything below
CURRENT           number of the generation to serve; a hint, see ``generations``
gens/00000042/    one immutable index
cache/ blobs/ sources/ models/ ledger.sqlite annotations.sqlite
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from acumen.errors import HomeLockedError, NewerSchemaError, StorageError
from acumen.store.durable import write_durably
from acumen.store.failures import storage_error, storage_errors

HOME_VARIABLE: Final = "ACUMEN_HOME"
SCHEMA_VERSION: Final = 2
STAGE_PREFIX: Final = ".stage-"

_held_locks: set[int] = set()  # descriptors that a forked child must not keep open


def _drop_locks_in_child() -> None:
    for descriptor in _held_locks:
        os.close(descriptor)
    _held_locks.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drop_locks_in_child)


def default_home() -> Path:
    """``$ACUMEN_HOME``, else the place where this system keeps a user's data."""
    import platformdirs  # noqa: PLC0415  (only where nobody names a home)

    given = os.environ.get(HOME_VARIABLE, "")
    return Path(given).expanduser() if given else platformdirs.user_data_path("acumen")


@dataclass(frozen=True, slots=True)
class Home:
    """Paths under one home directory. Creating the value touches nothing on disk."""

    path: Path

    @property
    def lock_file(self) -> Path:
        return self.path / "LOCK"

    @property
    def schema_file(self) -> Path:
        return self.path / "SCHEMA"

    @property
    def current_file(self) -> Path:
        return self.path / "CURRENT"

    @property
    def generations(self) -> Path:
        return self.path / "gens"

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    @property
    def sources(self) -> Path:
        return self.path / "sources"

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    @property
    def models(self) -> Path:
        return self.path / "models"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger.sqlite"

    @property
    def annotations(self) -> Path:
        return self.path / "annotations.sqlite"

    def prepare(self) -> None:
        """Make the folders and write the schema version where there is none.

        Raises:
            NewerSchemaError: a newer Acumen wrote this home.
            StorageError: the home is a file, or cannot be read or written.
        """
        with storage_errors("prepare", self.path):
            for folder in (self.generations, self.cache, self.sources, self.blobs, self.models):
                folder.mkdir(parents=True, exist_ok=True)
        self.check()
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise storage_error("write to", self.path, PermissionError(13, "Permission denied"))
        with storage_errors("prepare", self.path):
            if not self._has_this_schema():
                write_durably(self.schema_file, f"{SCHEMA_VERSION}\n".encode())

    def _has_this_schema(self) -> bool:
        return self.schema_file.exists() and self.schema_file.read_text(
            encoding="ascii"
        ).strip() == str(SCHEMA_VERSION)

    def check(self) -> None:
        """Refuse a home that this version cannot read; for readers, writes nothing.

        Raises:
            NewerSchemaError: a newer Acumen wrote this home.
            StorageError: the home is no folder or cannot be read.
        """
        if self.path.exists() and not self.path.is_dir():
            raise storage_error("open", self.path, NotADirectoryError(20, "not a folder"))
        with storage_errors("read", self.schema_file):
            try:
                text = self.schema_file.read_text(encoding="ascii", errors="replace").strip()
            except FileNotFoundError:
                return
        if not (text.isascii() and text.isdigit()):
            raise StorageError(
                f"{self.schema_file} does not hold a version number.",
                remedy="delete that file if this folder is an Acumen home",
            )
        if int(text) > SCHEMA_VERSION:
            raise NewerSchemaError(
                f"{self.path} has schema {text}; this Acumen reads up to {SCHEMA_VERSION}.",
                remedy="upgrade Acumen, or use another home with --home DIR",
            )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only writer of this home, and clear away what a killed writer left.

        The lock goes with the process, however it ends. Children made by fork drop it.

        Raises:
            HomeLockedError: another process (or another ``lock()`` of this one) holds it.
            StorageError: the lock file cannot be opened, or the disk knows no locks.
        """
        import fcntl  # noqa: PLC0415  (POSIX only; reading an index needs no lock)

        with storage_errors("open", self.lock_file):
            descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HomeLockedError(
                    f"Another indexer is at work in {self.path}.",
                    remedy="wait until it is done, or use another home with --home DIR",
                ) from None
            except OSError as error:
                raise storage_error("lock", self.lock_file, error) from error
            _held_locks.add(descriptor)
            self._remove_leftovers()
            yield
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # also frees what a child still holds open
        finally:
            _held_locks.discard(descriptor)
            os.close(descriptor)

    def _remove_leftovers(self) -> None:
        with storage_errors("clear", self.generations):
            if not self.generations.is_dir():
                return
            for leftover in sorted(self.generations.glob(f"{STAGE_PREFIX}*")):
                shutil.rmtree(leftover)
