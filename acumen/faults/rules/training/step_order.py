"""Gradients are made and never used, or the calls around the optimiser's step are out of order.

``backward()`` only fills ``.grad``; without ``optimizer.step()`` no weight ever changes. A
scheduler that steps before the optimiser skips the first learning rate of its schedule. Gradients
under a GradScaler are still scaled when they are clipped before ``unscale_``, and a scaler that is
never updated keeps a scale that may overflow for ever. Gradients that are reset between
``backward()`` and ``step()`` are gone before they are used.

Bad:

    import torch
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()

Good:

    import torch
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

Functions of the program are read through. Gradients that are wanted for the input (saliency,
adversarial examples, style transfer) need no step: the rule speaks only where an optimiser is made.
Blind to a step that only one of several optimisers is missing.

Sources: the documentation of torch.optim, torch.optim.lr_scheduler and torch.amp.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.byhand import is_renamed, reads_gradients, reads_in
from acumen.faults.flow import in_other_arm, keeper
from acumen.faults.loops import (
    TrainingStep,
    is_called_in_loop,
    is_optimiser_step,
    is_scheduler,
    is_stepped_with,
    makes_gradients,
    training_steps,
)
from acumen.faults.optimisers import optimisers
from acumen.faults.reach import Reach, reach
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU323",
    name="step-order",
    kind=RuleKind.FAULT,
    leaves=("api.missing_call",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="In each round: zero_grad, backward, (unscale, clip,) optimiser step; then the scheduler.",
)

_CARRIERS = re.compile(r"opt|\bself\b|trainer|agent|engine|step|scaler", re.IGNORECASE)
_SETS_RATE = re.compile(
    r"adjust|warm|clip|sched|(?:^|_)lr(?:_|$)|learning_rate|save|serial|checkpoint|dump|export|print",
    re.IGNORECASE,
)
_SCALERS = re.compile(r"scaler", re.IGNORECASE)
_LAYER = re.compile(
    r"(?:model|net|network|encoder|decoder|loss(?:_f\w*)?|criterion|classifier|head|embed\w*)$"
)
_COUNTS = re.compile(
    r"clip|norm|^(?:len|sum|list|filter|map|zip|print|enumerate|any|all|next|iter)$"
)
_ONLY_WRAPS = re.compile(r"\.(?:prepare\w*|setup\w*|unscale_|clip_grad\w*)$")
_MAKES_SCHEDULE = re.compile(r"lr_scheduler\.\w+$|schedule\w*$|LR$|warm_?up\w*$", re.IGNORECASE)
_SCHEDULER = re.compile(r"torch\.optim\.lr_scheduler\.(\w+)\.step$")


def check(subject: Subject) -> Iterator[Finding]:
    for step in training_steps(subject):
        yield from _never_stepped(subject, step)
        yield from _reset_too_late(subject, step)
        yield from _scaler(subject, step)
    for site in subject.methods("step"):
        if found := _SCHEDULER.match(site.qualified):
            yield from _scheduler(subject, site, found[1])


def _never_stepped(subject: Subject, step: TrainingStep) -> Iterator[Finding]:
    path, place = step.path, at(step.site)
    if is_stepped_with(subject, path, step.site.call.start):
        yield RULE.absent("an optimiser is given the function to step with", place)
        return
    named = _reset_alone(subject, step)
    if named is not None:
        reset, name = named
        message = f"{reset.call.callee}() and {step.site.call.callee[:40]}(); {name} never steps"
        yield RULE.present(message, place, at(reset))
        return
    made = [o for o in optimisers(subject) if o.site.qualified.startswith("torch.optim.")]

    if not made:
        return
    found = reach(
        subject, path, step.work, is_optimiser_step, carriers=_CARRIERS, harmless=_computes
    )
    if found is Reach.YES:
        yield RULE.absent("the optimiser steps in the same loop", place)
    elif found is Reach.MAYBE or not (step.looped or is_called_in_loop(subject, step)):
        yield RULE.unknown("it is not seen where the optimiser steps", place)
    elif any(map(is_optimiser_step, subject.program.calls())) or _updates_by_hand(subject, path):
        yield RULE.unknown("an optimiser steps elsewhere in the program", place)
    elif reads_gradients(subject, path, _own_span(subject, step)):
        yield RULE.unknown("gradients are read by hand", place)
    elif any(_is_handed_over(subject, optimiser.site) for optimiser in made):
        yield RULE.unknown("the optimiser is handed to something that may step", place)
    else:
        name = made[0].site.qualified.rpartition(".")[2]
        message = f"{step.site.call.callee}() in a loop; {name} is made and never steps"
        yield RULE.present(message, place)


def _computes(site: ResolvedCall) -> bool:
    """Whether an unreadable call is a part of the model at work, which makes no step."""
    receiver, _, method = site.call.callee.rpartition(".")
    if method == "forward":
        return True
    return receiver.startswith("self") and _LAYER.search(method) is not None


def _reset_alone(subject: Subject, step: TrainingStep) -> tuple[ResolvedCall, str] | None:
    """A reset beside ``backward()`` with the name of its optimiser, where that never steps.

    The optimiser must not be given to anything in between, and no gradient may be read by hand.
    """
    path = step.path
    span = subject.span_around(path, step.site.call.start)
    if not (step.looped or is_called_in_loop(subject, step)):
        return None
    calls = subject.calls(path, *span)
    resets = [
        site
        for site in calls
        if step.round[0] <= site.call.start < step.round[1]
        and site.call.callee.endswith(".zero_grad")
    ]
    if not resets and step.looped:  # of gradients that are gathered over several rounds
        resets = [
            site
            for site in subject.calls(path, step.round[1], step.work[1])
            if site.call.callee.endswith(".zero_grad")
        ]
        if any(is_optimiser_step(s) for s in subject.calls(path, *step.work)):
            return None
    before = [s for s in resets if s.call.start < step.site.call.start]
    resets = before or resets
    if not resets:
        return None
    found = resets[-1]  # the one that belongs to these gradients
    between = (found.call.end, step.site.call.start) if before else step.round
    again = [site for site in subject.calls(path, *between) if site.call is not step.site.call]
    if any(site.call.callee.endswith((".backward", ".grad")) for site in again):
        return None
    name = found.call.callee.rpartition(".")[0]
    if any(s.call.callee == f"{name}.step" for s in subject.calls(path, *step.round)):
        return None  # a wrapper that resets and steps
    if not _is_optimiser(found):
        made = [
            item.target
            for item in subject.assignments(path, *span)
            if item.target.isidentifier()
            and (span[0] or item.start < step.site.call.start)  # of a later cell
            and any(
                optimiser.site.path == path and item.start <= optimiser.site.call.start < item.end
                for optimiser in optimisers(subject)
            )
        ]
        if not made or len(set(made)) > 1:
            return None
        name = made[0]
    read = _own_span(subject, step)
    held = _while_held(subject, step, name, span)
    if reads_gradients(subject, path, read) or _is_stepped_by_hand(subject, step):
        return None
    if any(reads_in(subject, site) for site in subject.calls(path, *read)):
        return None
    if _leaves(subject, step, name, held):
        return None
    return found, name


def _is_stepped_by_hand(subject: Subject, step: TrainingStep) -> bool:
    """Whether a function that may move them is given the parameters after their gradients."""
    return any(
        ".parameters()" in site.call.arguments
        and not site.qualified.startswith("torch.")
        and not _COUNTS.search(site.call.callee)
        for site in subject.calls(step.path, step.site.call.end, step.round[1])
    )


def _own_span(subject: Subject, step: TrainingStep) -> tuple[int, int]:
    """The function around the step; of a module, which may hold several programs, the loop."""
    span = subject.span_around(step.path, step.site.call.start)
    return step.work if step.looped and span[0] == 0 else span


def _while_held(
    subject: Subject, step: TrainingStep, name: str, span: tuple[int, int]
) -> tuple[int, int]:
    """The part of ``span`` in which ``name`` stands for the same optimiser as at the step."""
    items = [i for i in subject.assignments(step.path, *span) if i.target.strip() == name]
    before = [item.start for item in items if item.start < step.work[0]]
    after = [item.start for item in items if item.start > step.work[1]]
    return (before[-1] if before else span[0], after[0] if after else span[1])


def _is_optimiser(site: ResolvedCall) -> bool:
    receiver = site.call.callee.rpartition(".")[0]
    if re.match(r"torch\.optim\.", site.qualified):
        return True
    last = receiver.rpartition(".")[2]
    return (
        not site.qualified
        and re.match(r"(?:\w*_)?opt(?:im|imi[sz]er)?(?:_\w+)?$", last) is not None
    )


def _leaves(subject: Subject, step: TrainingStep, name: str, span: tuple[int, int]) -> bool:
    """Whether ``name`` steps, is given to something, or can do so out of sight."""
    own = name.startswith("self.")
    last = re.escape(name.rpartition(".")[2])
    stepping = re.compile(rf"(?:^|[._]){last}(?:\.optimizer)?\.(?:step\w*|minimize)$")
    bare = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w.(])")
    places = subject.program.calls() if own else subject.calls(step.path, *span)
    for site in places:
        if stepping.search(site.call.callee):
            return True
        scheduled = _MAKES_SCHEDULE.search(site.qualified or site.call.callee) or (
            _ONLY_WRAPS.search(site.call.callee)
        )
        if bare.search(site.call.arguments) and not scheduled and _may_step(subject, site):
            return True
    inside = (step.work[0], step.work[1]) if step.looped else span
    if is_renamed(subject):
        return True
    text = subject.source(step.path)[inside[0] : inside[1]].decode("utf-8", "replace")
    steps = rf"\b{last}\s*\.\s*step|=\s*{re.escape(name)}\s*(?:[,\n#]|$)|return[^\n]*\b{last}\b"
    return not text or re.search(steps, text) is not None


def _is_handed_over(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the optimiser that is made here is given to a function other than a schedule."""
    kept = keeper(subject, site)
    name = kept.target.strip() if kept is not None else ""
    return bool(name) and any(
        name in {argument.text for argument in subject.arguments(other)}
        and not _MAKES_SCHEDULE.search(other.qualified or other.call.callee)
        and _may_step(subject, other)
        for other in subject.program.calls()
    )


def _may_step(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what is given an optimiser may make its step: what can be read must do so."""
    defined = subject.definition(site.path, site.qualified)
    if site.qualified.endswith(("amp.initialize", "amp.scale_loss")):
        return False
    if defined is None:
        return not _SETS_RATE.search(site.call.callee.rpartition(".")[2])
    path, function = defined
    return any(
        is_optimiser_step(inner) or inner.call.callee.endswith(".minimize")
        for inner in subject.calls(path, function.start, function.end)
    )


def _reset_too_late(subject: Subject, step: TrainingStep) -> Iterator[Finding]:
    """A reset between ``backward()`` and the step of the same optimiser, on the straight way."""
    start, end = step.site.call.end, step.round[1]
    for stepping in subject.calls(step.path, start, end):
        receiver = stepping.call.callee.rpartition(".")[0]
        if not is_optimiser_step(stepping) or stepping.call.arguments.strip():
            continue
        for site in subject.calls(step.path, start, stepping.call.start):
            again = list(subject.calls(step.path, site.call.end, stepping.call.start))
            if site.call.callee != f"{receiver}.zero_grad" or any(
                s.call.callee.rpartition(".")[2] in {"backward", "grad"} for s in again
            ):
                continue
            held = {
                subject.program.blocks_around(step.path, s.call.start)
                for s in (step.site, site, stepping)
            }
            if len(held) == 1:
                message = f"{site.call.callee}() between {step.site.call.callee[:40]}() and step()"
                yield RULE.present(message, at(site), at(stepping))
        return


def _updates_by_hand(subject: Subject, path: str) -> bool:
    if is_renamed(subject):
        return True
    return any(
        ".data" in item.target or (item.operator == "-=" and "grad" in item.value)
        for item in subject.assignments(path)
    ) or any(
        re.search(r"\.(?:sub_|add_|copy_|apply_gradients|step)$", site.call.callee)
        and not is_scheduler(site.call.callee.rpartition(".")[0], site.qualified)
        for site in subject.calls(path)
    )


def _scheduler(subject: Subject, site: ResolvedCall, name: str) -> Iterator[Finding]:
    loops = subject.loops(site.path, site.call.start)
    if not loops or name == "ReduceLROnPlateau":
        return
    if site.call.arguments.strip():
        yield RULE.unknown(f"{name} is told which epoch it is", at(site))
        return
    loop = loops[-1]

    def steps(other: ResolvedCall) -> bool:
        return other.call is not site.call and is_optimiser_step(other)

    before = reach(subject, site.path, (loop.start, site.call.start), steps, carriers=_CARRIERS)
    if before is Reach.YES:
        yield RULE.absent(f"{name} steps after the optimiser", at(site))
        return
    after = reach(subject, site.path, (site.call.end, loop.end), steps, carriers=_CARRIERS)
    if after is not Reach.YES or before is Reach.MAYBE:
        yield RULE.unknown(f"it is not seen where the optimiser of {name} steps", at(site))
    elif subject.conditions(site.path, site.call.start, since=loop.start):
        yield RULE.unknown(f"{name} steps under a condition", at(site))
    elif (
        reach(subject, site.path, (loop.start, loop.end), makes_gradients, carriers=_CARRIERS)
        is Reach.NO
    ):
        yield RULE.unknown("nothing is learned in the loop", at(site))
    else:
        yield RULE.present(f"{name}.step() comes before the optimiser's step()", at(site))


def _unscales(site: ResolvedCall) -> bool:
    return site.call.callee.endswith(".unscale_")


def _scaler(subject: Subject, step: TrainingStep) -> Iterator[Finding]:
    receiver = step.site.call.callee.removesuffix(".backward")
    scaled = re.match(r"(.+)\.scale\(.*\)$", receiver, re.DOTALL)
    if not scaled:
        return
    scaler = scaled[1]
    calls = subject.calls(step.path, *step.round)
    after = [site for site in calls if site.call.start > step.site.call.start]
    by_name: dict[str, ResolvedCall] = {}
    for site in after:
        by_name.setdefault(site.call.callee.rpartition(".")[2], site)
    clip = next((s for n, s in by_name.items() if n.startswith("clip_grad_")), None)
    stepping = next((s for s in after if s.call.callee == f"{scaler}.step"), None)
    if stepping is None:
        return
    if clip is not None and clip.call.start < stepping.call.start:
        start = step.site.call.start
        between = (step.site.call.end, clip.call.start)
        unscaled = reach(subject, step.path, between, _unscales, carriers=_SCALERS)
        if in_other_arm(subject, step.path, start, clip.call.start):
            yield RULE.absent("gradients are clipped where they are not scaled", at(clip))
        elif unscaled is Reach.MAYBE:
            yield RULE.unknown("what is given the scaler may take the scale off", at(clip))
        elif unscaled is Reach.NO:
            yield RULE.present(f"gradients are clipped before {scaler}.unscale_()", at(clip))
        else:
            yield RULE.absent(f"gradients are clipped after {scaler}.unscale_()", at(clip))
    if any(s.call.callee == f"{scaler}.update" for s in subject.program.calls()):
        yield RULE.absent(f"{scaler} is updated", at(stepping))
    else:
        yield RULE.present(f"{scaler}.step() is never followed by {scaler}.update()", at(stepping))
