"""Source distributions as files: read from the archive as it streams by, never unpacked or built.

Tar and zip are both walked member by member; links, devices and names that are no plain path are
noted and left. Nothing in an archive decides a place on this disk, and no build code is run.
"""

from __future__ import annotations

import hashlib
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Final, Protocol

from acumen.domain.snapshot import FileEntry, Skipped, SkipReason, Snapshot
from acumen.domain.source import Source
from acumen.errors import SourceError
from indexer.listing import DEFAULT_LIMITS, MIB, Limits, Listing, ReadBudget

LARGEST_UNPACKED: Final = 512 * MIB  # bytes of all members together
LARGEST_RATIO: Final = 200  # unpacked to packed, looked at beyond the first 16 MiB
RATIO_FROM: Final = 16 * MIB
_PIECE: Final = 256 * 1024  # bytes
_UNREADABLE: Final = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError,
    IndexError, RecursionError, OverflowError, NotImplementedError, RuntimeError, MemoryError,
)  # fmt: skip
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC).timestamp()  # before it: no true time
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Member:
    """One entry of an archive. ``content`` is None for what is no regular file."""

    name: bytes
    size: int
    modified: float  # seconds since 1970; 0 if unknown
    content: _Readable | None
    skipped: tuple[SkipReason, str] | None = None


class Archive:
    """A snapshot of a source distribution. The archive itself must stay in place."""

    def __init__(
        self, path: Path, source: Source, *, sha256: str, url: str, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        """List ``path``; ``sha256`` is that of the archive and stands for its commit.

        Raises:
            SourceError: it is no tar or zip archive, is cut short, or unpacks to too much.
        """
        self._path = path
        self._budget = ReadBudget(limits)
        self._numbers: dict[str, int] = {}  # path -> position of the member in the archive
        listing, committed_on = self._list(source, limits)
        self.snapshot = Snapshot(
            source=source,
            url=url,
            commit=sha256[:40],
            committed_on=committed_on,
            files=listing.files,
            skipped=listing.skipped,
        )

    def read(self, entries: Sequence[FileEntry]) -> Iterator[tuple[FileEntry, bytes | Skipped]]:
        """Contents of ``entries`` in their order, or why one was not read.

        One pass over the archive; what is wanted is held until it is handed out (at most the read
        budget, 256 MiB).
        """
        wanted: dict[int, FileEntry] = {}
        refused: dict[FileEntry, Skipped] = {}
        for entry in entries:
            problem = self._budget.refuse(entry)
            if problem is None:
                wanted[self._numbers[entry.path]] = entry
            else:
                refused[entry] = problem
        contents: dict[FileEntry, bytes] = {}
        with _members(self._path) as members:
            for number, member in enumerate(members):
                if len(contents) == len(wanted):
                    break
                if number in wanted and member.content is not None:
                    contents[wanted[number]] = member.content.read()
        for entry in entries:
            if entry in refused:
                yield entry, refused[entry]
            elif entry in contents and git_blob_id(contents[entry]) == entry.blob:
                yield entry, contents[entry]
            else:
                yield entry, Skipped(entry.path, SkipReason.MISSING_BLOB, "the archive changed")

    def last_changes(self, paths: Sequence[str]) -> Mapping[str, date]:
        """An archive has no history."""
        del paths
        return {}

    def _list(self, source: Source, limits: Limits) -> tuple[Listing, date | None]:
        seen: list[tuple[_Member, str]] = []
        name_bytes = 0
        with _members(self._path) as members:
            for member in members:
                blob = _blob_id(member.content, member.size) if member.content else ""
                seen.append((_Member(member.name, member.size, member.modified, None,
                                     member.skipped), blob))  # fmt: skip
                name_bytes += len(member.name)
                if len(seen) > limits.entries or name_bytes > 2 * limits.name_bytes:
                    break
        top = _common_folder([member.name for member, _ in seen])
        listing = Listing(source, limits)
        newest = 0.0
        for number, (member, blob) in enumerate(seen):
            path = member.name[len(top) :]
            if member.skipped is not None:
                listing.skip(path, *member.skipped)
            elif listing.add(path, blob, member.size):
                self._numbers[path.decode("utf-8", "surrogateescape")] = number
            if _EARLIEST <= member.modified <= _LATEST:
                newest = max(newest, member.modified)
        return listing, datetime.fromtimestamp(newest, tz=UTC).date() if newest else None


def git_blob_id(content: bytes) -> str:
    """The id git gives to a file of this content: 40 hex."""
    head = f"blob {len(content)}\0".encode()
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


def _blob_id(content: _Readable, size: int) -> str:
    digest = hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    left = size
    while left > 0 and (piece := content.read(min(left, _PIECE))):
        digest.update(piece)
        left -= len(piece)
    if left:
        raise ValueError("a member is shorter than it says")
    return digest.hexdigest()


def _common_folder(names: Sequence[bytes]) -> bytes:
    """The single folder that holds everything, with its slash; b"" if there is none."""
    tops = {name.partition(b"/")[0] for name in names}
    if len(tops) != 1 or not all(b"/" in name for name in names):
        return b""
    (top,) = tops
    return b"" if top in {b"", b".", b".."} else top + b"/"


@contextmanager
def _members(path: Path) -> Iterator[Iterator[_Member]]:
    """The members of the archive at ``path``, in its order; folders are left out."""
    try:
        with path.open("rb") as packed:
            start = packed.read(6)
            packed.seek(0)
            if start.startswith(b"PK"):
                yield _zip_members(packed)
            elif start.startswith(b"\x1f\x8b"):
                yield _tar_members(packed, path.stat().st_size)
            else:
                raise ValueError("neither a gzipped tar nor a zip archive")
    except _UNREADABLE as error:
        said = str(error) or type(error).__name__
        raise SourceError(
            f"{path.name} cannot be read: {said[:200]}.",
            remedy="remove the file and fetch it again; if it stays so, the release is damaged",
        ) from error


class _Unpacked:
    """The unpacked stream of a gzip file, which ends with an error where it grows absurd."""

    def __init__(self, packed: IO[bytes], packed_size: int) -> None:
        self._packed = packed
        self._most = min(LARGEST_UNPACKED, max(RATIO_FROM, LARGEST_RATIO * packed_size))
        self._unzip = zlib.decompressobj(wbits=31)
        self._ready = b""
        self._total = 0

    def read(self, size: int) -> bytes:
        pieces: list[bytes] = []
        wanted = size
        while wanted > 0 and (piece := self._take(wanted)):
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def _take(self, most: int) -> bytes:
        while not self._ready:
            if self._unzip.eof:
                follows = self._unzip.unused_data or self._packed.read(_PIECE)
                if not follows.startswith(b"\x1f\x8b"):
                    return b""
                self._unzip = zlib.decompressobj(wbits=31)
            else:
                follows = self._unzip.unconsumed_tail or self._packed.read(_PIECE)
                if not follows:
                    raise EOFError("the archive is cut short")
            self._ready = self._unzip.decompress(follows, _PIECE)
            self._total += len(self._ready)
            if self._total > self._most:
                raise ValueError(f"it unpacks to more than {self._most} bytes")
        piece, self._ready = self._ready[:most], self._ready[most:]
        return piece


def _tar_members(packed: IO[bytes], packed_size: int) -> Iterator[_Member]:
    stream = _Unpacked(packed, packed_size)
    opened = tarfile.open(  # type: ignore[call-overload]  # noqa: SIM115  (read() is all it needs)
        fileobj=stream, mode="r|", encoding="utf-8", errors="surrogateescape"
    )
    with opened as archive:
        for info in archive:
            archive.members = []  # else it holds every header
            if info.isdir():
                continue
            name = info.name.encode("utf-8", "surrogateescape")
            modified = float(info.mtime)
            if info.issym() or info.islnk():
                yield _Member(name, 0, modified, None, (SkipReason.SYMLINK, ""))
            elif not info.isreg() or info.issparse():
                odd = (SkipReason.UNUSABLE_NAME, "not a regular file")
                yield _Member(name, 0, modified, None, odd)
            else:
                content = archive.extractfile(info)
                assert content is not None
                yield _Member(name, info.size, modified, content)
    while stream.read(_PIECE):
        pass  # only at its end does it show whether the archive is whole


def _zip_members(packed: IO[bytes]) -> Iterator[_Member]:
    total = 0
    with zipfile.ZipFile(packed) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = info.filename.encode("utf-8", "surrogateescape")
            modified = datetime(*info.date_time, tzinfo=UTC).timestamp()
            if stat.S_ISLNK(info.external_attr >> 16):
                yield _Member(name, 0, modified, None, (SkipReason.SYMLINK, ""))
                continue
            if info.flag_bits & 1:
                locked = (SkipReason.UNUSABLE_NAME, "encrypted")
                yield _Member(name, 0, modified, None, locked)
                continue
            total += info.file_size
            if total > LARGEST_UNPACKED or (
                info.file_size > RATIO_FROM
                and info.file_size > LARGEST_RATIO * max(1, info.compress_size)
            ):
                raise ValueError(f"it unpacks to more than {LARGEST_UNPACKED} bytes")
            with archive.open(info) as content:
                yield _Member(name, info.file_size, modified, content)
