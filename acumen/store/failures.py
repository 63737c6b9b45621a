"""Turns what the operating system says about a file into one sentence with a remedy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from acumen.errors import StorageError

_NOT_ALLOWED: Final = (
    "make the home readable and writable for this user, or choose another with --home DIR"
)
_REMEDIES: Final = {
    errno.ENOSPC: "free some space on this disk, or choose another home with --home DIR",
    errno.EDQUOT: "raise the quota, or choose another home with --home DIR",
    errno.EFBIG: "raise the limit on file sizes (ulimit -f)",
    errno.EROFS: "this disk is read-only: choose another home with --home DIR",
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.ENOTDIR: "a file stands where a folder is needed: choose another home with --home DIR",
    errno.EEXIST: "a file stands where a folder is needed: choose another home with --home DIR",
    errno.EMFILE: "raise the limit on open files (ulimit -n)",
    errno.EIO: "check the disk, or choose another home with --home DIR",
}


def storage_error(doing: str, path: Path, error: OSError) -> StorageError:
    """The StorageError for ``error``, met while ``doing`` something with ``path``."""
    reason = error.strerror or str(error)
    remedy = _REMEDIES.get(error.errno or 0, "check the disk and who owns the home directory")
    return StorageError(f"Could not {doing} {path}: {reason}.", remedy=remedy)


@contextmanager
def storage_errors(doing: str, path: Path) -> Iterator[None]:
    """Raise any OSError of the block as a StorageError."""
    try:
        yield
    except OSError as error:
        raise storage_error(doing, path, error) from error
