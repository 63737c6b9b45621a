"""Stage 1 of 8: a source becomes a snapshot whose files can be read.

Where a pinned source is looked for, in this order: a mirror that has the commit, what an earlier
run kept under ``home/sources``, the network. An unpinned git source is looked for in the mirror,
then on the network. A mirror that lacks the pinned commit is passed over with a note. What was
kept once is never asked for again.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Protocol

from acumen.domain.identity import SHORT_COMMIT
from acumen.domain.snapshot import FileEntry, Skipped, Snapshot
from acumen.domain.source import Source, SourceKind
from acumen.errors import SourceError, UnsafeSourceError
from corpus.locations import (
    GIT_HOSTS,
    GitLocation,
    is_commit,
    is_sha256,
    parse_git_url,
    parse_release,
)
from indexer.archives import Archive
from indexer.git import GitStore, fetch_repository, head_of, make_store, open_store
from indexer.listing import DEFAULT_LIMITS, Limits
from indexer.local import LocalFolder
from indexer.package_index import Https, Web, download, find_archive
from indexer.repository import GitRepository

Report = Callable[[str], None]


def _say_nothing(message: str) -> None:
    del message


class Fetched(Protocol):
    """A snapshot and the way to its contents."""

    snapshot: Snapshot

    def read(self, entries: Sequence[FileEntry]) -> Iterator[tuple[FileEntry, bytes | Skipped]]:
        """Contents of ``entries`` in their order, or why one was not read."""
        ...

    def last_changes(self, paths: Sequence[str]) -> Mapping[str, date]:
        """Date of the last commit that touched each path; absent where history does not tell."""
        ...


@contextmanager
def open_source(
    source: Source,
    *,
    home: Path,
    mirror: Path | None = None,
    sandbox: bool = True,
    report: Report = _say_nothing,
    limits: Limits = DEFAULT_LIMITS,
    hosts: frozenset[str] = GIT_HOSTS,
    fixture: Path | None = None,
    web: Web | None = None,
) -> Iterator[Fetched]:
    """Make ``source`` readable for as long as the context lasts.

    ``fixture`` is a repository on this disk that is cloned in place of the network and ``web``
    stands in for it; tests and measurements alone give them.

    Raises:
        UnsafeSourceError: refused before anything was asked for.
        PinMismatchError: what is there is not what was pinned.
        SourceError: it cannot be reached or read.
    """
    _check_pin(source)
    if source.kind is SourceKind.LOCAL:
        yield LocalFolder(source, limits=limits)
        return
    kept = home / "sources"
    with _quarantine(kept) as scratch:
        if source.kind is SourceKind.SDIST:
            yield _open_release(
                source, kept / "sdists", scratch=scratch, limits=limits, report=report, web=web
            )
            return
        location = parse_git_url(source.location, hosts=hosts)
        found = _open_kept(
            source,
            location,
            kept=kept / "git",
            mirror=mirror,
            scratch=scratch,
            sandbox=sandbox,
            limits=limits,
            report=report,
        )
        if found is None:
            report(f"fetching {location.url}")
            store, commit = fetch_repository(
                location, source.pin, scratch / "clone.git", sandbox=sandbox, fixture=fixture
            )
            store = _keep(store, _place(kept / "git", location, commit), sandbox)
            found = GitRepository(
                store, source, commit, url=location.url, filtered=True, limits=limits
            )
        yield found


def _check_pin(source: Source) -> None:
    match source.kind:
        case SourceKind.GIT:
            fits = is_commit(source.pin)
        case SourceKind.SDIST:
            fits = is_sha256(source.pin)
        case SourceKind.LOCAL:
            fits = False
    if source.pin and not fits:
        raise UnsafeSourceError(
            f"{source.pin[:80]!r} is no pin for {source.location}.",
            remedy="pin a repository by 40 hex digits, an archive by 64; folders have no pin",
        )


def _open_kept(
    source: Source,
    location: GitLocation,
    *,
    kept: Path,
    mirror: Path | None,
    scratch: Path,
    sandbox: bool,
    limits: Limits,
    report: Report,
) -> GitRepository | None:
    """The repository out of the mirror or of an earlier run; None if neither has it."""
    place = find_mirror(mirror, location) if mirror is not None else None
    if place is not None:
        commit = source.pin or head_of(place)
        if commit:
            shown = make_store(
                scratch / "mirror.git",
                objects=(place / "objects").resolve(),
                shallow=place / "shallow",
                sandbox=sandbox,
            )
            if has_commit(shown, commit):
                report(f"reading {location.repository} from the mirror")
                return GitRepository(shown, source, commit, url=location.url, limits=limits)
        report(f"the mirror of {location.repository} lacks {commit or 'a HEAD'}; passing it over")
    if source.pin:
        folder = _place(kept, location, source.pin)
        if (folder / "HEAD").is_file() and (folder / "HEAD").read_text().strip() == source.pin:
            store = open_store(folder, sandbox=sandbox)
            return GitRepository(
                store, source, source.pin, url=location.url, filtered=True, limits=limits
            )
    return None


def find_mirror(mirror: Path, location: GitLocation) -> Path | None:
    """The git directory that ``mirror`` holds for ``location``; links to it are followed."""
    stem = mirror / location.owner / location.name
    for place in (stem.with_name(f"{location.name}.git"), stem, stem / ".git"):
        if (place / "HEAD").is_file() and (place / "objects").is_dir():
            return place.resolve()
    return None


def has_commit(store: GitStore, commit: str) -> bool:
    """Whether ``store`` holds the commit itself (its trees may still be missing)."""
    try:
        return store.output("cat-file", "-t", commit).strip() == b"commit"
    except SourceError:
        return False


def _place(kept: Path, location: GitLocation, commit: str) -> Path:
    return kept / f"{location.owner}+{location.name}+{commit[:SHORT_COMMIT]}.git"


def _keep(store: GitStore, place: Path, sandbox: bool) -> GitStore:
    """Move a finished clone to where the next run looks; one that is there already is replaced."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        shutil.rmtree(place)
    store.folder.rename(place)
    return open_store(place, sandbox=sandbox)


def _open_release(
    source: Source,
    folder: Path,
    *,
    scratch: Path,
    limits: Limits,
    report: Report,
    web: Web | None,
) -> Archive:
    release = parse_release(source.location)
    sha256 = source.pin
    path = _archive_at(folder, sha256) if sha256 else None
    if path is None:
        web = web or Https()
        archive = find_archive(release, source.pin, web)
        sha256 = archive.sha256
        path = _archive_at(folder, sha256)
        if path is None:
            report(f"fetching {archive.filename}")
            path = download(archive, folder, web, scratch=scratch)
    return Archive(path, source, sha256=sha256, url=release.url, limits=limits)


def _archive_at(folder: Path, sha256: str) -> Path | None:
    """The archive kept by an earlier run; one that was damaged since is as good as none."""
    for suffix in (".tar.gz", ".zip"):
        place = folder / f"{sha256}{suffix}"
        if place.is_file():
            with place.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                    return place
    return None


@contextmanager
def _quarantine(kept: Path) -> Iterator[Path]:
    """A folder for work in progress, removed at the end; those of dead runs are removed first.

    The owner of a folder holds a lock on the file beside it for as long as it lives.
    """
    folder = kept / "quarantine"
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / ".guard"):
        _remove_leftovers(folder)
        scratch = Path(tempfile.mkdtemp(prefix="run-", dir=folder)).resolve()
        owned = scratch.with_suffix(".lock").open("wb")
        fcntl.flock(owned, fcntl.LOCK_EX)
    with owned:
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.with_suffix(".lock").unlink(missing_ok=True)


def _remove_leftovers(folder: Path) -> None:
    for leftover in sorted(folder.glob("run-*")):
        if leftover.suffix == ".lock":
            continue
        with leftover.with_suffix(".lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(leftover, ignore_errors=True)
            leftover.with_suffix(".lock").unlink(missing_ok=True)


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    with place.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
