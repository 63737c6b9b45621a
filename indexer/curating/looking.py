"""One source at one commit, as far as a curator must know it before anything is indexed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from acumen.attributes.licence_texts import identify
from acumen.attributes.texts import is_licence
from acumen.domain.licence import LicenceState
from acumen.domain.snapshot import Skipped
from acumen.domain.source import Source
from acumen.domain.vocabulary import Vocabularies
from acumen.store.blobs import BlobStore
from acumen.store.cache import FactsCache
from acumen.store.home import Home
from acumen.store.ledger import Ledger
from acumen.syntax.codeview import language_of
from acumen.syntax.decode import Decoded, decode
from indexer.ondemand import Reach
from indexer.progress import Progress
from indexer.records import RepositoryResult
from indexer.stages.fetch import Fetched, open_source
from indexer.workshop import Workshop, index_repository

NONE: Final = "NONE"  # how a curator writes that there is no licence
LARGEST_LICENCE: Final = 200_000  # bytes


@dataclass(frozen=True, slots=True)
class Terms:
    """What the licence files at the root say."""

    spdx: str  # "" where a text was not recognised, NONE where there is no file
    state: LicenceState
    evidence: str  # path, or why there is none
    note: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A source at a commit."""

    source: Source
    commit: str
    committed_on: date | None
    files: int  # that its globs let through
    code: frozenset[str]  # blob ids of its programs
    terms: Terms


def look_at(source: Source, reach: Reach) -> Look:
    """``source`` at its pin, or at what is newest if it has none.

    Raises:
        SourceError: it cannot be reached, or its commit is gone.
    """
    with open_source(
        source, home=reach.home, mirror=reach.mirror, sandbox=reach.sandbox, report=reach.report
    ) as fetched:
        snapshot = fetched.snapshot
        return Look(
            source=source,
            commit=snapshot.commit,
            committed_on=snapshot.committed_on,
            files=len(snapshot.files),
            code=frozenset(e.blob for e in snapshot.files if language_of(e.path) is not None),
            terms=_terms(fetched),
        )


def newest(source: Source) -> Source:
    """``source`` without its pin."""
    return replace(source, pin="")


def _terms(fetched: Fetched) -> Terms:
    entries = [
        entry
        for entry in fetched.snapshot.files
        if "/" not in entry.path
        and is_licence(entry.path)
        and not entry.path.lower().startswith(("notice", "copyright"))
        and entry.size <= LARGEST_LICENCE
    ]
    found = []
    for entry, content in fetched.read(sorted(entries)):
        decoded = None if isinstance(content, Skipped) else decode(content)
        if isinstance(decoded, Decoded):
            found.append((entry.path, identify(decoded.text)))
    if not found:
        return Terms(NONE, LicenceState.NONE, "no licence file at the root")
    named = sorted({one.spdx for _, one in found if one.spdx})
    path, first = found[0]
    if len(named) == 1 and all(one.spdx for _, one in found):
        return Terms(named[0], first.state, path, first.note)
    note = "; ".join(f"{path}: {one.spdx or one.note}" for path, one in found)
    state = first.state if len(found) == 1 else LicenceState.UNKNOWN
    return Terms("", state, path, note)


@contextmanager
def open_workshop(
    reach: Reach, vocabularies: Vocabularies, progress: Progress, *, jobs: int
) -> Iterator[Workshop]:
    """What indexes a repository without publishing anything.

    Raises:
        HomeLockedError: another indexer works on this home.
        StorageError: the home cannot be written.
    """
    home = Home(reach.home)
    home.prepare()
    with home.lock():
        facts = FactsCache(home)
        try:
            yield Workshop(
                home=reach.home,
                facts=facts,
                blobs=BlobStore(home),
                poison=Ledger(home),
                vocabularies=vocabularies,
                progress=progress,
                mirror=reach.mirror,
                sandbox=reach.sandbox,
                jobs=jobs,
            )
        finally:
            facts.close()


def worked_out(source: Source, shop: Workshop) -> RepositoryResult:
    """All templates of ``source``.

    Raises:
        SourceError: it cannot be reached or read.
    """
    return index_repository(source, shop).result
