"""A source whose byte offsets are cheap to turn into text and into line numbers."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate


class SourceText:
    """Text and its UTF-8 bytes side by side; offsets are bytes, lines are 1-based.

    ``text`` holds no carriage return but before a line feed.
    """

    __slots__ = ("ascii", "blank_lines", "line_ends", "lines", "source", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.source = text.encode()
        self.ascii = len(self.source) == len(text)
        rows = self.source.splitlines(keepends=True)
        # line_ends[i] is the offset behind the newline of line i + 1
        self.line_ends = list(accumulate(map(len, rows)))
        self.lines = len(rows)
        self.blank_lines = sum(map(bytes.isspace, rows))

    def line(self, offset: int) -> int:
        return bisect_right(self.line_ends, offset) + 1

    def cut(self, start: int, end: int, limit: int) -> str:
        """At most ``limit`` characters of the text from byte ``start`` to ``end``."""
        if self.ascii:
            return self.text[start : min(end, start + limit)]
        piece = self.source[start : min(end, start + 4 * limit)]  # 4 bytes: the longest character
        return piece.decode("utf-8", "ignore")[:limit]
