"""A repository at one commit, as a list of files; and what was left out, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from acumen.domain.source import Source


class SkipReason(StrEnum):
    """Why a file that was seen is not indexed. Every file seen is indexed or has one of these."""

    SYMLINK = "symlink"
    SUBMODULE = "submodule"
    UNUSABLE_NAME = "unusable-name"  # longer than 1,024 bytes, deeper than 64, or not a plain path
    LISTING_LIMIT = "listing-limit"  # beyond the number of files read from one repository
    EXCLUDED = "excluded"  # by the source's include and exclude globs
    NOT_CODE = "not-code"  # neither Python, notebook, nor a file that describes the project
    TOO_LARGE = "too-large"
    READ_LIMIT = "read-limit"  # the repository's budget of files or bytes was spent
    MISSING_BLOB = "missing-blob"  # the object is not in the snapshot
    BINARY = "binary"
    UNDECODABLE = "undecodable"
    LFS_POINTER = "lfs-pointer"
    NOT_A_NOTEBOOK = "not-a-notebook"
    NO_CODE = "no-code"  # empty, or a notebook without code cells
    UNPARSABLE = "unparsable"  # more error than code
    TIMEOUT = "timeout"
    CRASH = "crash"  # killed its worker twice
    GENERATED = "generated"  # jinja and other templates of code
    TEST = "test"
    SETUP = "setup"  # setup.py, conftest.py, docs configuration
    NO_FRAMEWORK = "no-framework"  # no deep-learning framework in its closure
    NO_ENTRY = "no-entry"  # nothing runs when it is started, and no template imports it
    DUPLICATE = "duplicate"  # the same program stands elsewhere in this index


@dataclass(frozen=True, slots=True, order=True)
class FileEntry:
    """One regular file of a snapshot."""

    path: str  # POSIX, relative to the root; bytes that are not UTF-8 are surrogate-escaped
    blob: str  # git blob id: sha1 of "blob <size>\\0" and the content, 40 hex
    size: int  # bytes


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """One line of the ledger: a file that was seen and left out."""

    path: str
    reason: SkipReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is in a source at one commit. ``commit`` of an archive or folder is a content hash."""

    source: Source
    url: str  # where a person can look at it; "" if nowhere
    commit: str  # 40 hex
    committed_on: date | None  # of the commit, or of the newest file of an archive
    files: tuple[FileEntry, ...]  # regular files, ascending by path
    skipped: tuple[Skipped, ...]  # entries that are no regular files or were cut by a limit

    @property
    def repository(self) -> str:
        return self.source.repository

    @property
    def seen(self) -> int:
        """Number of entries seen; equals indexed + skipped at the end of a run."""
        return len(self.files) + len(self.skipped)
