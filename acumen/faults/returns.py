"""What a function returns, read from its text: facts hold no return statements."""

from __future__ import annotations

import re

from acumen.domain.facts import Definition
from acumen.faults.subject import Subject

_RETURN = re.compile(rb"(?:^|\n)[ \t]*return\b[ \t]*([^\n]*)")
_MAX_LINES = 12


def returned(subject: Subject, path: str, definition: Definition) -> tuple[tuple[str, int], ...]:
    """Source and offset of every returned expression of the function itself, in order."""
    source = subject.source(path)
    if not source:
        return ()
    nested = [
        (inner.start, inner.end)
        for inner in subject.program.modules[path].definitions
        if definition.start < inner.start and inner.end <= definition.end
    ]
    prose = subject.program.modules[path].prose
    found = []
    for match in _RETURN.finditer(source, definition.start, definition.end):
        at = match.start(1)
        if any(start <= at < end for start, end in nested):
            continue
        if any(start <= at < end for start, end in prose):
            continue
        found.append((_whole(source, at, definition.end), at))
    return tuple(found)


def _whole(source: bytes, start: int, end: int) -> str:
    """The expression from ``start`` on, over line ends inside brackets."""
    lines = source[start:end].split(b"\n", _MAX_LINES)[:_MAX_LINES]
    text = b""
    for line in lines:
        text += line.split(b"  #")[0].strip() + b" "
        if sum(text.count(c) for c in (b"(", b"[", b"{")) <= sum(
            text.count(c) for c in (b")", b"]", b"}")
        ):
            break
    return text.decode("utf-8", "replace").strip()
