"""Where a stretch of code reads what it has: its assignments, calls and returns as text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from acumen.domain.evidence import Evidence
from acumen.faults.subject import Subject


@dataclass(frozen=True, slots=True)
class Mention:
    """One expression that matched."""

    text: str  # the whole expression
    found: re.Match[str]
    start: int  # byte offset of the statement or call
    place: Evidence


def mentions(
    subject: Subject, path: str, span: tuple[int, int], pattern: re.Pattern[str]
) -> Iterator[Mention]:
    """Values, callees with arguments, and returned values in ``span`` that ``pattern`` finds.

    One place may come twice: an assignment and the call in its value both read what they hold.
    """
    start, end = span
    for item in subject.assignments(path, start, end):
        if found := pattern.search(item.value):
            yield Mention(item.value, found, item.start, Evidence(path, item.line, item.line))
    for site in subject.calls(path, start, end):
        text = f"{site.call.callee}({site.call.arguments})"
        if found := pattern.search(text):
            place = Evidence(path, site.call.first_line, site.call.last_line)
            yield Mention(text, found, site.call.start, place)
    returns = subject.program.modules[path].returns
    first = bisect_left(returns, start, key=lambda item: item.start)
    for given in returns[first:]:
        if given.start >= end:
            break
        if found := pattern.search(given.value):
            yield Mention(given.value, found, given.start, Evidence(path, given.line, given.line))
