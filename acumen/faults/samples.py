"""Whether the order of samples means anything: in streams, draws and mixed parts it does not.

What is read here are the names and classes of the program; a data set of a library is known by its
name alone.
"""

from __future__ import annotations

import re

from acumen.domain.facts import Definition
from acumen.faults.classes import parameters_of
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

STREAM = re.compile(
    r"iterable|stream|webdataset|bptt|sequential|episode|shuffl|permut|synth(?:et|_|[A-Z]|\b)"
    r"|(?:fake|dummy|random|generated)_?(?:data|set|samples)",
    re.IGNORECASE,
)
_DRAWS = re.compile(r"(?:random\.|numpy\.random\.|torch\.(?:rand|randn|randint|normal|randperm)$)")
_PICKS = re.compile(r"(?:randint|randrange|choice)\(\s*(?:0\s*,\s*)?(?:len\(|self\.)")
_NAMES = re.compile(r"(?<![\w.])(?:self\.)?[^\W\d]\w*")
_REMARKS = re.compile(r"#[^\n]*|^\s*([rR]?(?:\"{3}|'{3})).*?(?:\"{3}|'{3})", re.DOTALL)
_READS = re.compile(r"open|load|read|fetch|download|listdir|glob|connect", re.IGNORECASE)
_STREAMS = re.compile(rb"streaming\s*=\s*True|\bnext\(\s*self\.")
_MIXES = re.compile(r"random_?\w*(?:split|partition|subset)\(", re.IGNORECASE)


def drawn_at_random(subject: Subject, site: ResolvedCall, data: str) -> bool:
    """Whether the data set is a class of the program that makes its samples up."""
    makers = subject.inside(site)
    if data.isidentifier():
        item = subject.constants.reaching(site.path, data, at=site.call.start)
        makers = subject.calls(site.path, item.start, item.end) if item else []
    for maker in makers[:1]:
        defined = subject.definition(maker.path, maker.qualified)
        if defined is not None:
            path, definition = defined
            if _is_made_up(subject, path, definition) or _picks(subject, path, definition):
                return True
            calls = subject.calls(path, definition.start, definition.end)
            draws = any(_DRAWS.match(inner.qualified) for inner in calls)
            return draws and not any(_READS.search(inner.call.callee) for inner in calls)
    return False


def _is_made_up(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether ``__getitem__`` does not look at which sample it is asked for."""
    getter = subject.method(path, owner, "__getitem__")
    if getter is None:
        return False
    names = parameters_of(getter)
    body = subject.source(path)[getter.start : getter.end].decode("utf-8", "replace")
    inside = _REMARKS.sub("", body.partition(":\n")[2] or body.partition("):")[2])
    return len(inside) > 1 and not any(
        re.search(rf"(?<![\w.]){re.escape(name)}\b", inside) for name in names[1:2]
    )


def _picks(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether ``__getitem__`` takes a sample at random, whatever it is asked for."""
    getter = subject.method(path, owner, "__getitem__")
    return getter is not None and any(
        _PICKS.search(f"{site.call.callee}({site.call.arguments})")
        for site in subject.calls(path, getter.start, getter.end)
    )


def is_mixed(subject: Subject, site: ResolvedCall, data: str) -> bool:
    """Whether the data set is, or is made of, a part of another one that was drawn at random."""
    if not re.match(r"(?:self\.)?[^\W\d]\w*$", data):
        return False
    mixed = [item for item in subject.assignments(site.path) if _mixes(item.value)]
    parts = {name for item in mixed for name in split_top_level(item.target.strip("()[] "))}
    if data in parts:
        return True
    return any(
        item.target == data and not parts.isdisjoint(_NAMES.findall(item.value))
        for item in subject.assignments(site.path)
    )


def _mixes(value: str) -> bool:
    if "train_test_split(" in value:  # shuffles if it is not told otherwise
        return re.search(r"shuffle\s*=\s*False|\.train_test_split\(", value) is None
    return _MIXES.search(value) is not None


def is_stream(subject: Subject, site: ResolvedCall, data: str) -> bool:
    meaning = subject.meaning(site.path, data, site.call.start)
    if STREAM.search(meaning):
        return True
    defined = subject.definition(site.path, meaning)
    if defined is None and data.partition("(")[0].isidentifier():
        defined = subject.definition(site.path, f".{data.partition('(')[0]}")
    if defined is None:
        return False
    path, definition = defined
    body = subject.source(path)[definition.start : definition.end]
    return "Iterable" in definition.header or _STREAMS.search(body) is not None
