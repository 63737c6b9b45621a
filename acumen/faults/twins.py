"""Where one of several places that do the same says where its tensor is, and another does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from acumen.domain.facts import Assignment
from acumen.faults.flow import first_name, keeper, names_in
from acumen.faults.movingfunctions import brings_back
from acumen.faults.newtensors import MAKERS, is_new
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_BACK = re.compile(r"\.(?:cpu|numpy|item|tolist)\(|to\(['\"]cpu|device=['\"]cpu|from_numpy")
_FOR_GPU = re.compile(r"cuda|gpu", re.IGNORECASE)
_OTHERWISE = re.compile(r"\bnot\b|cpu|None|False|==\s*0|!=|<", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"self\.\w+")
_TARGET = re.compile(r"(?:self\.)?[^\W\d]\w*$")
_PLACED = re.compile(r"device|\.(?:to|cuda|type|type_as)\(|pin_memory|\*\*|\.cpu\(")
_GIVEN = re.compile(r"\bdevice\s*=\s*(?!['\"]cpu|None)")
_NEAR = 3  # lines
_LIBRARIES = frozenset({"torch", "np", "numpy", "F", "nn", "self", "len", "range", "list", "tuple"})


@dataclass(frozen=True, slots=True)
class Unlike:
    """``site`` reads a tensor with ``numpy()`` as it is; ``other`` shows that it is not there."""

    site: ResolvedCall
    other: ResolvedCall


def unlike_reads(subject: Subject) -> Iterator[Unlike]:
    """Reads by ``numpy()`` that another read of the same function speaks against, by place."""
    for path in subject.about:
        sites = [
            site
            for site in subject.program.module(path).calls_by_name.get("numpy", ())
            if not site.call.arguments.strip() and site.call.callee.endswith(".numpy")
        ]
        for site in sites:
            if _BACK.search(site.call.callee) or _is_back(subject, site):
                continue
            span = subject.span_around(path, site.call.start)
            beside = [one for one in sites if one is not site and _around(subject, one) == span]
            found = _other_arm(subject, site, beside) or _sibling(subject, site, beside)
            if found is not None:
                yield Unlike(site, found)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """``site`` makes a tensor with no word about a device, beside ``others`` that say one."""

    site: ResolvedCall
    name: str
    others: tuple[ResolvedCall, ...]


def unplaced(subject: Subject) -> Iterator[Unplaced]:
    """Tensors that one function makes in a row, all but one of them on a device, by place."""
    for path in subject.about:
        rows: dict[tuple[int, bool, str], list[tuple[ResolvedCall, str]]] = {}
        for site in subject.program.module(path).calls:
            if not site.qualified.startswith("torch.") or site.qualified not in MAKERS:
                continue
            item = keeper(subject, site)
            if item is None or not item.value.strip().startswith(f"{site.call.callee}("):
                continue
            if item.operator != "=" or not _TARGET.match(item.target):
                continue
            start = _around(subject, site)[0]
            key = start, item.target.startswith("self."), site.qualified
            rows.setdefault(key, []).append((site, item.target))
        for row in rows.values():
            bare = [one for one in row if not _PLACED.search(_whole(subject, one[0]))]
            there = tuple(site for site, _ in row if _GIVEN.search(site.call.arguments))
            if len(bare) != 1 or len(there) < 2 or not is_new(bare[0][0]):
                continue
            site, name = bare[0]
            near = any(abs(o.call.first_line - site.call.first_line) <= _NEAR for o in there)
            if near and not _moved_later(subject, site, name):
                yield Unplaced(site, name, there)


def _whole(subject: Subject, site: ResolvedCall) -> str:
    item = keeper(subject, site)
    return item.value if item is not None else ""


def _moved_later(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether the class or function brings the tensor anywhere, or back, once it is made."""
    owner = subject.class_around(site.path, site.call.start)
    span = _around(subject, site)
    if name.startswith("self.") and owner is not None:
        span = (owner.start, owner.end)
    text = subject.source(site.path)[slice(*span)].decode("utf-8", "replace")
    return (
        re.search(rf"{re.escape(name)}\b(?:\[[^\]]*\])?\.(?:to|cuda|numpy|cpu)\(", text) is not None
    )


def _around(subject: Subject, site: ResolvedCall) -> tuple[int, int]:
    return subject.span_around(site.path, site.call.start)


def _is_back(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the name that is read was brought back, or made in main memory, before."""
    return any(
        _BACK.search(item.value) or brings_back(subject, site.path, item)
        for item in _given(subject, site)
    )


def _given(subject: Subject, site: ResolvedCall) -> list[Assignment]:
    """What the function gave the name that is read, up to there."""
    name = first_name(site.call.callee)
    start = _around(subject, site)[0]
    return [
        item
        for item in subject.assignments(site.path, start, site.call.start)
        if item.end <= site.call.start and name in re.findall(r"[^\W\d]\w*", item.target)
    ]


def _other_arm(
    subject: Subject, site: ResolvedCall, beside: list[ResolvedCall]
) -> ResolvedCall | None:
    """The read that stands in the arm without a GPU, if this one stands in the arm for a GPU."""
    path, at = site.path, site.call.start
    for block in subject.conditions(path, at, since=_around(subject, site)[0]):
        if not _FOR_GPU.search(block.header) or _OTHERWISE.search(block.header):
            continue
        arms = [
            clause
            for clause in subject.program.module(path).facts.clauses
            if clause.owner == block.start and clause.end > clause.start
        ]
        if any(clause.start <= at < clause.end for clause in arms):
            continue
        for other in beside:
            if any(clause.start <= other.call.start < clause.end for clause in arms):
                return other
    return None


def _sibling(
    subject: Subject, site: ResolvedCall, beside: list[ResolvedCall]
) -> ResolvedCall | None:
    """A read that brings back first what is computed of the same things."""
    if any(_FOR_GPU.search(b.header) for b in subject.conditions(site.path, site.call.start)):
        return None  # the other arm of what is chosen there
    mine, name = _sources(subject, site), first_name(site.call.callee)
    for other in beside:
        back = "cpu()" in other.call.callee and first_name(other.call.callee) != name
        if back and not mine.isdisjoint(_sources(subject, other)):
            return other
    return None


def _sources(subject: Subject, site: ResolvedCall) -> set[str]:
    """Names and attributes that the last value of what is read is computed of."""
    given = _given(subject, site)
    if not given:
        return set()
    value = given[-1].value
    return (set(names_in(value)) - _LIBRARIES) | set(_ATTRIBUTE.findall(value))
