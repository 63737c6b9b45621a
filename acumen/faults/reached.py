"""Which definitions of a program its run can come to, by name.

A fault in a function that nothing mentions is no fault of the program: helper modules are copied
from project to project, and much of what they hold is never called. Reach is generous: a name that
stands anywhere in code that is reached, in a string too, reaches every definition of that name, a
class is reached with all its methods, and so is what is decorated. Imports and remarks mention
nothing. Where names are put together at run time, everything is reached.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Final

from acumen.domain.facts import BlockKind, Definition
from acumen.domain.finding import Finding, Outcome
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject

_WORD: Final = re.compile(rb"[^\W\d]\w*")
_NOT_CODE: Final = re.compile(
    rb"#[^\n]*"
    rb"|^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+(?:\([^)]*\)|[^\n;]*(?:\\\n[^\n;]*)*)",
    re.MULTILINE,
)
_BY_COMPUTED_NAME: Final = re.compile(
    rb"(?<![\w.])__import__\(|\bimportlib\b|__dict__\[|\bsys\.modules\b|\binstantiate\(|@hydra"
    rb"|\bgetattr\(\s*[\w.]+\s*,\s*(?!['\"])|\bgin\.|\bfire\.Fire\("
)
_IN_ITS_SCOPE: Final = re.compile(  # a name of the module itself is computed, or of its imports
    rb"(?<![\w.])(?:(?:globals|locals|vars)\(\)|(?:eval|exec)\()"
)
_STAR: Final = re.compile(rb"^[ \t]*from[ \t]+[\w.]+[ \t]+import[ \t]+\*", re.MULTILINE)
_OF_PYTHON: Final = re.compile(r"__\w+__$")  # names that Python itself looks for


Lines = tuple[int, int]
"""First and last line of a definition."""


def for_the_run(subject: Subject, rule: Rule, finding: Finding) -> Finding:
    """``finding``, or that it stands where no run of the whole program comes to."""
    if finding.outcome is not Outcome.PRESENT or not subject.is_whole:
        return finding
    if any(_comes_to(subject, place.path, place.first_line) for place in finding.evidence):
        return finding
    return rule.unknown("it stands in code that nothing in the program calls", finding.evidence[0])


def _comes_to(subject: Subject, path: str, line: int) -> bool:
    unreached = subject.once("unreached", lambda: (_unreached(subject),))[0].get(path, ())
    return not any(first <= line <= last for first, last in unreached)


def _unreached(subject: Subject) -> dict[str, list[Lines]]:
    """By path; {} where everything may be reached."""
    paths = subject.program.paths
    sources = {path: subject.source(path) for path in paths}
    if not all(sources.values()) or not _is_started(subject):
        return {}
    if any(map(_computes_any, sources.values())):
        return {}
    waiting: defaultdict[bytes, list[tuple[str, Definition]]] = defaultdict(list)
    words: set[bytes] = set()
    for path in paths:
        open_to_all = _IN_ITS_SCOPE.search(sources[path]) is not None
        if open_to_all:
            words.update(_WORD.findall(sources[path]))
        for one in subject.program.module(path).top_definitions:
            if open_to_all or one.decorators or _OF_PYTHON.match(one.name):
                words.update(_words(sources[path][one.start : one.end]))
            else:
                waiting[one.name.encode()].append((path, one))
        words.update(_words(_loose(subject, path)))
    new = words
    while new:
        found: set[bytes] = set()
        for name in new & waiting.keys():
            for path, one in waiting.pop(name):
                found.update(_words(sources[path][one.start : one.end]))
        new = found - words
        words |= found
    left: defaultdict[str, list[Lines]] = defaultdict(list)
    for path, one in chain.from_iterable(waiting.values()):
        left[path].append((one.first_line, one.last_line))
    return left


def _computes_any(source: bytes) -> bool:
    """Whether a name of any module may be put together at run time."""
    if _BY_COMPUTED_NAME.search(source):
        return True
    return _IN_ITS_SCOPE.search(source) is not None and _STAR.search(source) is not None


def _is_started(subject: Subject) -> bool:
    """Whether the entry does something when it is run, and so says where a run begins."""
    module = subject.program.module(subject.program.entry)
    definitions = module.top_definitions
    return any(
        not any(one.start <= call.start < one.end for one in definitions)
        for call in module.facts.calls
    )


def _loose(subject: Subject, path: str) -> bytes:
    """The text outside definitions; what runs a module by itself counts in the entry alone."""
    source = subject.source(path)
    module = subject.program.module(path)
    out = [(one.start, one.end) for one in module.top_definitions]
    if path != subject.program.entry:
        out += [
            (block.start, block.end)
            for block in module.facts.blocks
            if block.kind is BlockKind.MAIN_GUARD
        ]
    return b"\n".join(_between(source, sorted(out)))


def _between(source: bytes, spans: list[tuple[int, int]]) -> Iterator[bytes]:
    last = 0
    for start, end in spans:
        yield source[last : max(start, last)]
        last = max(last, end)
    yield source[last:]


def _words(text: bytes) -> set[bytes]:
    return set(_WORD.findall(_NOT_CODE.sub(b" ", text)))
