"""What becomes of a value between two places of one function: who keeps it, who reads it.

A reading of straight lines only. Where a condition or a loop decides, the answer is "not known".
"""

from __future__ import annotations

import re
from functools import lru_cache

from acumen.domain.facts import Assignment, BlockKind
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_FARTHEST = 2000  # bytes between the start of an assignment and a call in its value
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_STRING = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"")
_FIRST_NAME = re.compile(r"[^\W\d]\w*")


def keeper(subject: Subject, site: ResolvedCall) -> Assignment | None:
    """The innermost assignment whose value holds the call."""
    start = site.call.start
    for item in reversed(subject.assignments(site.path, max(0, start - _FARTHEST), start + 1)):
        if item.end > start:
            return item
    return None


@lru_cache(maxsize=16384)
def names_in(text: str) -> tuple[str, ...]:
    """Bare names of an expression in order; attributes, words in strings and keywords are not."""
    plain = _STRING.sub("''", text)
    return tuple(
        found[0]
        for found in _NAME.finditer(plain)
        if not re.match(r"\s*=(?!=)", plain[found.end() :])
    )


@lru_cache(maxsize=16384)
def first_name(text: str) -> str:
    """``x`` of ``x[:, 0].astype(float)``; "" if the text does not begin with a name."""
    found = _FIRST_NAME.match(text.strip())
    return found[0] if found else ""


def in_condition(subject: Subject, path: str, offset: int, *, since: int = 0) -> bool:
    """Whether a condition or a loop that begins at or after ``since`` decides about ``offset``."""
    return any(
        block.start >= since and block.kind not in {BlockKind.WITH, BlockKind.MAIN_GUARD}
        for block in subject.program.blocks_around(path, offset)
    )


def same_round(subject: Subject, path: str, first: int, second: int) -> bool:
    """Whether whoever reaches ``second`` has passed ``first`` in the same function and round."""
    if subject.span_around(path, first) != subject.span_around(path, second):
        return False
    around = {block.start for block in subject.program.blocks_around(path, second)}
    for block in subject.program.blocks_around(path, first):
        if block.kind in {BlockKind.WITH, BlockKind.MAIN_GUARD}:
            continue
        if block.start not in around:
            return False
        if block.kind is BlockKind.IF and _other_arm(subject, path, block.start, first, second):
            return False
    return first < second


def in_other_arm(subject: Subject, path: str, first: int, second: int) -> bool:
    """Whether an if statement around both has them in different arms: only one of them is run."""
    around = {block.start for block in subject.program.blocks_around(path, second)}
    return any(
        block.kind is BlockKind.IF
        and block.start in around
        and _other_arm(subject, path, block.start, first, second)
        for block in subject.program.blocks_around(path, first)
    )


def _other_arm(subject: Subject, path: str, owner: int, first: int, second: int) -> bool:
    """Whether two places of one if statement stand in different arms."""
    return _arm(subject, path, owner, first) != _arm(subject, path, owner, second)


def _arm(subject: Subject, path: str, owner: int, offset: int) -> int:
    return next(
        (
            clause.start
            for clause in subject.program.modules[path].clauses
            if clause.owner == owner and clause.start <= offset < clause.end
        ),
        -1,
    )


def unchanged(subject: Subject, path: str, name: str, first: int, second: int) -> bool:
    """Whether no assignment or loop gives ``name`` another value between the two offsets."""
    span = subject.span_around(path, second)
    for item in subject.assignments(path, first, second):
        if item.end <= second and name in names_in(item.target.partition(":")[0]):
            plain = item.target.partition("[")[0].strip()
            if plain == name and "[" in item.target:
                continue  # one element, not the name
            return False
    return not any(
        block.kind is BlockKind.FOR
        and first < block.start < second
        and span[0] <= block.start
        and name in names_in(block.header.partition(" in ")[0])
        for block in subject.program.blocks_around(path, second)
    )
