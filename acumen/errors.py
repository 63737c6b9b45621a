"""Every exception Acumen raises on purpose.

AcumenError
├── UsageError              the request itself cannot be served: a wrong option, an unknown template
├── CorpusError             a curated entry is wrong: a maintainer edits ``corpus/``
├── SourceError             one source could not be fetched or read: noted, and the run goes on
│   ├── UnsafeSourceError   refused before anything was fetched
│   └── PinMismatchError    what came is not what was pinned
├── ExtractionError         one file or template could not be read: noted, and the run goes on
├── StorageError            the home directory cannot be read or written
│   ├── HomeLockedError     another indexer holds the lock
│   └── AnnotationsDamagedError  the annotations are not what was written
├── IndexUnusableError      the built index does not fit: run ``acumen index`` again
│   ├── NoIndexError
│   ├── NewerSchemaError
│   └── EncoderMismatchError
└── EncoderError            an encoder's weights are missing, changed or refused
"""

from __future__ import annotations


class AcumenError(Exception):
    """What went wrong, and the one thing to do about it."""

    def __init__(self, problem: str, *, remedy: str) -> None:
        super().__init__(f"{problem}\n  Try: {remedy}")
        self.problem = problem
        self.remedy = remedy


class UsageError(AcumenError):
    """The request cannot be served as it was put."""


class CorpusError(AcumenError):
    """A curated entry (source, vocabulary, label) is wrong."""


class SourceError(AcumenError):
    """A source could not be fetched or read."""


class UnsafeSourceError(SourceError):
    """A source was refused before anything was fetched."""


class PinMismatchError(SourceError):
    """A source's content is not what its pin says."""

    def __init__(self, *, location: str, pinned: str, found: str) -> None:
        super().__init__(
            f"{location} is pinned to {pinned}, but {found} came.",
            remedy="correct the pin, or remove it to take what is there now",
        )
        self.location = location
        self.pinned = pinned
        self.found = found


class ExtractionError(AcumenError):
    """One file or template could not be read."""


class StorageError(AcumenError):
    """The home directory cannot be read or written."""


class HomeLockedError(StorageError):
    """Another indexer holds the lock on this home."""


class AnnotationsDamagedError(StorageError):
    """The annotations of this home were changed or cut after they were written."""


class IndexUnusableError(AcumenError):
    """The built index does not fit what is asked of it."""


class NoIndexError(IndexUnusableError):
    """There is no index in this home yet."""


class NewerSchemaError(IndexUnusableError):
    """The home was written by a newer Acumen."""


class EncoderMismatchError(IndexUnusableError):
    """Queries would be embedded by another model than the documents were."""

    def __init__(self, *, built_with: str, asked_for: str) -> None:
        super().__init__(
            f"The index holds {built_with} vectors; queries would use {asked_for}.",
            remedy=f"use --encoder {built_with}, or index again with --encoder {asked_for}",
        )
        self.built_with = built_with
        self.asked_for = asked_for


class EncoderError(AcumenError):
    """An encoder's weights are missing, changed or refused."""
