"""Whether the order of samples means anything: in streams, draws and mixed parts it does not.

What is read here are the names and classes of the program; a data set of a library is known by its
name alone.
"""

from __future__ import annotations

import re

from acumen.domain.facts import Definition
from acumen.faults.classes import parameters_of
from acumen.faults.origins import origins
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

STREAM = re.compile(
    r"iterable|stream|webdataset|bptt|sequential|episode|shuffl|permut|synth(?:et|_|[A-Z]|\b)"
    r"|(?:fake|dummy|random|generated)_?(?:data|set|samples)",
    re.IGNORECASE,
)
_DRAWS = re.compile(r"(?:random\.|numpy\.random\.|torch\.(?:rand|randn|randint|normal|randperm)$)")
_PICKS = re.compile(r"(?:randint|randrange|choice)\(\s*(?:0\s*,\s*)?(?:len\(|self\.)")
_REMARKS = re.compile(r"#[^\n]*|^\s*([rR]?(?:\"{3}|'{3})).*?(?:\"{3}|'{3})", re.DOTALL)
_READS = re.compile(r"open|load|read|fetch|download|listdir|glob|connect", re.IGNORECASE)
_STREAMS = re.compile(rb"streaming\s*=\s*True|\bnext\(\s*self\.")
_STREAMING = frozenset(  # libraries with data sets that stream or make their batches themselves
    {"sentence_transformers", "webdataset", "litdata", "streaming", "torchdata", "ffcv", "nvidia"}
)
_CLASS = re.compile(r"[A-Z]\w*$")


def drawn_at_random(subject: Subject, site: ResolvedCall, data: str) -> bool:
    """Whether the data set is a class of the program that makes its samples up."""
    makers = [(site.path, inner.qualified) for inner in subject.inside(site)[:1]]
    makers += [
        (one.path, subject.meaning(one.path, one.call.callee, one.at))
        for one in origins(subject, site.path, data, site.call.start)
        if one.call is not None
    ]
    for maker in makers:
        defined = subject.definition(*maker)
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


def is_of_a_streaming_library(subject: Subject, site: ResolvedCall, data: str) -> bool:
    """Whether a library that gives streams, or whole batches, makes the data set."""
    for one in origins(subject, site.path, data, site.call.start):
        meaning = subject.meaning(one.path, one.call.callee, one.at) if one.call else ""
        root, _, last = meaning.rpartition(".")
        if root.partition(".")[0] in _STREAMING and _CLASS.match(last):
            return True
    return False
