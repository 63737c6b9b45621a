"""The loss is cut off from the graph before gradients are made.

``item()``, ``detach()``, ``.data``, ``numpy()`` and a tensor newly made from a value carry no
graph, and argmax has no gradient. ``backward()`` then fails, or with ``requires_grad=True`` set
again, runs and changes nothing.

Bad:

    import torch
    for x, y in loader:
        loss = criterion(model(x), y).item()
        loss = torch.tensor(loss, requires_grad=True)
        loss.backward()

Good:

    import torch
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        total = total + loss.item()

Where conditions choose the loss, each way must carry a graph. Blind to values that are detached
inside another function.

Sources: the documentation of torch.Tensor.detach and torch.tensor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import in_other_arm
from acumen.faults.loops import (
    TrainingStep,
    training_steps,
)
from acumen.faults.origins import may_hold
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import literal, split_arguments

RULE = Rule(
    id="ACU308",
    name="detached-loss",
    kind=RuleKind.FAULT,
    leaves=("training.loss.calc", "training.loss.missing"),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Call backward() on the loss as the criterion gave it; take item() only for the record.",
)

_CUT = re.compile(r"(?:\.(?:item|detach|numpy|tolist)\(\)|\.data)$")
_REMADE = re.compile(
    r"torch\.(?:tensor|Tensor|FloatTensor|as_tensor|from_numpy)\((.*)\)$", re.DOTALL
)
_VARIABLE = re.compile(r"(?:\w+\.)*Variable\((.*)\)$", re.DOTALL)
_ARGMAX = re.compile(
    r"(?:\.argmax\([^()]*\)|^torch\.argmax\(.*\)|\.max\([^()]*\)\[1\]|^torch\.max\(.*\)\[1\])$"
)
_CRITERION = re.compile(
    r"([\w.]*(?:criterion|loss|cross_entropy)[\w.]*)\((.*)\)$", re.IGNORECASE | re.DOTALL
)


def check(subject: Subject) -> Iterator[Finding]:
    for step in training_steps(subject):
        yield _judge(subject, step)


def _judge(subject: Subject, step: TrainingStep) -> Finding:
    receiver = step.site.call.callee.rpartition(".")[0]
    place = at(step.site)
    if _CUT.search(receiver):
        return RULE.present(f"{receiver} carries no graph", place)
    if not receiver.isidentifier():
        return RULE.unknown(f"where {receiver[:40]} comes from is not followed", place)
    assigned = subject.constants.reaching(step.path, receiver, at=step.site.call.start)
    if assigned is None:
        return _judge_several(subject, step, receiver)
    if assigned.operator != "=":
        return RULE.absent(f"{receiver} is summed up and carries its graph", place)
    value = assigned.value.strip()
    if _CUT.search(value) and not value.startswith("torch.autograd"):
        return RULE.present(f"{receiver} = {value[:70]} carries no graph", place)
    made = _REMADE.match(value) or _VARIABLE.match(value)
    if made and _wraps_a_loss(made[1]):
        return RULE.present(f"{receiver} = {value[:70]} is a new tensor without a history", place)
    criterion = _CRITERION.match(value)
    if criterion:
        arguments = split_arguments(criterion[2])
        if arguments and _ARGMAX.search(arguments[0].text):
            return RULE.present(f"argmax has no gradient: {receiver} = {value[:70]}", place)
    return RULE.absent(f"{receiver} is used as it was computed", place)


def _judge_several(subject: Subject, step: TrainingStep, name: str) -> Finding:
    """A loss that conditions choose: each way must carry a graph, or ``backward()`` fails on it."""
    start = step.site.call.start
    span = subject.span_around(step.path, start)
    for item in may_hold(subject, step.path, name, start):
        value = item.value.strip()
        if item.operator != "=" or not span[0] <= item.start < start:
            continue
        if re.search(r"\.detach\(\)$|\.item\(\)$", value) and _reaches(subject, step, name, item):
            place = subject.place(step.path, item)
            return RULE.present(f"{name} = {value[:70]} carries no graph", at(step.site), place)
    return RULE.unknown(f"{name} may have several sources", at(step.site))


def _reaches(subject: Subject, step: TrainingStep, name: str, item: Assignment) -> bool:
    """Whether nothing after ``item`` on its way gives ``name`` another value."""
    later = [
        other
        for other in subject.constants.assigned(step.path, name, at=item.start)
        if item.end <= other.start < step.site.call.start
    ]
    return all(in_other_arm(subject, step.path, item.start, other.start) for other in later)


def _wraps_a_loss(arguments: str) -> bool:
    """Whether the first argument is a name or expression that is called a loss."""
    parts = split_arguments(arguments)
    if not parts or literal(parts[0].text).known:
        return False
    return "loss" in parts[0].text.lower() or "criterion" in parts[0].text
