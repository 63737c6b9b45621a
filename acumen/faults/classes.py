"""Classes of a program across its files: what they derive from, keep and can do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

from acumen.domain.facts import Assignment, Definition, DefinitionKind
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_arguments

_MOST_ANCESTORS = 12


def lineage(subject: Subject, path: str, owner: Definition) -> tuple[tuple[str, Definition], ...]:
    """:meth:`Subject.lineage`, kept; at most twelve."""
    return subject.once(
        f"lineage {path} {owner.start}",
        lambda: tuple(islice(subject.lineage(path, owner), _MOST_ANCESTORS)),
    )


def method_of(
    subject: Subject, path: str, owner: Definition, name: str
) -> tuple[str, Definition] | None:
    """A method of a class, its own or the nearest one that it inherits from the program."""
    for where, current in lineage(subject, path, owner):
        found = subject.method(where, current, name)
        if found is not None:
            return where, found
    return None


def attributes(subject: Subject, path: str, owner: Definition) -> Mapping[str, list[Assignment]]:
    """``self.x = ...`` of one class by name, in order."""
    return subject.once(f"kept {path} {owner.start}", lambda: (_kept(subject, path, owner),))[0]


def _kept(subject: Subject, path: str, owner: Definition) -> dict[str, list[Assignment]]:
    found: defaultdict[str, list[Assignment]] = defaultdict(list)
    for item in subject.assignments(path, owner.start, owner.end):
        target = item.target.partition(":")[0].strip()
        if target.startswith("self.") and target[5:].isidentifier():
            found[target[5:]].append(item)
    return dict(found)


def parameters_of(function: Definition) -> tuple[str, ...]:
    """Names of parameters in order, ``self`` among them, without stars."""
    return _parameters(function.header)


@lru_cache(maxsize=16384)
def _parameters(header: str) -> tuple[str, ...]:
    found = []
    for item in split_arguments(header):
        head = (item.name or item.text).partition(":")[0].partition("=")[0].strip()
        if head.isidentifier():
            found.append(head)
    return tuple(found)


def functions_named(subject: Subject, name: str) -> tuple[tuple[str, int], ...]:
    """Path and start of every function or method of that name."""
    return subject.once("functions by name", lambda: (_functions(subject),))[0].get(name, ())


def _functions(subject: Subject) -> dict[str, tuple[tuple[str, int], ...]]:
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for path in subject.program.paths:
        for definition in subject.program.modules[path].definitions:
            if definition.kind is DefinitionKind.FUNCTION:
                found[definition.name.rpartition(".")[2]].append((path, definition.start))
    return {name: tuple(places) for name, places in found.items()}
