"""Graphs and sessions of TensorFlow 1: where they are made, what is run in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_PREFIXES = ("tensorflow.compat.v1.", "tensorflow.python.", "tensorflow.")
_SESSIONS = frozenset({"Session", "InteractiveSession"})


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
