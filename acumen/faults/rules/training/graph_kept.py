"""Memory grows because graphs of computation are kept.

A loss that is added up or stored as it is keeps the whole graph behind it; after some rounds the
device is full. An evaluation outside ``no_grad`` builds graphs that nobody uses.

Bad:

    import torch
    total = 0
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        total += loss

Good:

    import torch
    total = 0
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        total += loss.item()

Sums that are themselves given to backward are left alone, and so are runs of a network whose
weights are frozen or that takes gradients itself. Blind to losses that are stored by another
function.

Sources: the frequently asked questions of PyTorch's documentation; torch.no_grad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Block, BlockKind, Definition, DefinitionKind
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.faults.frozen import feeds_gradients, is_frozen, needs_gradients
from acumen.faults.gradients import (
    NO_GRAD,
    is_called_without,
    is_quiet,
    is_volatile,
    may_be_volatile,
    runs_without,
    stands_without,
)
from acumen.faults.leaders import LEADING
from acumen.faults.loops import (
    HELD_OUT,
    TrainingStep,
    is_left_at_once,
    is_optimiser_step,
    training_steps,
)
from acumen.faults.modules import has_no_weights
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU325",
    name="graph-kept",
    kind=RuleKind.FAULT,
    leaves=("training.proc.memory",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Keep loss.item(), and evaluate inside torch.no_grad().",
)

_EVALUATION = re.compile(
    r"^(?:eval|evaluate|test|validate|validation|val|predict)(?:_|$)", re.IGNORECASE
)
_MODEL = re.compile(r"(?:^|[._])\w*(?:model|net|classifier)$", re.IGNORECASE)
_WHOLLY = re.compile(
    r"_?(?:eval|evaluate|test|validate|validation)(?:_(?:epoch|model|one_epoch|net|network))?$"
)
_DATA = re.compile(r"load|test|val|data", re.IGNORECASE)
_SLIDING = re.compile(r"^monai\.inferers\.(?:\w+\.)?sliding_window_inference$")
_SAMPLING = re.compile(
    r"^(?:\w+_)?(?:sample|generate|infer|inference|translate|embed|extract)(?:_|$)"
)
_GRADIENTS = re.compile(r"backward$|autograd\.grad$|requires_grad_$")


def check(subject: Subject) -> Iterator[Finding]:
    return iter(subject.once("graph-kept", lambda: tuple(_check(subject))))


def _check(subject: Subject) -> Iterator[Finding]:
    for step in training_steps(subject):
        if step.path in subject.about:
            yield from _sums(subject, step)
    said = set()
    for finding in _evaluations(subject):
        place = finding.evidence[0]
        if finding.outcome is not Outcome.PRESENT:
            yield finding
        elif place not in said:
            said.add(place)
            if may_be_volatile(subject, place.path):
                yield RULE.unknown("volatile inputs make no graphs", place)
            else:
                yield finding


def _sums(subject: Subject, step: TrainingStep) -> Iterator[Finding]:
    loss = step.site.call.callee.rpartition(".")[0]
    if not loss.isidentifier() or not step.looped:
        return
    backwards = {s.call.callee for s in subject.methods("backward")}
    plain = re.compile(rf"{loss}(?:\s*[*/]\s*[\w.]+(?:\(\w*\))?|\.data\s*\*.*)?$")
    for item in subject.assignments(step.path, *step.round):
        target = item.target
        if item.operator == "+=" and plain.match(item.value.strip()) and ".data" not in item.value:
            if target == loss or f"{target}.backward" in backwards:
                continue
            if _released(subject, step, loss, item.start):
                continue
            place = subject.place(step.path, item)
            if is_quiet(subject, step.path, item.start):
                yield RULE.absent(f"{target} is added to without gradients", place)
                continue
            if _ends_with_the_step(subject, step, target):
                yield RULE.unknown(f"{target} sums the parts of one step of the optimiser", place)
                continue
            yield RULE.present(
                f"{target} += {item.value[:40]} keeps the graph of every round", place
            )
        elif item.operator == "+=" and re.match(rf"{loss}(?:\.\w+)+\(", item.value.strip()):
            place = subject.place(step.path, item)
            yield RULE.absent(f"{target} += {item.value[:40]} keeps a number", place)
    for site in subject.calls(step.path, *step.round):
        receiver, _, method = site.call.callee.rpartition(".")
        if method != "append" or site.call.arguments.strip() != loss:
            continue
        if _released(subject, step, loss, site.call.start):
            continue
        if _is_summed(subject, step.path, receiver) or f"sum({receiver}).backward" in backwards:
            yield RULE.unknown(f"{receiver} may be used for gradients", at(site))
        else:
            yield RULE.present(f"{receiver} keeps the graph of every {loss}", at(site))


def _released(subject: Subject, step: TrainingStep, loss: str, before: int) -> bool:
    """Whether the loss became a number between its gradient and ``before``."""
    if any(
        site.call.callee == f"{loss}.detach_" and site.call.start < before
        for site in subject.calls(step.path, *step.round)
    ):
        return True
    return any(
        item.target == loss
        and item.start < before
        and re.search(r"\.item\(\)|\.detach\(\)|float\(|\.data|\.cpu\(\)\.numpy", item.value)
        for item in subject.assignments(step.path, *step.round)
    )


def _ends_with_the_step(subject: Subject, step: TrainingStep, total: str) -> bool:
    """Whether the sum begins anew before each step, which stands behind the loop over the parts."""
    path, (start, end) = step.path, step.round
    if any(map(is_optimiser_step, subject.calls(path, start, end))):
        return False
    span = subject.span_around(path, start)
    made = [
        item
        for item in subject.assignments(path, span[0], start)
        if item.target == total and item.operator == "="
    ]
    outer = tuple(block for block in subject.loops(path, start) if block.start != start)
    return bool(made) and any(
        subject.loops(path, made[-1].start) == outer == subject.loops(path, site.call.start)
        for site in subject.calls(path, end, span[1])
        if is_optimiser_step(site)
    )


def _is_summed(subject: Subject, path: str, name: str) -> bool:
    return any(
        site.call.callee in {"sum", "torch.stack", "torch.cat", "torch.mean", "torch.sum"}
        and re.search(rf"\b{re.escape(name)}\b", site.call.arguments)
        for site in subject.calls(path)
    )


def _evaluations(subject: Subject) -> Iterator[Finding]:
    for path in subject.about:
        if "torch" not in subject.roots_of(path):
            continue
        for definition in subject.program.modules[path].definitions:
            name = definition.name.rpartition(".")[2]
            if definition.kind is not DefinitionKind.FUNCTION:
                continue
            if _EVALUATION.match(name) or _SAMPLING.match(name):
                yield from _evaluation(subject, path, definition, name)
        yield from _inline(subject, path)
        yield from _held_out(subject, path)


def _held_out(subject: Subject, path: str) -> Iterator[Finding]:
    """Loops over a loader of held-out data that run the model which the file trains."""
    trained = {
        site.call.callee
        for step in training_steps(subject)
        if step.path == path
        for site in subject.calls(path, *step.round)
        if _MODEL.search(site.call.callee)
        and (site.qualified.endswith(".__call__") or not site.qualified.startswith("torch."))
    }
    evaluated = {
        (site.call.callee.rpartition(".")[0], subject.span_around(path, site.call.start))
        for site in subject.methods("eval")
        if site.path == path
    }
    for block in subject.program.modules[path].blocks:
        if block.kind is not BlockKind.FOR or not HELD_OUT.search(
            block.header.partition(" in ")[2]
        ):
            continue
        calls = subject.calls(path, block.start, block.end)
        around = subject.span_around(path, block.start)
        fed = [site for site in calls if site.call.callee in trained]
        if not fed or (fed[0].call.callee, around) in evaluated:
            continue  # looked at where it is switched
        if any(_GRADIENTS.search(s.call.callee) or s.call.callee.endswith(".step") for s in calls):
            continue
        here = subject.calls(path, *around) if around[0] else calls
        function = subject.function_around(path, block.start)
        decorated = runs_without(subject, path, function)
        guarded = stands_without(subject, fed[0]) or any(
            NO_GRAD.search(f"{site.call.callee} {site.call.arguments}") for site in here
        )
        called = function is not None and is_called_without(subject, function)
        if guarded or decorated or called:
            yield RULE.absent("held-out data is gone over without gradients", at(fed[0]))
        elif not subject.roots_of(path).isdisjoint(LEADING) or subject.has_call(
            "set_grad_enabled", "inference_mode"
        ):
            yield RULE.unknown("a library may switch gradients off", at(fed[0]))
        elif reason := _excused(subject, fed[0], (block.start, block.end)):
            yield RULE.unknown(reason, at(fed[0]))
        else:
            message = f"{fed[0].call.callee}() builds graphs over held-out data: no no_grad"
            yield RULE.present(message, at(fed[0]))


def _inline(subject: Subject, path: str) -> Iterator[Finding]:
    """Loops over held-out data that follow ``model.eval()`` where they stand."""
    for switch in subject.methods("eval"):
        around = subject.function_around(path, switch.call.start)
        if switch.path != path or switch.call.arguments.strip():
            continue
        last = around.name.rpartition(".")[2] if around is not None else ""
        if _EVALUATION.match(last) or _SAMPLING.match(last):
            continue  # it is looked at as a function
        model = switch.call.callee.rpartition(".")[0]
        loop = _next_loop(subject, path, switch)
        if loop is None:
            continue
        calls = subject.calls(path, loop.start, loop.end)
        fed = [
            site
            for site in calls
            if site.call.callee == model
            or (_SLIDING.search(site.qualified) and _gets(subject, site, model))
        ]
        fed = [site for site in fed if not _is_without_weights(subject, site)]
        if not fed or any(_GRADIENTS.search(site.call.callee) for site in calls):
            continue
        held = stands_without(subject, fed[0]) or any(
            NO_GRAD.search(f"{site.call.callee} {site.call.arguments}")
            and (around is not None or subject.is_statement(site) or _is_within(site, loop))
            for site in subject.calls(path, *subject.span_around(path, switch.call.start))
        )
        decorated = runs_without(subject, path, around)
        called = around is not None and is_called_without(subject, around)
        if held or decorated or called:
            yield RULE.absent("the evaluation runs without gradients", at(fed[0]))
        elif "lightning" in " ".join(sorted(subject.roots_of(path))):
            yield RULE.unknown("a library runs the evaluation", at(fed[0]))
        elif subject.has_call("set_grad_enabled", "inference_mode"):
            yield RULE.unknown("gradients may be switched off elsewhere", at(fed[0]))
        elif not any(step.path == path or around for step in training_steps(subject)):
            yield RULE.unknown("whether gradients are wanted here is not seen", at(fed[0]))
        elif reason := _excused(subject, fed[0], (loop.start, loop.end)):
            yield RULE.unknown(reason, at(fed[0]))
        else:
            message = f"{model}() builds graphs after {switch.call.callee}(): there is no no_grad"
            yield RULE.present(message, at(fed[0]))


def _is_within(site: ResolvedCall, loop: Block) -> bool:
    """Whether what is fed in the loop says itself that it needs no gradients."""
    return loop.start <= site.call.start < loop.end and is_volatile(site)


def _gets(subject: Subject, site: ResolvedCall, name: str) -> bool:
    return name in {argument.text for argument in subject.arguments(site)}


def _next_loop(subject: Subject, path: str, switch: ResolvedCall) -> Block | None:
    """The first loop after a switch to evaluation, if it goes over held-out data."""
    end = subject.span_around(path, switch.call.start)[1]
    for block in subject.program.modules[path].blocks:
        if block.kind is BlockKind.FOR and switch.call.end < block.start < end:
            iterated = block.header.partition(" in ")[2]
            return block if re.search(r"test|val|dev|eval", iterated, re.IGNORECASE) else None
    return None


def _evaluation(
    subject: Subject, path: str, definition: Definition, name: str
) -> Iterator[Finding]:
    calls = subject.calls(path, definition.start, definition.end)
    switched = [s for s in calls if s.call.callee.endswith(".eval") and not s.call.arguments]
    fed = [s for s in calls if _is_fed(s, switched)]
    if not switched and _WHOLLY.match(name):
        fed = switched = [
            s
            for s in calls
            if _MODEL.search(s.call.callee)
            and not s.qualified.startswith("torch.")
            and any(
                _DATA.search(loop.header.partition(" in ")[2])
                for loop in subject.loops(path, s.call.start)
            )
        ]
    if (
        not _EVALUATION.match(name)
        or name.startswith("predict")
        or not any(True for _ in training_steps(subject))
    ):
        fed = [s for s in fed if subject.loops(path, s.call.start)]
    fed = [
        s
        for s in fed
        if not _made_inside(subject, definition, s) and not _is_without_weights(subject, s)
    ]
    if not switched or not fed or any(_GRADIENTS.search(s.call.callee) for s in calls):
        return
    place = at(fed[0])
    if any(NO_GRAD.search(f"{s.call.callee} {s.call.arguments}") for s in calls) or runs_without(
        subject, path, definition
    ):
        yield RULE.absent(f"{definition.name} runs without gradients", place)
    elif is_called_without(subject, definition):
        yield RULE.absent(f"{definition.name} is called without gradients", place)
    elif "." in definition.name and "lightning" in " ".join(sorted(subject.roots_of(path))):
        yield RULE.unknown("a library runs the evaluation", place)
    elif subject.has_call("set_grad_enabled", "inference_mode"):
        yield RULE.unknown("gradients may be switched off elsewhere", place)
    elif reason := _excused(subject, fed[0], (definition.start, definition.end)):
        yield RULE.unknown(reason, place)
    elif feeds_gradients(subject, definition):
        yield RULE.unknown("what it gives is learnt by", place)
    else:
        yield RULE.present(f"{definition.name} builds graphs: there is no no_grad", place)


def _excused(subject: Subject, run: ResolvedCall, span: tuple[int, int]) -> str:
    """Why a run outside ``no_grad`` may be meant, or costs nothing; "" if nothing is seen."""
    path, start = run.path, run.call.start
    if needs_gradients(subject, path, span):
        return "gradients are wanted there"
    if is_frozen(subject, path, run.call.callee, start):
        return "the weights ask for no gradients"
    if any(is_left_at_once(subject, path, loop) for loop in subject.loops(path, start)):
        return "one batch alone is looked at"
    return ""


def _made_inside(subject: Subject, definition: Definition, site: ResolvedCall) -> bool:
    """Whether the model is made in the function itself, as tests of a model do."""
    return any(
        item.target == site.call.callee
        and "load" not in item.value
        and not re.search(rf"(?<![\w.]){re.escape(item.target)}(?!\w)", item.value)
        for item in subject.assignments(site.path, definition.start, definition.end)
    )


def _is_without_weights(subject: Subject, site: ResolvedCall) -> bool:
    return has_no_weights(subject, site.path, site.call.callee, site.call.start)


def _is_fed(site: ResolvedCall, switched: list[ResolvedCall]) -> bool:
    """Whether ``site`` calls a model that was switched to evaluation."""
    return any(site.call.callee == s.call.callee.rpartition(".")[0] for s in switched)
