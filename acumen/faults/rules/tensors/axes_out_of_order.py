"""Axes are put into another order by view or reshape.

``view`` only cuts the same row of numbers anew; it moves none. ``x.view(b, h, w, c)`` of a tensor
``(b, c, h, w)`` has the wanted shape, and values of all channels are mixed in each of its pixels.

Bad:

    import torch
    def last(x):
        b, c, h, w = x.shape
        return x.view(b, h * w, c)

Good:

    import torch
    def last(x):
        b, c, h, w = x.shape
        return x.permute(0, 2, 3, 1).reshape(b, h * w, c)

Speaks where the sizes are taken from the tensor itself, beforehand or in the call, and stand there
in another order. Blind to shapes that are written as numbers, and to axes of size one, where
nothing is mixed.

Sources: the documentation of torch.Tensor.view and torch.Tensor.permute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU202",
    name="axes-out-of-order",
    kind=RuleKind.FAULT,
    leaves=("tensors.shape.other",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Move axes with permute or transpose; use view only to split or join neighbours.",
)

_TAKEN = re.compile(r"([^\W\d]\w*)(?:\.shape|\.size\(\))$")
_OWN_SIZE = re.compile(r"([^\W\d]\w*)\.(?:size\((\d)\)|shape\[(\d)\])$")
_WORD = re.compile(r"[^\W\d]\w*")
_HOLE = -1  # a factor whose axes are those that are not named
_RESHAPING = ("view", "reshape")


def check(subject: Subject) -> Iterator[Finding]:
    for path in subject.about:
        if "torch" in subject.roots_of(path):
            for item in subject.program.modules[path].assignments:
                taken = _TAKEN.match(item.value) if "," in item.target else None
                if taken:
                    yield from _after(subject, path, item, taken[1])
    for site in subject.methods(*_RESHAPING):
        receiver = site.call.callee.rpartition(".")[0]
        if receiver.isidentifier() and f"{receiver}.s" in site.call.arguments:
            yield from _by_own_sizes(subject, site, receiver)


def _after(subject: Subject, path: str, item: Assignment, tensor: str) -> Iterator[Finding]:
    """Calls on ``tensor`` after ``b, c, h, w = tensor.shape``."""
    names = [part.strip() for part in split_top_level(item.target.strip("()[] "))]
    usable = [name for name in names if name != "_"]
    if len(names) < 2 or len(set(usable)) != len(usable) or any("*" in name for name in names):
        return
    end = subject.span_around(path, item.start)[1]
    wanted = {f"{tensor}.{method}" for method in _RESHAPING}
    for site in subject.calls(path, item.end, end):
        if site.call.callee not in wanted or not _unchanged(
            subject, path, item, site, {tensor, *usable}
        ):
            continue
        factors = _factors(subject, site, tensor, names)
        if factors is None:
            continue
        shown = f"{tensor} is ({', '.join(names)}) and becomes ({_sizes(subject, site)})"
        if _scrambled(factors, len(names)):
            yield RULE.present(shown, at(site))
        else:
            yield RULE.absent(f"{shown}: the order of axes stays", at(site))


def _by_own_sizes(subject: Subject, site: ResolvedCall, tensor: str) -> Iterator[Finding]:
    """``x.view(x.size(1), x.size(0), -1)``."""
    factors = _factors(subject, site, tensor, [])
    if factors is None:
        return
    named = [factor for factor in factors if factor != _HOLE]
    if len(named) > 1 and "torch" in subject.roots_of(site.path):
        shown = f"{tensor} becomes ({_sizes(subject, site)})"
        if named != sorted(named):
            yield RULE.present(shown, at(site))
        else:
            yield RULE.absent(f"{shown}: the order of axes stays", at(site))


def _sizes(subject: Subject, site: ResolvedCall) -> str:
    return ", ".join(_arguments(subject, site))[:80]


def _arguments(subject: Subject, site: ResolvedCall) -> list[str]:
    given = [argument.text for argument in subject.arguments(site) if not argument.name]
    if len(given) == 1 and given[0][:1] in "([":
        given = split_top_level(given[0][1:-1])
    return [" ".join(text.split()) for text in given]


def _factors(
    subject: Subject, site: ResolvedCall, tensor: str, names: list[str]
) -> list[int] | None:
    """The axes that the new sizes are made of, in order; None if that cannot be told."""
    if subject.is_open(site):
        return None
    found: list[int] = []
    for size in _arguments(subject, site):
        axes: list[int] = []
        for part in size.split("*"):
            text = part.strip()
            own = _OWN_SIZE.match(text)
            if text in names:
                axes.append(names.index(text))
            elif own and own[1] == tensor:
                axes.append(int(own[2] or own[3]))
            elif text == "1":
                continue
            elif set(_WORD.findall(text)) & {tensor, *names} or "/" in text:
                return None  # a part of an axis
            elif (axes or found or [0])[-1] != _HOLE:
                axes.append(_HOLE)
        found += axes if _HOLE in axes else sorted(axes)  # a product is the same in any order
    named = [factor for factor in found if factor != _HOLE]
    return found if len(named) == len(set(named)) and named else None


def _scrambled(factors: list[int], rank: int) -> bool:
    """Whether the axes come in another order, those that are not named among them."""
    named = [factor for factor in factors if factor != _HOLE]
    if any(factor >= rank for factor in named):
        return False
    if named != sorted(named):
        return True
    missing = [axis for axis in range(rank) if axis not in named]
    if factors.count(_HOLE) != 1 or not missing:
        return False
    place = factors.index(_HOLE)
    whole = [*factors[:place], *missing, *factors[place + 1 :]]
    return whole != sorted(whole)


def _unchanged(
    subject: Subject, path: str, taken: Assignment, site: ResolvedCall, names: set[str]
) -> bool:
    """Whether tensor and sizes are at ``site`` what they were when the sizes were taken."""
    start = site.call.start
    for item in subject.assignments(path, taken.end, start):
        holds = item.start <= start < item.end
        if not holds and set(_WORD.findall(item.target)) & names:
            return False
    for loop in subject.loops(path, start):
        if loop.start > taken.start and any(
            set(_WORD.findall(item.target)) & names
            for item in subject.assignments(path, loop.start, loop.end)
        ):
            return False
    return True
