"""A folder on this machine as a snapshot: what lies there now, links not followed.

A folder is taken as it is, whether or not it is a git checkout: people who index their own work
want the file they just saved. To read a commit of a local repository, use it as a mirror.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from acumen.domain.snapshot import FileEntry, Skipped, SkipReason, Snapshot
from acumen.domain.source import Source
from acumen.errors import SourceError
from indexer.archives import git_blob_id
from indexer.listing import DEFAULT_LIMITS, Limits, Listing, ReadBudget

_MACHINERY: Final = frozenset(
    {b".git", b".hg", b".svn", b"__pycache__", b"node_modules", b".tox", b".ipynb_checkpoints"}
)
_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class LocalFolder:
    """A snapshot of a folder. Its commit is a hash over paths and contents, not over dates."""

    def __init__(self, source: Source, *, limits: Limits = DEFAULT_LIMITS) -> None:
        """List ``source.location``.

        Raises:
            SourceError: it is no folder that can be read.
        """
        self._root = os.fsencode(source.location)
        self._budget = ReadBudget(limits)
        self._limits = limits
        if not Path(source.location).is_dir():
            raise SourceError(
                f"{source.location} is no folder.", remedy="give the path of a folder that exists"
            )
        listing = Listing(source, limits)
        self._walk(listing)
        files = listing.files
        digest = hashlib.sha1(usedforsecurity=False)
        for file in files:
            path = file.path.encode("utf-8", "surrogateescape")
            digest.update(file.blob.encode() + b" " + path + b"\0")
        self.snapshot = Snapshot(
            source=source,
            url="",
            commit=digest.hexdigest(),
            committed_on=None,
            files=files,
            skipped=listing.skipped,
        )

    def read(self, entries: Sequence[FileEntry]) -> Iterator[tuple[FileEntry, bytes | Skipped]]:
        """Contents of ``entries`` in their order, or why one was not read."""
        for entry in entries:
            problem = self._budget.refuse(entry)
            if problem is not None:
                yield entry, problem
                continue
            path = entry.path.encode("utf-8", "surrogateescape")
            content = _content(os.path.join(self._root, path), entry.size)  # noqa: PTH118  (bytes)
            if content is None or git_blob_id(content) != entry.blob:
                detail = "changed while it was being read"
                yield entry, Skipped(entry.path, SkipReason.MISSING_BLOB, detail)
            else:
                yield entry, content

    def last_changes(self, paths: Sequence[str]) -> Mapping[str, date]:
        """A folder has no history; the dates of its files say when they were copied."""
        del paths
        return {}

    def _walk(self, listing: Listing) -> None:
        folders: list[bytes] = [b""]
        while folders and not listing.full:
            folder = folders.pop()
            try:
                with os.scandir(os.path.join(self._root, folder)) as found:  # noqa: PTH118
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError as error:
                listing.skip(folder, SkipReason.MISSING_BLOB, f"cannot be opened: {error.strerror}")
                continue
            for entry in entries:
                path = folder + b"/" + entry.name if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    self._note_folder(listing, path, folders)
                else:
                    self._note_file(listing, entry, path)

    def _note_folder(self, listing: Listing, path: bytes, folders: list[bytes]) -> None:
        full = os.path.join(self._root, path)  # noqa: PTH118
        if path.rpartition(b"/")[2] in _MACHINERY or os.path.lexists(full + b"/pyvenv.cfg"):
            listing.exclude_folder(path, "the folder of a tool")
        elif path.count(b"/") >= self._limits.depth:
            listing.skip(path + b"/.", SkipReason.UNUSABLE_NAME, "too deep")
        else:
            folders.append(path)

    def _note_file(self, listing: Listing, entry: os.DirEntry[bytes], path: bytes) -> None:
        if entry.is_symlink():
            listing.skip(path, SkipReason.SYMLINK)
            return
        if not entry.is_file(follow_symlinks=False):
            listing.skip(path, SkipReason.UNUSABLE_NAME, "not a regular file")
            return
        size = entry.stat(follow_symlinks=False).st_size
        text = path.decode("utf-8", "surrogateescape")
        if size > self._limits.most_bytes(text):
            listing.skip(path, SkipReason.TOO_LARGE, f"{size} bytes")
            return
        content = _content(entry.path, size)
        if content is None:
            listing.skip(path, SkipReason.MISSING_BLOB, "cannot be read")
        else:
            listing.add(path, git_blob_id(content), size)


def _content(path: bytes, size: int) -> bytes | None:
    """The ``size`` bytes of a regular file; None if it is none any more or has another size."""
    try:
        handle = os.open(path, _OPEN)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        try:
            content = file.read(size + 1)
        except OSError:
            return None
    return content if len(content) == size else None
