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
model leaves the question open; where the step stands in the loop itself, only what is given the
optimiser or is called like a reset does. Of two optimisers with parameters of their own each must
be reset. Blind to optimisers that share parameters.

Sources: the documentation of torch.optim.Optimizer.zero_grad.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.loops import (
    TrainingStep,
    is_called_in_loop,
    is_optimiser_step,
    is_reset,
    resets_by_hand,
    training_steps,
)
from acumen.faults.optimisers import optimisers
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
_OWNER = re.compile(r"([^\W\d]\w*)\.parameters\(")
_OPTIMISERS = re.compile(r"opt(?!ion|s\b)|trainer|agent|engine|solver|strategy", re.IGNORECASE)
_SETS_RATE = re.compile(r"(?:^|_)lr(?:_|$)|learning_rate|sched", re.IGNORECASE)
_TORCH_STEP = re.compile(r"torch\.optim\.[A-Z]\w+\.step$")
_RESETTING = re.compile(
    r"zero|reset|clear(?!_\w*(?:cache|memory))|del_?grad|optim|prepare|before|start|begin|^step$|_step$|fit|closure"
    r"|^(?:update(?=$|_)|learn|train|run|hook)",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Finding]:
    for step in training_steps(subject):
        yield _judge(subject, step)
    yield from _one_of_several(subject)


def _judge(subject: Subject, step: TrainingStep) -> Finding:
    path, place = step.path, at(step.site)
    callee = step.site.call.callee

    if any(map(is_reset, subject.calls(path, *step.work))) or resets_by_hand(
        subject, path, step.work
    ):
        return RULE.absent("gradients are reset in the loop", place)
    if _is_made_anew(subject, step):
        return RULE.absent("the network is made anew in each round", place)
    stepping = reach(subject, path, step.work, is_optimiser_step)
    if stepping is not Reach.YES:
        return RULE.unknown(f"no optimiser is seen to step after {callee}()", place)
    resetting = reach(
        subject, path, step.work, is_reset, carriers=_CARRIERS, harmless=_harmless(subject, step)
    )
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
    if subject.has_call("register_step_post_hook", "register_step_pre_hook"):
        return RULE.unknown("a hook of the optimiser may reset gradients", place)
    return RULE.present(
        f"{callee}() and an optimiser's step() are repeated, gradients are never reset", place
    )


def _is_made_anew(subject: Subject, step: TrainingStep) -> bool:
    """Whether the round makes the network and its optimiser: no gradient is older than it."""
    if not step.looped:
        return False
    before = (step.round[0], step.site.call.start)
    made = {item.target.strip() for item in subject.assignments(step.path, *before)}
    return any(
        optimiser.site.path == step.path
        and before[0] <= optimiser.site.call.start < before[1]
        and any(
            found in made for found in _OWNER.findall(subject.argument(optimiser.site, "params", 0))
        )
        for optimiser in optimisers(subject)
    )


def _harmless(subject: Subject, step: TrainingStep) -> Callable[[ResolvedCall], bool]:
    """Which unreadable calls reset nothing, where the step itself stands in the loop.

    With ``backward()`` and the optimiser's step in plain sight, only what is called like a reset
    or is given the optimiser can hide the third of them.
    """
    if not any(map(is_optimiser_step, subject.calls(step.path, *step.round))):
        return lambda _: False

    def harmless(site: ResolvedCall) -> bool:
        receiver, _, method = site.call.callee.rpartition(".")
        if _SETS_RATE.search(method):
            return True
        given = (receiver, *(argument.text for argument in subject.arguments(site)))
        return not _RESETTING.search(method) and not any(map(_OPTIMISERS.search, given))

    return harmless


def _one_of_several(subject: Subject) -> Iterator[Finding]:
    """Of two optimisers that step in one loop, the one whose gradients nothing there resets.

    Both are made from different parameters by name, and whatever is reset is an optimiser itself.
    """
    for step in training_steps(subject):
        calls = subject.calls(step.path, *step.work)
        if any(
            s.call.start < step.site.call.start and s.call.callee.endswith(".backward")
            for s in calls
        ):
            continue
        steps = {
            site.call.callee.rpartition(".")[0]: site
            for site in reversed(calls)
            if is_optimiser_step(site) and _TORCH_STEP.match(site.qualified)
        }
        resets = {s.call.callee.rpartition(".")[0] for s in calls if is_reset(s)}
        if len(steps) < 2 or not resets or not resets < steps.keys():
            continue
        if resets_by_hand(subject, step.path, step.work) or _shares(subject, steps):
            continue
        for name in sorted(steps.keys() - resets):
            site = steps[name]
            other = reach(subject, step.path, step.work, _zeroes(name), carriers=_OPTIMISERS)
            if other is Reach.NO:
                message = f"{name} steps in the loop and its gradients are never reset"
                yield RULE.present(message, at(site))
            else:
                yield RULE.unknown(f"a call may reset the gradients of {name}", at(site))


def _zeroes(name: str) -> Callable[[ResolvedCall], bool]:
    """Whether a call in another function resets ``name``, or something that may be it."""
    return lambda site: is_reset(site) and site.call.callee.rpartition(".")[0] == name


def _shares(subject: Subject, names: Iterable[str]) -> bool:
    """Whether two of the optimisers may hold the same parameters."""
    given: list[str] = []
    for name in names:
        made = [
            subject.argument(site, "params", 0)
            for path in subject.program.paths
            for item in subject.assignments(path)
            if item.target == name
            for site in subject.calls(path, item.start, item.end)[:1]
            if site.qualified.startswith("torch.optim.")
        ]
        if len(made) != 1 or not made[0]:
            return True
        given.append("".join(made[0].split()))
    owners = [set(re.findall(r"[\w.]+(?=\.parameters)", text)) for text in given]
    if not all(owners):
        return True
    seen: set[str] = set()
    for held in owners:
        if seen & held:
            return True
        seen |= held
    return False


def _engine(site: ResolvedCall) -> bool:
    return site.qualified.startswith(("deepspeed.initialize", "colossalai.", "ignite.engine"))
