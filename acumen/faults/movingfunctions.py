"""Which functions of a program bring something to a device, and which bring it back."""

from __future__ import annotations

from acumen.domain.facts import Assignment
from acumen.faults.classes import parameters_of
from acumen.faults.flow import first_name
from acumen.faults.subject import Subject

_WHOLE = frozenset({"main", "train", "__init__", "forward", "test", "validate", "evaluate", "run"})
_DEEPEST = 1


def calls_mover(subject: Subject, path: str, start: int, end: int) -> bool:
    """Whether a function of the program that moves something is called in the statement."""
    movers = subject.once("moving-functions", lambda: (_movers(subject),))[0]
    return bool(movers) and any(
        site.call.callee.rpartition(".")[2] in movers for site in subject.calls(path, start, end)
    )


def _movers(subject: Subject) -> frozenset[str]:
    """Names of functions that bring something to a device, or call one that does."""
    found = set()
    for site in subject.methods("to", "cuda"):
        function = subject.function_around(site.path, site.call.start)
        if function is None:
            continue
        name = function.name.rpartition(".")[2]
        given = first_name(site.call.callee) in parameters_of(function)
        if given or name not in {"forward", "__init__", "__call__"}:
            found.add(name)
    found -= _WHOLE
    for _ in range(_DEEPEST):
        for name in sorted(found):
            for site in subject.named(name):
                function = subject.function_around(site.path, site.call.start)
                if function is not None:
                    found.add(function.name.rpartition(".")[2])
        found -= _WHOLE
    return frozenset(found)


def brings_back(subject: Subject, path: str, item: Assignment) -> bool:
    """Whether a function of the program that brings tensors back is called."""
    names = subject.once("bringing-back", lambda: (_backers(subject),))[0]
    return any(
        site.call.callee.rpartition(".")[2] in names
        for site in subject.calls(path, item.start, item.end)
    )


def _backers(subject: Subject) -> frozenset[str]:
    around = (
        subject.function_around(site.path, site.call.start)
        for site in subject.methods("cpu", "numpy")
    )
    return frozenset(f.name.rpartition(".")[2] for f in around if f is not None) - {"forward"}
