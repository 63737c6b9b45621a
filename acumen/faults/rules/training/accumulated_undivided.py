"""Gradients of several batches are summed and the loss is not divided by their number.

Each step is then as many times too large as there are batches between two steps: the learning rate
is multiplied, and a limit on the norm cuts nearly every step.

Bad:

    import torch
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()

Good:

    import torch
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()

Speaks where the optimiser does not undo the scale by itself (plain SGD) or where the norm is
limited. Blind to losses that functions of the program divide, or sum.

Sources: the documentation of torch.amp, on gradient accumulation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import names_in
from acumen.faults.loops import TrainingStep, is_optimiser_step, is_reset, training_steps
from acumen.faults.optimisers import Family, optimisers
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU332",
    name="accumulated-undivided",
    kind=RuleKind.FAULT,
    leaves=("training.loss.calc",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Divide the loss by the number of batches between two steps.",
)

_COUNTED = re.compile(r"%\s*([\w.]+)")
_LOSS = re.compile(r"(?:[\w.]+\.scale\(\s*)?([^\W\d]\w*)\)?\.backward$")
_SUMMED = re.compile(r"reduction\s*=\s*['\"]sum|size_average\s*=\s*False|\.sum\(")
_DIVIDED = re.compile(r"/|\*\s*\(?\s*1\.|\.div\(|mean_over|normaliz", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    for step in training_steps(subject):
        matched = _LOSS.match(step.site.call.callee)
        if step.looped and matched:
            yield from _judge(subject, step, matched[1])


def _judge(subject: Subject, step: TrainingStep, loss: str) -> Iterator[Finding]:
    stepped = _every_few(subject, step)
    if stepped is None:
        return
    site, count = stepped
    size = subject.constants.number(site.path, count, at=site.call.start)
    if size == 1:
        yield RULE.absent("every batch makes a step", at(step.site))
        return
    made = [
        item
        for item in subject.assignments(step.path, *step.round)
        if loss in names_in(item.target) and item.start < step.site.call.start
    ]
    texts = [item.value for item in made]
    if any(item.operator == "/=" for item in made) or any(_DIVIDED.search(t) for t in texts):
        yield RULE.absent("the loss is divided", at(step.site))
    elif not made or len(made) > 1 or any(item.operator != "=" for item in made):
        yield RULE.unknown(f"how {loss} is made is not followed", at(step.site))
    elif _is_summed(subject, texts) or not _is_criterion(subject, step, texts[0]):
        yield RULE.unknown(f"{loss} may be divided where it is computed", at(step.site))
    elif not _scale_matters(subject):
        yield RULE.unknown("the optimiser may undo the scale by itself", at(step.site))
    else:
        message = f"{loss} is summed over {count} batches and not divided"
        yield RULE.present(message, at(step.site), at(site))


def _every_few(subject: Subject, step: TrainingStep) -> tuple[ResolvedCall, str] | None:
    """The optimiser's step and reset under ``if i % n == 0``, with backward outside; and ``n``."""
    around = {b.start for b in subject.conditions(step.path, step.site.call.start)}
    for site in subject.calls(step.path, *step.round):
        if not is_optimiser_step(site) or site.call.start < step.site.call.start:
            continue
        for block in subject.conditions(step.path, site.call.start, since=step.round[0]):
            counted = _COUNTED.search(block.header)
            if not counted or block.start in around:
                continue
            resets = [s for s in subject.calls(step.path, *step.round) if is_reset(s)]
            if resets and all(block.start < s.call.start < block.end for s in resets):
                return site, counted[1]
    return None


def _is_summed(subject: Subject, texts: list[str]) -> bool:
    if any(_SUMMED.search(text) for text in texts):
        return True
    return any(_SUMMED.search(s.call.arguments) for s in subject.qualified_in("torch.nn"))


def _is_criterion(subject: Subject, step: TrainingStep, value: str) -> bool:
    """Whether the loss is the plain result of a loss of PyTorch."""
    callee = value.partition("(")[0].strip()
    meaning = subject.meaning(step.path, callee, step.site.call.start)
    if meaning.startswith("torch.nn.functional."):
        return True
    return bool(re.match(r"torch\.nn\.(?:modules\.loss\.)?\w+Loss$", meaning))


def _scale_matters(subject: Subject) -> bool:
    if subject.has_call("clip_grad_norm_", "clip_grad_norm"):
        return True
    made = list(optimisers(subject))
    return bool(made) and all(optimiser.family is Family.SGD for optimiser in made)
