"""What a README says, free of its markup, line by line so that it can be pointed at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LONGEST_EXCERPT: Final = 1200  # characters
_LINES_READ: Final = 400
_LONGEST_LINE: Final = 2000  # characters

_FENCE: Final = re.compile(r"\s*(```|~~~)")
_COMMENT: Final = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_IMAGE: Final = re.compile(
    r"!\[[^\[\]]{0,300}\]\s?(\([^()\s]{0,500}[^()]{0,100}\)|\[[^\[\]]{0,100}\])"
)
_LINK: Final = re.compile(r"\[([^\[\]]{0,300})\](\([^()]{0,500}\)|\[[^\[\]]{0,100}\])")
_RST_LINK: Final = re.compile(r"`([^`<>]{1,200}?)\s*<[^`<>]{1,500}>`__?")
_ADDRESS: Final = re.compile(r"<?https?://[^\s<>)\]]{1,1000}>?")
_HEADING: Final = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_UNDERLINE: Final = re.compile(r"\s{0,3}([=\-~^*])\1{2,}\s*")
_TABLE_RULE: Final = re.compile(r"[\s|:+=-]{3,}")
_DIRECTIVE: Final = re.compile(r"\s*(\.\.\s|:\w[\w -]{0,30}:|\[[^\]]{1,100}\]:\s)")
_MARKS: Final = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|^\s*([>*+-]\s+)+")
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ProseLine:
    line: int  # 1-based, in the file
    text: str
    heading: bool


@dataclass(frozen=True, slots=True)
class Readme:
    """A README's prose. ``title`` is its first heading, or its first line if it has none."""

    path: str
    title: str
    title_line: int  # 1-based; 0 if there is no title
    lines: tuple[ProseLine, ...]

    def excerpt(self, limit: int = LONGEST_EXCERPT) -> str:
        """The prose from the top, cut between sentences or words, at most ``limit`` characters."""
        text = _SPACE.sub(" ", " ".join(line.text for line in self.lines)).strip()
        return cut(text, limit)


@lru_cache(maxsize=512)
def read_readme(path: str, text: str) -> Readme:
    """Markdown or reStructuredText without badges, HTML, links and code blocks."""
    lines = tuple(_prose_lines(text))
    heading = next((line for line in lines if line.heading), None)
    title = heading or (lines[0] if lines else None)
    return Readme(path, title.text if title else "", title.line if title else 0, lines)


def cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = text[:limit]
    sentence = max(head.rfind(". "), head.rfind("! "), head.rfind("? "))
    if sentence > limit // 2:
        return head[: sentence + 1]
    return head.rpartition(" ")[0] or head


def _prose_lines(text: str) -> list[ProseLine]:
    kept = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text[:200_000])
    found: list[ProseLine] = []
    fenced = False
    for number, raw in enumerate(kept.splitlines()[:_LINES_READ], start=1):
        if _FENCE.match(raw):
            fenced = not fenced
            continue
        if fenced or _DIRECTIVE.match(raw) or raw.startswith(("    ", "\t")):
            continue
        if _UNDERLINE.fullmatch(raw) and found and found[-1].line == number - 1:
            found[-1] = ProseLine(found[-1].line, found[-1].text, heading=True)
            continue
        if _TABLE_RULE.fullmatch(raw):
            continue
        line = raw[:_LONGEST_LINE]
        heading = _HEADING.fullmatch(line)
        plain = _plain(heading.group(1) if heading else line)
        if any(c.isalnum() for c in plain):
            found.append(ProseLine(number, plain, heading=heading is not None))
    return found


def _plain(line: str) -> str:
    for pattern, kept in (
        (_IMAGE, ""),
        (_LINK, r"\1"),
        (_RST_LINK, r"\1"),
        (_TAG, " "),
        (_ADDRESS, ""),
        (_MARKS, ""),
    ):
        line = pattern.sub(kept, line)
    line = line.replace("|", " ").replace("[]", "").replace("()", "")
    return _SPACE.sub(" ", line).strip()
