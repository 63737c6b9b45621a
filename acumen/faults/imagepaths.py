"""The way of an image back to its file: every expression that may have had a part in it.

Generous like the reading of images: all names of an expression are followed, through assignments,
loops, parameters, attributes and functions of the program. What is called and not seen is noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from acumen.domain.facts import DefinitionKind
from acumen.faults.classes import attributes, parameters_of
from acumen.faults.flow import names_in
from acumen.faults.images import ImageRead
from acumen.faults.origins import callers_of, defined_by, element_of, iterated_by, may_hold
from acumen.faults.subject import Subject

_MOST = 90  # expressions
_CALLED = re.compile(r"(?<![\w.])((?:self\.)?[^\W\d]\w*(?:\.[^\W\d]\w*)*)\(")
_PREPARES = re.compile(
    r"transform|preproc|process|aug|compose|tfm|pipeline|prepare|loader", re.IGNORECASE
)
_OTHER = re.compile(
    r"label|mask|target|box|class|pose|point|coord|weight|anno|landmark|depth|seg|gts?(?![a-z])|truth"
    r"|id(?![a-z])|idx|index|scale|shape|size|token|text|score|y(?![a-z])|mean|std|kernel|angle|cam"
    r"|intrinsic|focal|gr[ae]y|heat|flow(?!er)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Way:
    """All that was met between a value and the files it comes from."""

    texts: tuple[str, ...]
    read: ImageRead | None  # the nearest file
    unseen: bool  # something was called of which the program does not show what it does
    pictures: bool  # what is asked about is not called like a label, a box or the like

    def says(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(text) for text in self.texts)


def way_of(
    subject: Subject,
    path: str,
    text: str,
    at: int,
    reads: dict[tuple[str, int], ImageRead],
) -> Way:
    """The way of ``text`` at byte offset ``at``."""
    seen: dict[tuple[str, str, int], None] = {}
    waiting = [(path, text.strip(), at)]
    read = None
    unseen = False
    while waiting:
        one = waiting.pop(0)
        if one in seen or len(seen) >= _MOST:
            continue
        seen[one] = None
        if read is None:
            read = _read_at(one, reads)
        for step in _steps(subject, *one):
            if step is None:
                unseen = True
            else:
                waiting.append(step)
    texts = tuple(one[1] for one in seen)
    pictures = not any(_OTHER.search(name) for name in names_in(text)[:2])
    return Way(texts, read, unseen or len(seen) >= _MOST, pictures)


def _read_at(
    one: tuple[str, str, int], reads: dict[tuple[str, int], ImageRead]
) -> ImageRead | None:
    path, text, at = one
    for (where, start), read in reads.items():
        near = (
            where == path
            and read.span[0] <= at < read.span[1]
            and abs(start - at) < len(text) + 400
        )
        if near and read.site.call.callee in text and read.site.call.arguments[:40] in text:
            return read
    return None


def _steps(
    subject: Subject, path: str, text: str, at: int
) -> Iterator[tuple[str, str, int] | None]:
    for found in _CALLED.finditer(text):
        yield from _called(subject, path, found[1], at)
    for attribute in re.findall(r"(?<![\w.])self\.([^\W\d]\w*)(?!\w|\s*\()", text):
        owner = subject.class_around(path, at)
        for item in attributes(subject, path, owner).get(attribute, ()) if owner else ():
            yield path, item.value.strip(), item.start
    for name in names_in(text):
        if name != "self":
            yield from _named(subject, path, name, at)


def _called(
    subject: Subject, path: str, callee: str, at: int
) -> Iterator[tuple[str, str, int] | None]:
    defined = defined_by(subject, path, callee, at)
    if defined is None and callee.startswith("self."):
        owner = subject.class_around(path, at)
        own = subject.method(path, owner, callee[5:]) if owner is not None else None
        defined = (path, own) if own is not None else None
    if defined is None or defined[1].kind is DefinitionKind.CLASS:
        if _PREPARES.search(callee.rpartition(".")[2]):
            yield None
        return
    where, function = defined
    for item in subject.program.modules[where].returns:
        if function.start <= item.start < function.end:
            yield where, item.value.strip(), item.start


def _named(
    subject: Subject, path: str, name: str, at: int
) -> Iterator[tuple[str, str, int] | None]:
    loop = element_of(subject, path, name, at)
    if loop is not None:
        yield path, iterated_by(loop), loop.start
    items = may_hold(subject, path, name, at)
    for item in items:
        if item.value == "...":
            whole = next(iter(subject.assignments(path, item.start, item.start + 1)), None)
            if whole is not None:
                yield path, whole.value.strip(), whole.start
        else:
            yield path, item.value.strip(), item.start
    if items:
        return
    function = subject.function_around(path, at)
    if function is None or name not in parameters_of(function):
        return
    names = parameters_of(function)
    position = names.index(name) - (names[0] in {"self", "cls"})
    for site in callers_of(subject, path, function):
        value = subject.argument(site, name, position)
        if value:
            yield site.path, value, site.call.start
