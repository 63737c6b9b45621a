"""Gradients are never reset between optimiser steps.

PyTorch adds to ``.grad`` on every ``backward()``. A loop that steps without resetting trains on
the sum of all gradients so far: the loss falls at first, then swings.

Bad:

    import torch
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()

Good:

    import torch
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()

Accumulating over several batches is recognised by the reset that follows under a condition.
Functions of the program are read through; what cannot be read and is given the optimiser or the
model leaves the question open. Blind to two optimisers of which only one is reset.

Sources: the documentation of torch.optim.Optimizer.zero_grad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.loops import (
    TrainingStep,
    is_called_in_loop,
    is_optimiser_step,
    is_reset,
    resets_by_hand,
    training_steps,
)
from acumen.faults.reach import Reach, reach
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU322",
    name="missing-zero-grad",
    kind=RuleKind.FAULT,
    leaves=("api.missing_call",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Call optimizer.zero_grad() once for every optimizer.step(), before backward().",
)

_CARRIERS = re.compile(
    r"opt(?!ion|s\b)|model|net(?!work_)|\bself\b|trainer|agent|params?$|parameters|engine",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Finding]:
    for step in training_steps(subject):
        yield _judge(subject, step)


def _judge(subject: Subject, step: TrainingStep) -> Finding:
    path, place = step.path, at(step.site)
    callee = step.site.call.callee

    if any(map(is_reset, subject.calls(path, *step.work))) or resets_by_hand(
        subject, path, step.work
    ):
        return RULE.absent("gradients are reset in the loop", place)
    stepping = reach(subject, path, step.work, is_optimiser_step)
    if stepping is not Reach.YES:
        return RULE.unknown(f"no optimiser is seen to step after {callee}()", place)
    resetting = reach(subject, path, step.work, is_reset, carriers=_CARRIERS)
    if resetting is Reach.YES:
        return RULE.absent("gradients are reset in a function that the loop calls", place)
    if resetting is Reach.MAYBE:
        return RULE.unknown("a call in the loop that cannot be read may reset gradients", place)
    if not step.looped:
        if any(map(is_reset, subject.program.calls())):
            return RULE.unknown("gradients are reset elsewhere in the program", place)
        if not is_called_in_loop(subject, step):
            return RULE.unknown("it is not seen whether the step is repeated", place)
    if any(map(_engine, subject.program.calls())):
        return RULE.unknown("an engine of a library drives the loop", place)
    return RULE.present(
        f"{callee}() and an optimiser's step() are repeated, gradients are never reset", place
    )


def _engine(site: ResolvedCall) -> bool:
    return site.qualified.startswith(("deepspeed.initialize", "colossalai.", "ignite.engine"))
