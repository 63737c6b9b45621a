"""Word tables that stay readable: words between spaces instead of a column of quoted literals."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of ``text``."""
    return frozenset(text.split())
