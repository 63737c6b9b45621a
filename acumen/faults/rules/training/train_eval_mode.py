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
extractors) may stay in one mode. An ``eval()`` of another object does not count: a model is known
by where it is made, whatever it is called. Weights that are loaded and run without ``eval()``, a
mode that is kept and only set again, and a program that says ``train()`` and nowhere ``eval()``
count as well.
Blind to modes that a library switches.

Sources: the documentation of torch.nn.Module.eval and torch.no_grad.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from acumen.domain.facts import Block, Definition
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.faults.gradients import runs_without, stands_without
from acumen.faults.judging import is_model, judged, runs_backward, tells_train, told_to_train
from acumen.faults.loops import is_optimiser_step, is_scheduler, training_steps
from acumen.faults.modes import (
    evaluates,
    has_modes,
    is_modeless,
    is_switched,
    makes_layers,
    may_be,
    of_own_copy,
)
from acumen.faults.modules import identities, of_module
from acumen.faults.optimisers import optimisers
from acumen.faults.origins import method_called
from acumen.faults.reach import Reach, reach
from acumen.faults.rounds import EVERY_NTH, PHASES, asks_for_constants, reaches_backward, recurs
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import LOOPS, ResolvedCall

RULE = Rule(
    id="ACU324",
    name="train-eval-mode",
    kind=RuleKind.SMELL,
    leaves=("api.missing_call",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Call model.train() at the head of every epoch and model.eval() before every evaluation.",
)

_CARRIERS = re.compile(r"model|net|\bself\b|trainer|agent|engine", re.IGNORECASE)
_SWITCHING = re.compile(
    r"train|fit|mode|start|begin|before|prepare|run|epoch|step|learn|update|restore|reset|set_|main"
    r"|hook|closure|optimi[sz]e|_eval$|^eval|valid|test|freeze|loop",
    re.IGNORECASE,
)
_MODELS = frozenset(
    {"unet", "gan", "vae", "cnn", "rnn", "lstm", "gnn", "gcn", "gat", "resnet", "vit"}
)
_JUDGING = re.compile(r"(?:is_|cross_?|do_)?(?:valid(?:ation|ate)?|eval(?:uate|uation)?|testing)$")
_CHANGES = re.compile(r"mode|freeze|eval\w*\(", re.IGNORECASE)
_LOADING = ("load_state_dict", "load_weights", "load_checkpoint", "load_from_checkpoint")
_PLAIN_METHODS = frozenset(
    {
        "parameters",
        "named_parameters",
        "state_dict",
        "load_state_dict",
        "to",
        "cuda",
        "cpu",
        "train",
    }
    | {"zero_grad", "children", "modules", "named_modules", "buffers", "apply", "save", "half"}
)


def _tells(subject: Subject) -> Callable[[ResolvedCall], bool]:
    """Which calls tell a model ``train()``: none of a method of that name that trains it."""
    own = subject.once("methods that train", lambda: tuple(_training_methods(subject)))
    if not own:
        return tells_train

    def tells(site: ResolvedCall) -> bool:
        if not tells_train(site):
            return False
        given = site.call.arguments.strip()
        receiver = site.call.callee.rpartition(".")[0]
        plain = given in {"", "True", "mode=True"}
        return (
            method_called(subject, site) not in own
            and receiver != "self"
            and (plain or is_model(receiver.rpartition(".")[2]))
        )

    return tells


def _training_methods(subject: Subject) -> Iterator[tuple[str, Definition]]:
    """Methods called ``train`` of classes that are no modules."""
    for path in subject.program.paths:
        for definition in subject.program.modules[path].definitions:
            if not definition.name.endswith(".train"):
                continue
            owner = subject.class_around(path, definition.start - 1)
            if owner is not None and not of_module(subject, path, owner):
                yield path, definition


def _keeps_mode(site: ResolvedCall) -> bool:
    """Whether an unreadable call is not called like one that goes back to training."""
    receiver, _, method = site.call.callee.rpartition(".")
    if method == "step" and (is_scheduler(receiver, site.qualified) or is_optimiser_step(site)):
        return True
    return not _SWITCHING.search(method)


def check(subject: Subject) -> Iterator[Finding]:
    if not any(True for _ in training_steps(subject)):
        elsewhere = subject.has_call("train_one_epoch", "train_epoch") and subject.has_call("train")
        if elsewhere or subject.has_call(*_LOADING):
            yield from _never_evaluates(subject)
        return
    for path in subject.about:
        if "torch" in subject.roots_of(path):
            for loop in _outermost_loops(subject, path):
                yield from _stays_in_eval(subject, path, loop)
    unswitched = list(_never_evaluates(subject))
    yield from unswitched
    only = list(_only_trains(subject))
    yield from only
    if not any(found.outcome is Outcome.PRESENT for found in (*unswitched, *only)):
        yield from _never_told(subject)
    yield from _only_restored(subject)


def _only_restored(subject: Subject) -> Iterator[Finding]:
    """A mode that is kept and set again, where nothing changes it in between."""
    for site in subject.methods("train"):
        receiver = site.call.callee.rpartition(".")[0]
        given = site.call.arguments.strip().removeprefix("mode=")
        if not given.isidentifier() or "torch" not in subject.roots_of(site.path):
            continue
        kept = subject.constants.reaching(site.path, given, at=site.call.start)
        if kept is None or kept.value.strip() != f"{receiver}.training":
            continue
        between = (kept.end, site.call.start)
        if (
            reach(subject, site.path, between, _switches, carriers=_CHANGES, judges=True)
            is Reach.NO
        ):
            message = f"{receiver}.training is kept and set again, and eval() is not called between"
            yield RULE.present(message, subject.place(site.path, kept), at(site))


def _only_trains(subject: Subject) -> Iterator[Finding]:
    """``train()`` in every round of a program that judges as well and never calls ``eval()``."""
    told = [site for site in subject.methods("train") if "torch" in subject.roots_of(site.path)]
    if subject.has_call("eval") or any(site.call.arguments.strip() for site in told):
        return
    for site in told:
        name = site.call.callee.rpartition(".")[0].rpartition(".")[2]
        loops = subject.loops(site.path, site.call.start)
        if not loops or not (is_model(name) or name in _MODELS) or not has_modes(subject):
            continue
        judging = next(
            (
                call
                for call in subject.calls(site.path, site.call.end, loops[0].end)
                if any(
                    _JUDGING.match(given.name) and given.text == "True"
                    for given in subject.arguments(call)
                )
            ),
            None,
        )
        if judging is not None or any(PHASES.search(loop.header) for loop in loops):
            message = f"{site.call.callee}() in every round, and eval() for no other one"
            yield RULE.present(message, at(judging or site))
            return


def _never_told(subject: Subject) -> Iterator[Finding]:
    """Something runs without gradients in a program that says ``train()`` and never ``eval()``."""
    told = [site for site in subject.methods("train") if "torch" in subject.roots_of(site.path)]
    if not told or any(site.call.arguments.strip() not in {"", "True"} for site in told):
        return
    if subject.has_call("eval", "set_mode", "requires_grad_") or not told_to_train(subject):
        return
    if not has_modes(subject) and makes_layers(subject):
        return
    for path in subject.program.paths:
        for site in subject.program.module(path).calls:
            if not stands_without(subject, site) and not runs_without(
                subject, path, subject.function_around(path, site.call.start)
            ):
                continue
            name, _, method = site.call.callee.removeprefix("self.").partition(".")
            made = subject.constants.reaching(path, name, at=site.call.start)
            ready = made is not None and "from_pretrained" in made.value
            if ready and not _is_told_here(subject, site, name, told):
                continue  # it comes in the mode to be judged in
            if name in told_to_train(subject) and method not in _PLAIN_METHODS:
                message = f"{site.call.callee}() without gradients, and eval() is called nowhere"
                yield RULE.present(message, at(site), at(told[0]))
                return


def _is_told_here(
    subject: Subject, site: ResolvedCall, name: str, told: list[ResolvedCall]
) -> bool:
    """Whether the very object that ``name`` stands for is told ``train()``."""
    objects = identities(subject, site.path, name, site.call.start)
    return bool(objects) and any(
        not objects.isdisjoint(
            identities(subject, one.path, one.call.callee.rpartition(".")[0], one.call.start)
        )
        for one in told
    )


def _outermost_loops(subject: Subject, path: str) -> list[Block]:
    return [
        block
        for block in subject.program.modules[path].blocks
        if block.kind in LOOPS and len(subject.loops(path, block.start)) == 1
    ]


def _stays_in_eval(subject: Subject, path: str, loop: Block) -> Iterator[Finding]:
    span = (loop.start, loop.end)
    if reach(subject, path, span, runs_backward, judges=True) is not Reach.YES:
        return
    place = subject.place(path, loop)

    def judges(site: ResolvedCall) -> bool:
        return evaluates(site) and not of_own_copy(subject, site)

    if reach(subject, path, span, judges, judges=True) is not Reach.YES:
        return
    trains = reach(
        subject, path, span, _tells(subject), carriers=_CARRIERS, judges=True, harmless=_keeps_mode
    )
    direct = [s for s in subject.calls(path, *span) if evaluates(s)]
    direct.sort(key=lambda s: not recurs(subject, path, s.call.start, loop))
    left = next((s for s in direct if _is_left_behind(subject, path, loop, s)), None)
    if trains is Reach.YES and left is not None:
        message = f"{left.call.callee}() in a training loop, and train() is told to others alone"
        yield RULE.present(message, at(left))
        return
    if trains is Reach.YES:
        yield RULE.absent("the loop evaluates and goes back to training mode", place)
        return
    where = at(direct[0]) if direct else place
    if trains is Reach.MAYBE:
        yield RULE.unknown("whether the loop goes back to training mode is not seen", where)
    elif not has_modes(subject) and makes_layers(subject):
        yield RULE.unknown("whether the model has a mode is not seen", where)
    elif not direct:
        yield _judge_called(subject, path, loop)
    elif not recurs(subject, path, direct[0].call.start, loop):
        yield RULE.unknown("evaluation stands under a condition", where)
    elif _made_in(subject, path, span, direct[0]):
        yield RULE.unknown("the model is made in the loop", where)
    else:
        message = f"{direct[0].call.callee}() in a training loop that never calls train() again"
        yield RULE.present(message, where)


def _is_left_behind(subject: Subject, path: str, loop: Block, site: ResolvedCall) -> bool:
    """Whether a model that an optimiser trains is told ``eval()`` at the end of every round, and
    whatever is told ``train()`` in the program is made apart from it.
    """
    name = site.call.callee.rpartition(".")[0]
    trained = re.compile(rf"(?<![\w.]){re.escape(name)}\.parameters\(\)")
    if not any(trained.search(one.site.call.arguments) for one in optimisers(subject)):
        return False
    before = subject.calls(path, loop.start, site.call.start)
    if not any(map(runs_backward, before)) or not recurs(subject, path, site.call.start, loop):
        return False
    objects = identities(subject, path, name, site.call.start)
    return bool(objects) and not any(
        may_be(subject, other, objects) for other in subject.methods("train") if tells_train(other)
    )


def _judge_called(subject: Subject, path: str, loop: Block) -> Finding:
    """A loop that evaluates in a function it calls, and never goes back to training mode."""
    place = subject.place(path, loop)
    span = (loop.start, loop.end)

    def judges(site: ResolvedCall) -> bool:
        return evaluates(site) and not of_own_copy(subject, site)

    evaluated = None
    trained = 0
    for site in subject.calls(path, *span):
        defined = subject.definition(path, site.qualified) or method_called(subject, site)
        if defined is None:
            continue
        where, function = defined
        bounds = (function.start, function.end)
        if reach(subject, where, bounds, runs_backward, judges=True) is Reach.YES:
            trained = max(trained, site.call.start)
            if recurs(subject, path, site.call.start, loop) and _judges_within(
                subject, where, function, judges
            ):
                evaluated = site
        elif not recurs(subject, path, site.call.start, loop):
            continue
        elif reach(subject, where, bounds, judges, judges=True) is Reach.YES:
            evaluated = site
    own = any(map(runs_backward, subject.calls(path, *span)))
    if evaluated is None or not (trained or own):
        return RULE.unknown("under which conditions the loop evaluates is not seen", place)
    message = f"{evaluated.call.callee}() calls eval(), and the loop never calls train() again"
    return RULE.present(message, at(evaluated))


def _judges_within(
    subject: Subject, path: str, function: Definition, judges: Callable[[ResolvedCall], bool]
) -> bool:
    """Whether a function comes to ``eval()`` after it has made gradients, in every call of it."""
    calls = subject.calls(path, function.start, function.end)
    trained = next((s.call.end for s in calls if reaches_backward(subject, s)), None)
    return trained is not None and any(
        site.call.start >= trained
        and reach(subject, path, (site.call.start, site.call.start + 1), judges, judges=True)
        is Reach.YES
        and all(
            EVERY_NTH.search(block.header) or asks_for_constants(subject, path, block, function)
            for block in subject.conditions(path, site.call.start, since=function.start)
        )
        for site in calls
    )


def _made_in(subject: Subject, path: str, span: tuple[int, int], site: ResolvedCall) -> bool:
    receiver = site.call.callee.rpartition(".")[0]
    return any(item.target == receiver for item in subject.assignments(path, *span))


def _never_evaluates(subject: Subject) -> Iterator[Finding]:
    """Evaluations on the way to which nothing calls eval()."""
    for model in judged(subject):
        if not is_switched(subject, model):
            yield _unswitched(subject, model)


def _switches(site: ResolvedCall) -> bool:
    return evaluates(site) or site.call.callee.endswith((".eval", ".train"))


def _unswitched(subject: Subject, model: ResolvedCall) -> Finding:
    if not has_modes(subject) or is_modeless(subject, model):
        return RULE.unknown("whether the model has a mode to switch is not seen", at(model))
    message = f"{model.call.callee}() is evaluated and nothing on the way there calls eval()"
    return RULE.present(message, at(model))
