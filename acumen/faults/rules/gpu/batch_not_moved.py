"""The model is moved to a device and what it is fed is not.

The first forward pass then fails with operands on two devices, or the loss does if only the
inputs were moved.

Bad:

    import torch
    model.to(device)
    for x, y in loader:
        x = x.to(device)
        loss = criterion(model(x), y)
        loss.backward()

Good:

    import torch
    model.to(device)
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        loss.backward()

Functions that are given the batch and cannot be read leave the question open. Blind to loaders
that move batches themselves, unless they are called so, and to devices set by default.

Sources: the documentation of torch.nn.Module.to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Block, BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.loops import TrainingStep, training_steps
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU401",
    name="batch-not-moved",
    kind=RuleKind.FAULT,
    leaves=("gpu.no_transfer",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Move inputs and targets of every batch to the device of the model.",
)

_SELF_MOVING = re.compile(
    r"accelerat|fabric|deepspeed|prefetch|set_default_(?:device|tensor_type)|DeviceDataLoader"
    r"|lightning|ParallelLoader|MpDeviceLoader|DataParallel|set_device",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"model|net|encoder|decoder|generator|discriminator|^[GD]$|^self$", re.IGNORECASE
)
_MOVES = frozenset(
    {"to", "cuda", "type", "to_device", "move_to", "move_to_device", "send_to_device"}
)


def check(subject: Subject) -> Iterator[Finding]:
    for step in training_steps(subject):
        finding = _judge(subject, step)
        if finding is not None:
            yield finding


def _judge(subject: Subject, step: TrainingStep) -> Finding | None:
    moved = _moved_model(subject, step)
    loop = _batch_loop(subject, step)
    if moved is None or loop is None:
        return None
    place = at(step.site)
    names = _targets(loop)
    if not names:
        return RULE.unknown("what the loop over the data gives is not named", place)
    if _SELF_MOVING.search(" ".join(sorted(_words(subject)))):
        return RULE.unknown("the loader or a library may move batches", place)
    calls = subject.calls(step.path, loop.start, loop.end)
    touched = _touched(subject, step.path, loop, calls, names)
    fed = _fed(subject, calls, names)
    still = [name for name in names if name in fed and name not in touched]
    if not still:
        return RULE.absent("every batch is moved or made anew before it is used", place)
    if not any(n in touched for n in names) and _given_away(calls, still):
        return RULE.unknown("the batch is given to a function that may move it", place)
    label = f"{moved.call.callee}({moved.call.arguments[:30]})"
    return RULE.present(f"{label}, and {', '.join(still)} of the batch is never moved", place)


def _moved_model(subject: Subject, step: TrainingStep) -> ResolvedCall | None:
    """A call outside the loop that moves the model, in the same module."""
    for site in subject.methods("to", "cuda"):
        receiver = site.call.callee.rpartition(".")[0]
        if site.path != step.path or step.work[0] <= site.call.start < step.work[1]:
            continue
        if site.call.callee.endswith(".to") and not re.search(
            r"dev|cuda|gpu", site.call.arguments, re.IGNORECASE
        ):
            continue
        last = receiver.partition("(")[0].rpartition(".")[2]
        meaning = subject.meaning(site.path, receiver, site.call.start)
        if _MODEL.search(last) or meaning.startswith("torch.nn."):
            return site
    return None


def _batch_loop(subject: Subject, step: TrainingStep) -> Block | None:
    """The innermost loop around the step that goes over a loader."""
    for loop in reversed(subject.loops(step.path, step.site.call.start)):
        header = loop.header.partition(" in ")[2]
        if loop.kind is BlockKind.FOR and re.search(r"load|batch|data|iter", header, re.IGNORECASE):
            return loop
    return None


def _targets(loop: Block) -> list[str]:
    """The names of a batch: of ``i, (x, y)`` without the counter."""
    targets, _, iterated = loop.header.partition(" in ")
    names = re.findall(r"[^\W\d]\w*", targets)
    if iterated.strip().startswith(("enumerate", "tqdm(enumerate")):
        names = names[1:]
    return [name for name in names if name != "_"]


def _words(subject: Subject) -> set[str]:
    return {site.call.callee for site in subject.program.calls()} | set(subject.roots)


def _touched(
    subject: Subject, path: str, loop: Block, calls: list[ResolvedCall], names: list[str]
) -> set[str]:
    """Names that are assigned again in the loop, or moved where they stand."""
    found = set()
    for item in subject.assignments(path, loop.start, loop.end):
        found |= set(re.findall(r"[^\W\d]\w*", item.target)) & set(names)
    for site in calls:
        receiver, _, method = site.call.callee.rpartition(".")
        if method in _MOVES:
            found |= set(re.findall(r"[^\W\d]\w*", receiver + " " + site.call.arguments)) & set(
                names
            )
    return found


def _fed(subject: Subject, calls: list[ResolvedCall], names: list[str]) -> set[str]:
    """Names that stand bare among the arguments of a call of a model or a loss."""
    found = set()
    for site in calls:
        last = site.call.callee.rpartition(".")[2]
        if re.search(r"model|net|criterion|loss|entropy", last, re.IGNORECASE):
            found |= {a.text for a in subject.arguments(site)} & set(names)
    return found


def _given_away(calls: list[ResolvedCall], names: list[str]) -> bool:
    """Whether an unreadable helper gets a name, other than a model or a loss."""
    return any(
        not site.qualified
        and not re.search(r"model|net|criterion|loss|print|len", site.call.callee, re.IGNORECASE)
        and set(re.findall(r"[^\W\d]\w*", site.call.arguments)) & set(names)
        for site in calls
    )
