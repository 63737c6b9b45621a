"""Graphs and sessions of TensorFlow 1: where they are made, what is run in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from acumen.domain.facts import Assignment
from acumen.faults.flow import names_in
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_PREFIXES = ("tensorflow.compat.v1.", "tensorflow.python.", "tensorflow.")
_SESSIONS = frozenset({"Session", "InteractiveSession"})
_MOST_NAMES = 400


@lru_cache(maxsize=65536)
def tf1_name(qualified: str) -> str:
    """``train.AdamOptimizer`` of any spelling; "" for what is not of TensorFlow."""
    for prefix in _PREFIXES:
        if qualified.startswith(prefix):
            return qualified[len(prefix) :]
    return ""


def sessions(subject: Subject) -> Iterator[ResolvedCall]:
    """Every place where a session is made."""
    for site in subject.named(*sorted(_SESSIONS)):
        if tf1_name(site.qualified) in _SESSIONS:
            yield site


def runs(subject: Subject) -> Iterator[ResolvedCall]:
    """Every ``run`` of a session."""
    for site in subject.methods("run"):
        owner, _, method = tf1_name(site.qualified).partition(".")
        if owner in _SESSIONS and method == "run":
            yield site


def behind(subject: Subject, site: ResolvedCall, fetches: str) -> Iterator[Assignment]:
    """Assignments that what is fetched depends on, as far as plain names can be followed."""
    waiting = [(name, site.call.start) for name in names_in(fetches)]
    seen: set[tuple[str, int]] = set()
    while waiting and len(seen) < _MOST_NAMES:
        name, start = waiting.pop()
        item = bound(subject, site.path, name, start)
        if item is None or (name, item.start) in seen:
            continue
        seen.add((name, item.start))
        yield item
        waiting += [(inner, item.start) for inner in names_in(item.value)]


def bound(subject: Subject, path: str, name: str, start: int) -> Assignment | None:
    """The one assignment that ``name`` has at ``start``."""
    item = subject.constants.reaching(path, name, at=start)
    if item is None:
        return None
    same = subject.span_around(path, item.start) == subject.span_around(path, start)
    return item if same or len(subject.constants.assigned(path, name, at=start)) == 1 else None
