"""An optimiser steps where nothing makes gradients for it.

``step()`` uses what ``backward()`` left in ``.grad``. Where ``backward()`` is never called there is
nothing, and no weight changes.

Bad:

    import torch
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        optimizer.step()

Good:

    import torch
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()

Follows functions of the program that are called in the loop, and is silent where nothing is called
a loss: such a loop shows what a schedule does. Blind to gradients that a library makes by itself
unless it is known to.

Sources: the documentation of torch.optim.Optimizer.step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Block
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.leaders import HIDING_GRADIENTS, MAKING_GRADIENTS
from acumen.faults.loops import (
    goes_over,
    is_optimiser_step,
    is_reset,
    makes_gradients,
)
from acumen.faults.optimisers import optimisers
from acumen.faults.reach import Reach, reach
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU349",
    name="step-without-gradients",
    kind=RuleKind.SMELL,
    leaves=("training.loss.missing",),
    frameworks=("torch",),
    confidence=Confidence.LOW,
    fix="Call backward() on the loss between zero_grad() and step().",
)

_SHOWING = re.compile(r"(?:step|zero_grad|range|print|append|format|get_(?:last_)?lr|len|item)$")
_MODEL = re.compile(r"(?:^|[._])\w*(?:model|net|classifier)$", re.IGNORECASE)
_CARRIERS = re.compile(
    r"opt|scaler|^self$|trainer|agent|engine|learner|(?:^|[._])loss(?:_\w+)?$|_loss$|grad",
    re.IGNORECASE,
)
_RESETS = re.compile(r"zero|reset|clear", re.IGNORECASE)
_NEAR = 2000  # bytes
_LEARNING = re.compile(rb"loss|crit|cost|objective|entropy|err|elbo|likeli|nll", re.IGNORECASE)
_NOTHING = re.compile(r"(?!)")


def check(subject: Subject) -> Iterator[Finding]:
    alone = list(_never_made(subject))
    yield from alone
    if not alone:
        yield from _made_elsewhere(subject)


def _never_made(subject: Subject) -> Iterator[Finding]:
    """An optimiser of the program that steps in a loop, where nothing ever makes gradients."""
    made = [o for o in optimisers(subject) if o.site.qualified.startswith("torch.optim.")]
    if not made or subject.unread or any(map(makes_gradients, subject.program.calls())):
        return
    if any(
        ".grad" in item.target
        for path in subject.program.paths
        for item in subject.assignments(path)
    ):
        return
    for site in subject.methods("step"):
        if not is_optimiser_step(site) or site.call.arguments.strip():
            continue
        if "torch" not in subject.roots_of(site.path) or _is_led(subject, site.path):
            continue
        span = _repeated(subject, site)
        if span is None or _shows_a_schedule(subject, site.path, span):
            continue
        if not _has_a_loss(subject, site.path, span):
            continue
        name = _receiver(site).rpartition(".")[2]
        if any(
            is_reset(other) and _receiver(other).rpartition(".")[2] == name
            for other in subject.program.calls()
        ):
            message = f"{site.call.callee}() and backward() is never called"
            yield RULE.present(message, at(site))


def _shows_a_schedule(subject: Subject, path: str, span: tuple[int, int]) -> bool:
    """Whether nothing is done but to step and to say what the rate is."""
    return all(
        _SHOWING.match(site.call.callee.rpartition(".")[2]) for site in subject.calls(path, *span)
    )


def _has_a_loss(subject: Subject, path: str, span: tuple[int, int], header: str = "") -> bool:
    """Whether anything there is called a loss: what steps without one shows a schedule."""
    text = subject.source(path)[span[0] : span[1]]
    return _LEARNING.search(text) is not None or _LEARNING.search(header.encode()) is not None


def _made_elsewhere(subject: Subject) -> Iterator[Finding]:
    """A loop that resets and steps an optimiser, and makes no gradients for it."""
    for site in subject.methods("step"):
        receiver = _receiver(site)
        if receiver.endswith("scaler"):
            receiver = subject.argument(site, "optimizer", 0)
        elif site.call.arguments.strip():
            continue
        if not is_optimiser_step(site) or not receiver or site.qualified[:1] == ".":
            continue
        if "torch" not in subject.roots_of(site.path):
            continue
        hidden = not HIDING_GRADIENTS.isdisjoint(subject.roots)
        span = _repeated(subject, site) or _reset_just_before(subject, site, receiver)
        around = subject.function_around(site.path, site.call.start)
        if span is None or (around and around.name.rpartition(".")[2] in {"step", "zero_grad"}):
            continue
        loops = _rounds(subject, site)
        inner = (loops[-1].start, loops[-1].end) if loops else span
        resets = [
            other
            for other in subject.calls(site.path, *inner)
            if is_reset(other)
            and (_receiver(other) in {receiver, "self"} or _MODEL.search(_receiver(other)))
        ]
        if not resets:
            resets = _resets_by_function(subject, site, inner)
        if resets and _in_line(subject, resets[-1], site):
            span = (resets[-1].call.end, site.call.start)  # where its gradients must be made
            hidden = hidden and bool(subject.calls(site.path, *span))
        if hidden:
            continue
        text = subject.source(site.path)[span[0] : span[1]]
        if (
            not resets
            or not text
            or re.search(rb"\.grad\b|closure|backward\w*\(|\.backward\b|yield", text)
        ):
            continue
        if any(makes_gradients(other) for other in subject.calls(site.path, *inner)):
            continue
        made = reach(subject, site.path, span, makes_gradients, carriers=_CARRIERS)
        header = around.header if around is not None else ""
        shown = _shows_a_schedule(subject, site.path, inner) and not re.search(r"\bloss\b", header)
        if made is Reach.NO and not shown and _has_a_loss(subject, site.path, inner, header):
            message = f"{site.call.callee}() in a loop that never calls backward()"
            yield RULE.present(message, at(site), at(resets[0]))


def _reset_just_before(
    subject: Subject, site: ResolvedCall, receiver: str
) -> tuple[int, int] | None:
    """The function around a step that stands right behind the reset of its optimiser."""
    around = subject.function_around(site.path, site.call.start)
    start = around.start if around is not None else max(0, site.call.start - _NEAR)
    before = subject.calls(site.path, start, site.call.start)
    if not before or before[-1].call.callee != f"{receiver}.zero_grad":
        return None
    if not _in_line(subject, before[-1], site):
        return None
    return (around.start, around.end) if around is not None else (start, site.call.end)


def _resets_by_function(
    subject: Subject, site: ResolvedCall, inner: tuple[int, int]
) -> list[ResolvedCall]:
    """Calls before a step, in a line with it, of functions of the program that reset gradients."""
    return [
        other
        for other in subject.calls(site.path, inner[0], site.call.start)
        if _in_line(subject, other, site)
        and _RESETS.search(other.call.callee.rpartition(".")[2])
        and _comes_to_reset(subject, other)
    ]


def _comes_to_reset(subject: Subject, site: ResolvedCall) -> bool:
    only = (site.call.start, site.call.start + 1)
    return reach(subject, site.path, only, is_reset, carriers=_NOTHING) is Reach.YES


def _in_line(subject: Subject, before: ResolvedCall, site: ResolvedCall) -> bool:
    """Whether one call stands before another in the same suite."""
    path = site.path
    return before.call.end <= site.call.start and subject.program.blocks_around(
        path, before.call.start
    ) == subject.program.blocks_around(path, site.call.start)


def _repeated(subject: Subject, site: ResolvedCall) -> tuple[int, int] | None:
    """The loop around a call, or the function around it where a loop calls that."""
    loops = _rounds(subject, site)
    if loops:
        return loops[0].start, loops[0].end
    around = subject.function_around(site.path, site.call.start)
    name = around.name.rpartition(".")[2] if around else ""
    if around is None or name in {"step", "zero_grad"}:
        return None  # a wrapper of an optimiser
    callers = [s for s in subject.named(name) if subject.loops(s.path, s.call.start)]
    body = subject.source(site.path)[around.start : around.end]
    if not re.search(rb"loss|criterion", body) and any(
        _follows_gradients(subject, other) for other in callers
    ):
        return None  # the part of a round that steps
    return (around.start, around.end) if callers else None


def _rounds(subject: Subject, site: ResolvedCall) -> tuple[Block, ...]:
    """The loops around a step, without one that goes over several optimisers."""
    name = _receiver(site).partition(".")[0]
    return tuple(b for b in subject.loops(site.path, site.call.start) if not goes_over(b, name))


def _follows_gradients(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the loop around a call of the function makes gradients."""
    loop = subject.loops(site.path, site.call.start)[-1]
    span = (loop.start, loop.end)
    return reach(subject, site.path, span, makes_gradients, carriers=_CARRIERS) is Reach.YES


def _receiver(site: ResolvedCall) -> str:
    return site.call.callee.rpartition(".")[0]


def _is_led(subject: Subject, path: str) -> bool:
    """Whether a library may make the gradients."""
    return not MAKING_GRADIENTS.isdisjoint(subject.roots | subject.roots_of(path))
