"""What a function does from its first line to its last: loops, assignments, calls, results."""

from __future__ import annotations

from acumen.domain.facts import Assignment, Block, BlockKind, Definition
from acumen.faults.subject import Subject

Piece = tuple[int, int, str]
"""A call or a returned value that stands alone: where it begins and ends, and its text."""


def in_order(
    subject: Subject, path: str, function: Definition | None
) -> list[Block | Assignment | Piece]:
    """Loops, assignments and calls that stand alone, by position; nested functions left out."""
    start, end = (function.start, function.end) if function is not None else (0, 1 << 60)
    facts = subject.program.module(path).facts
    wanted = function.start if function is not None else None
    found: list[tuple[int, int, Block | Assignment | Piece]] = []
    covered: list[tuple[int, int]] = []

    def own(at: int) -> bool:
        around = subject.function_around(path, at)
        return (around.start if around is not None else None) == wanted

    found += [
        (block.start, 0, block)
        for block in facts.blocks
        if block.kind is BlockKind.FOR and start <= block.start < end and own(block.start)
    ]
    for item in subject.assignments(path, start, end):
        if item.value != "..." and own(item.start):
            found.append((item.start, 1, item))
            covered.append((item.start, item.end))
    for back in facts.returns:
        if start <= back.start < end and back.value.strip() and own(back.start):
            found.append((back.start, 1, (back.start, back.end, back.value.strip())))
            covered.append((back.start, back.end))
    covered.sort()
    last = -1
    place = 0
    for site in subject.calls(path, start, end):
        at = site.call.start
        while place < len(covered) and covered[place][1] <= at:
            place += 1
        if place < len(covered) and covered[place][0] <= at:
            continue
        if at < last or not own(at):
            continue
        last = site.call.end
        text = f"{site.call.callee}({site.call.arguments})"
        found.append((at, 2, (at, site.call.end, text)))
    return [one for _, _, one in sorted(found, key=lambda one: one[:2])]
