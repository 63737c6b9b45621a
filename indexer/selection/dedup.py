"""Equal programs: the same tokens under another path, as vendored copies and notebook twins are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence


def program_hash(token_hashes: Sequence[str]) -> str:
    """One hash for a program from the token hashes of its files, entry first: 32 hex digits.

    The order of the other files does not count, since it follows from their paths.
    """
    entry, *others = token_hashes
    text = "\n".join((entry, *sorted(others)))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def find_duplicates(hashes: Mapping[str, str]) -> dict[str, str]:
    """Entries that repeat another, with the one that is kept: the shortest path, then the first."""
    kept: dict[str, str] = {}
    duplicates: dict[str, str] = {}
    for entry in _by_preference(hashes):
        first = kept.setdefault(hashes[entry], entry)
        if first != entry:
            duplicates[entry] = first
    return duplicates


def _by_preference(entries: Iterable[str]) -> list[str]:
    return sorted(entries, key=lambda entry: (len(entry), entry))
