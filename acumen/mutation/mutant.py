"""One seeded fault: where it stands, and the edits that put it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Bytes ``[start, end)`` of a file's UTF-8 code view are replaced by ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """A fault that can be seeded into one file of a program."""

    path: str
    line: int  # 1-based, in the unchanged file
    edits: tuple[Edit, ...]  # that do not overlap
    note: str  # what becomes what, in a few words


def applied(source: bytes, edits: Iterable[Edit]) -> bytes:
    """``source`` after ``edits``.

    Raises:
        ValueError: two edits overlap, or one lies outside the source.
    """
    parts: list[bytes] = []
    done = 0
    for edit in sorted(edits):
        if edit.start < done or edit.end > len(source) or edit.end < edit.start:
            raise ValueError(f"the edit at {edit.start} overlaps another or the end of the file")
        parts += [source[done : edit.start], edit.text.encode()]
        done = edit.end
    return b"".join([*parts, source[done:]])
