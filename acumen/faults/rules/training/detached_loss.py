"""The loss is cut off from the graph before gradients are made.

``item()``, ``detach()``, ``.data``, ``numpy()`` and a tensor newly made from a value carry no
graph, and argmax has no gradient. ``backward()`` then fails, or with ``requires_grad=True`` set
again, runs and changes nothing. Where ``backward()`` is never called, the optimiser has nothing
to step with.

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

from acumen.domain.facts import Assignment, Block
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import in_other_arm
from acumen.faults.loops import (
    TrainingStep,
    goes_over,
    is_optimiser_step,
    is_reset,
    makes_gradients,
    training_steps,
)
from acumen.faults.optimisers import optimisers
from acumen.faults.origins import may_hold
from acumen.faults.reach import Reach, reach
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import literal, split_arguments
from acumen.syntax.program import ResolvedCall

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
_LEADERS = frozenset(
    {"lightning", "pytorch_lightning", "accelerate", "deepspeed", "fairseq", "apex", "ignite"}
    | {"colossalai", "mmcv", "mmengine", "skorch", "fastai", "catalyst", "transformers"}
)
_HIDING = frozenset(  # libraries whose users step and whose engines make the gradients
    {
        "fairseq",
        "apex",
        "colossalai",
        "mmcv",
        "mmengine",
        "skorch",
        "fastai",
        "catalyst",
        "learn2learn",
    }
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
_CRITERION = re.compile(
    r"([\w.]*(?:criterion|loss|cross_entropy)[\w.]*)\((.*)\)$", re.IGNORECASE | re.DOTALL
)


def check(subject: Subject) -> Iterator[Finding]:
    for step in training_steps(subject):
        yield _judge(subject, step)
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
        hidden = not _HIDING.isdisjoint(subject.roots)
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
    return not _LEADERS.isdisjoint(subject.roots | subject.roots_of(path))


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
