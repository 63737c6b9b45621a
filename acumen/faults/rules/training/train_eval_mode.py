"""Dropout and batch normalisation run in the wrong mode.

Without ``model.eval()`` an evaluation drops units at random and normalises with the batch at hand,
and changes the running statistics by the way. Once ``eval()`` was called, training goes on without
dropout and with frozen statistics until ``train()`` is called again.

Bad:

    import torch
    model = torch.nn.Sequential(torch.nn.Linear(8, 2), torch.nn.Dropout(0.5))
    for epoch in range(10):
        for x, y in train_loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        model.eval()
        validate(val_loader)

Good:

    import torch
    model = torch.nn.Sequential(torch.nn.Linear(8, 2), torch.nn.Dropout(0.5))
    for epoch in range(10):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()
        model.eval()
        validate(val_loader)

An evaluation without ``eval()`` is a fault only where the program itself makes dropout or batch
normalisation, or takes a network of torchvision. Models that are never trained (teachers, feature
extractors) may stay in one mode.
Blind to modes that a library switches.

Sources: the documentation of torch.nn.Module.eval and torch.no_grad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Block, BlockKind, DefinitionKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.loops import training_steps
from acumen.faults.reach import Reach, reach
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import LOOPS, ResolvedCall

RULE = Rule(
    id="ACU324",
    name="train-eval-mode",
    kind=RuleKind.FAULT,
    leaves=("api.missing_call",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Call model.train() at the head of every epoch and model.eval() before every evaluation.",
)

_CARRIERS = re.compile(r"model|net|\bself\b|trainer|agent|engine", re.IGNORECASE)
_FIXED = re.compile(
    r"teacher|target|ema|pretrain|vgg|fid|incept|lpips|ref|fixed|frozen|clip|bert|feature|percep"
    r"|loss|criterion|ast|sess|metric",
    re.IGNORECASE,
)
_JUDGES = re.compile(r"(?:eval|evaluate|test|validate|validation|val)(?:_|$)", re.IGNORECASE)
_IS_MODEL = re.compile(r"(?:\w*_)?(?:model|net|network|classifier)$", re.IGNORECASE)
_NO_GRAD = re.compile(r"no_grad|inference_mode")
_MODAL = re.compile(
    r"torch\.nn\.(?:modules\.\w+\.)?(?:Dropout|AlphaDropout|BatchNorm|SyncBatchNorm)"
    r"|torchvision\.models\.[a-z]\w*$"
)
_MODAL_CALL = re.compile(r"torch\.nn\.functional\.dropout$")


def _evaluates(site: ResolvedCall) -> bool:
    receiver, _, method = site.call.callee.rpartition(".")
    if method == "eval" and not site.call.arguments.strip() and receiver:
        return not _FIXED.search(receiver)
    return method == "train" and site.call.arguments.strip() in {"False", "mode=False"}


def _trains(site: ResolvedCall) -> bool:
    method = site.call.callee.rpartition(".")[2]
    return method == "train" and "." in site.call.callee and "False" not in site.call.arguments


def _backward(site: ResolvedCall) -> bool:
    return site.call.callee.endswith(".backward")


def check(subject: Subject) -> Iterator[Finding]:
    if not any(True for _ in training_steps(subject)):
        return
    for path in subject.program.paths:
        if "torch" in subject.roots_of(path):
            for loop in _outermost_loops(subject, path):
                yield from _stays_in_eval(subject, path, loop)
    yield from _never_evaluates(subject)


def _outermost_loops(subject: Subject, path: str) -> list[Block]:
    return [
        block
        for block in subject.program.modules[path].blocks
        if block.kind in LOOPS and len(subject.loops(path, block.start)) == 1
    ]


def _stays_in_eval(subject: Subject, path: str, loop: Block) -> Iterator[Finding]:
    span = (loop.start, loop.end)
    if reach(subject, path, span, _backward, judges=True) is not Reach.YES:
        return
    place = subject.place(path, loop)
    if reach(subject, path, span, _evaluates, judges=True) is not Reach.YES:
        return
    trains = reach(subject, path, span, _trains, carriers=_CARRIERS, judges=True)
    if trains is Reach.YES:
        yield RULE.absent("the loop evaluates and goes back to training mode", place)
        return
    direct = [s for s in subject.calls(path, *span) if _evaluates(s)]
    where = at(direct[0]) if direct else place
    if trains is Reach.MAYBE:
        yield RULE.unknown("whether the loop goes back to training mode is not seen", where)
    elif not _modal(subject):
        yield RULE.unknown("whether the model has a mode is not seen", where)
    elif not direct:
        yield _judge_called(subject, path, loop)
    elif subject.conditions(path, direct[0].call.start, since=loop.start):
        yield RULE.unknown("evaluation stands under a condition", where)
    elif _made_in(subject, path, span, direct[0]):
        yield RULE.unknown("the model is made in the loop", where)
    else:
        message = f"{direct[0].call.callee}() in a training loop that never calls train() again"
        yield RULE.present(message, where)


def _judge_called(subject: Subject, path: str, loop: Block) -> Finding:
    """A loop that evaluates in a function it calls, and never goes back to training mode."""
    place = subject.place(path, loop)
    span = (loop.start, loop.end)
    evaluated = None
    trained = 0
    for site in subject.calls(path, *span):
        defined = subject.definition(path, site.qualified)
        if defined is None:
            continue
        where, function = defined
        bounds = (function.start, function.end)
        if reach(subject, where, bounds, _backward, judges=True) is Reach.YES:
            trained = max(trained, site.call.start)
        elif subject.conditions(path, site.call.start, since=loop.start):
            continue
        elif reach(subject, where, bounds, _evaluates, judges=True) is Reach.YES:
            evaluated = site
    own = any(map(_backward, subject.calls(path, *span)))
    if evaluated is None or not (trained or own):
        return RULE.unknown("under which conditions the loop evaluates is not seen", place)
    message = f"{evaluated.call.callee}() calls eval(), and the loop never calls train() again"
    return RULE.present(message, at(evaluated))


def _made_in(subject: Subject, path: str, span: tuple[int, int], site: ResolvedCall) -> bool:
    receiver = site.call.callee.rpartition(".")[0]
    return any(item.target == receiver for item in subject.assignments(path, *span))


def _modal(subject: Subject) -> bool:
    """Whether the program makes a layer that behaves differently in the two modes."""
    return any(
        _MODAL.match(site.qualified) or _MODAL_CALL.match(site.qualified)
        for site in subject.program.calls()
    )


def _never_evaluates(subject: Subject) -> Iterator[Finding]:
    """Loops over data under no_grad in a program that never calls eval()."""
    sites = [s for s in subject.program.calls() if _evaluates(s) or s.call.callee.endswith(".eval")]
    if sites:
        return
    for path in subject.program.paths:
        if "torch" not in subject.roots_of(path):
            continue
        for block in subject.program.modules[path].blocks:
            if block.kind is not BlockKind.WITH or not _NO_GRAD.search(block.header):
                continue
            model = _model_in_a_loop(subject, path, block)
            if model is not None:
                yield _unswitched(subject, model)
        yield from _functions_that_judge(subject, path)


def _unswitched(subject: Subject, model: ResolvedCall) -> Finding:
    if not _modal(subject):
        return RULE.unknown("whether the model has a mode to switch is not seen", at(model))
    message = f"{model.call.callee}() is evaluated without eval() ever being called"
    return RULE.present(message, at(model))


def _functions_that_judge(subject: Subject, path: str) -> Iterator[Finding]:
    """Functions called test or evaluate that run a model without gradients, as a whole or in part.

    Those with a loop in a no_grad block are found by the block.
    """
    for definition in subject.program.modules[path].definitions:
        name = definition.name.rpartition(".")[2]
        if definition.kind is not DefinitionKind.FUNCTION or not _JUDGES.match(name):
            continue
        calls = subject.calls(path, definition.start, definition.end)
        if any(map(_backward, calls)):
            continue
        decorated = any(_NO_GRAD.search(text) for text in definition.decorators)
        for site in calls:
            receiver, _, last = site.call.callee.rpartition(".")
            if not _IS_MODEL.match(last) or receiver not in {"", "self"}:
                continue
            blocks = [
                b
                for b in subject.program.blocks_around(path, site.call.start)
                if b.kind is BlockKind.WITH and _NO_GRAD.search(b.header)
            ]
            in_block = bool(blocks) and _model_in_a_loop(subject, path, blocks[-1]) is None
            if (decorated or in_block) and not _FIXED.search(site.call.callee):
                yield _unswitched(subject, site)
                break


def _model_in_a_loop(subject: Subject, path: str, block: Block) -> ResolvedCall | None:
    """A call of a model inside a loop over data, within a no_grad block or around it."""
    for site in subject.calls(path, block.start, block.end):
        last = site.call.callee.rpartition(".")[2]
        if not re.fullmatch(
            r"(?:\w*_)?(?:model|net|network|classifier|cnn|rnn)", last, re.IGNORECASE
        ):
            continue
        for loop in subject.loops(path, site.call.start):
            if re.search(r"load|test|val|data", loop.header, re.IGNORECASE):
                return site
    return None
