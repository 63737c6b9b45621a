"""Files of bare repositories, for the benches: listed and read by git, never checked out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FIELDS = 4  # mode, kind, blob, size


@dataclass(frozen=True, slots=True)
class BareFile:
    """A file of a commit."""

    path: str
    blob: str
    mode: str  # 100644 and 100755 are plain files
    size: int  # bytes


def listed(repository: Path, commit: str = "HEAD") -> Iterator[BareFile]:
    """The files of ``commit`` that are there, by path. Raises CalledProcessError if it is not."""
    git = ["git", "-C", str(repository), "ls-tree", "-r", "-z", "-l", commit]
    rows = subprocess.run(git, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    for row in rows.split("\0"):
        head, _, path = row.partition("\t")
        parts = head.split()
        if len(parts) == _FIELDS and parts[1] == "blob" and parts[3].isdigit():
            yield BareFile(path, parts[2], parts[0], int(parts[3]))


def content(repository: Path, blob: str) -> bytes | None:
    """The bytes of a blob; None if it cannot be read."""
    git = ["git", "-C", str(repository), "cat-file", "blob", blob]
    shown = subprocess.run(git, capture_output=True, check=False)
    return shown.stdout if shown.returncode == 0 else None
