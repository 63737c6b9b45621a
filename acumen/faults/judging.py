"""Which calls run a model to judge it: on held-out data, without gradients, with loaded weights."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from acumen.domain.facts import Block, BlockKind, DefinitionKind
from acumen.faults.gradients import runs_without
from acumen.faults.loops import HELD_OUT
from acumen.faults.modes import FIXED, keeps_modes
from acumen.faults.modules import of_module, runs_own_module
from acumen.faults.origins import class_of
from acumen.faults.subject import Subject
from acumen.syntax.modules import Module
from acumen.syntax.program import ResolvedCall

_JUDGES = re.compile(r"(?:eval|evaluate|test|validate|validation|val)(?:_|$)", re.IGNORECASE)
_WHOLLY = re.compile(
    r"_?(?:eval|evaluate|test|validate|validation)(?:_(?:epoch|model|one_epoch|net|network))?$"
)
_IS_MODEL = re.compile(r"(?:\w*_)?(?:model|net|network|classifier)$", re.IGNORECASE)
_NO_GRAD = re.compile(r"no_grad|inference_mode")
_CALLED = re.compile(r"(?:self\.)?[^\W\d]\w*(?:\.forward)?$")
_GRADIENTS = re.compile(r"backward$|autograd\.grad$|requires_grad_$|\.step$")


def judged(subject: Subject) -> Iterator[ResolvedCall]:
    """Runs of a model that judge it, by path; one of every place that says so."""
    for path in subject.program.paths:
        if "torch" not in subject.roots_of(path):
            continue
        for block in subject.program.modules[path].blocks:
            if block.kind is BlockKind.WITH and _NO_GRAD.search(block.header):
                model = _model_in_a_loop(subject, path, block)
            elif block.kind is BlockKind.FOR and HELD_OUT.search(block.header.partition(" in ")[2]):
                model = _model_held_out(subject, path, block)
            else:
                continue
            if model is not None:
                yield model
        yield from _functions_that_judge(subject, path)
        yield from _loaded(subject, path)
        yield from _without_gradients(subject, path)


def _model_held_out(subject: Subject, path: str, loop: Block) -> ResolvedCall | None:
    """A call of a model in a loop over held-out data that makes no gradients."""
    calls = subject.calls(path, loop.start, loop.end)
    if any(_GRADIENTS.search(site.call.callee) for site in calls):
        return None
    for site in calls:
        receiver, _, last = site.call.callee.rpartition(".")
        known = is_model(last) or last in told_to_train(subject)
        if known and receiver in {"", "self"} and not FIXED.search(last):
            return site
        if _is_own(subject, site):
            return site
    return None


def is_model(last: str) -> bool:
    """Whether an object is a model by its name; a name in capitals is a class."""
    return _IS_MODEL.match(last) is not None and (last.islower() or not last[:1].isupper())


def _trains_here(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the function around makes gradients: samples on the way may be meant as they are."""
    first, end = subject.span_around(site.path, site.call.start)
    backward = subject.program.module(site.path).once(_backward_in)
    place = bisect_left(backward, first)
    return place < len(backward) and backward[place] < end


def _backward_in(module: Module) -> tuple[int, ...]:
    """Where the calls begin that make gradients."""
    return tuple(site.call.start for site in module.calls if runs_backward(site))


def _is_own(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a call runs a module of the program that has modes, whatever it is called."""
    callee = site.call.callee.removesuffix(".forward")
    if FIXED.search(callee) or callee.startswith(("super()", "torch.")):
        return False
    if not site.call.arguments.strip() or not runs_own_module(
        subject, site.path, callee, site.call.start
    ):
        return False
    classes = class_of(subject, site.path, callee, site.call.start)
    return classes is not None and keeps_modes(subject, classes) is True


def told_to_train(subject: Subject) -> frozenset[str]:
    """Names that the program tells ``train()``, whatever they are called."""
    return frozenset(subject.once("told-to-train", lambda: tuple(_told(subject))))


def _told(subject: Subject) -> Iterator[str]:
    for site in subject.methods("train"):
        name = site.call.callee.rpartition(".")[0].rpartition(".")[2]
        plain = tells_train(site) and not site.call.arguments.strip()
        if plain and name not in {"self", "trainer", "agent", ""}:
            yield name


def _functions_that_judge(subject: Subject, path: str) -> Iterator[ResolvedCall]:
    """Functions called test or evaluate that run a model without gradients, as a whole or in part.

    Those with a loop in a no_grad block are found by the block.
    """
    for definition in subject.program.modules[path].definitions:
        name = definition.name.rpartition(".")[2]
        if definition.kind is not DefinitionKind.FUNCTION or not _JUDGES.match(name):
            continue
        calls = subject.calls(path, definition.start, definition.end)
        if any(map(runs_backward, calls)):
            continue
        decorated = runs_without(subject, path, definition)
        seen = set()
        for site in calls:
            receiver, _, last = site.call.callee.rpartition(".")
            known = is_model(last) or last in told_to_train(subject)
            if (not known or receiver not in {"", "self"}) and not _is_own(subject, site):
                continue
            blocks = [
                b
                for b in subject.program.blocks_around(path, site.call.start)
                if b.kind is BlockKind.WITH and _NO_GRAD.search(b.header)
            ]
            in_block = bool(blocks) and _model_in_a_loop(subject, path, blocks[-1]) is None
            looped = _WHOLLY.match(name) and any(
                re.search(r"load|test|val|data", loop.header.partition(" in ")[2], re.IGNORECASE)
                for loop in subject.loops(path, site.call.start)
            )
            if not (decorated or in_block or looped) or FIXED.search(site.call.callee):
                continue
            if site.call.callee not in seen:
                seen.add(site.call.callee)
                yield site


def _without_gradients(subject: Subject, path: str) -> Iterator[ResolvedCall]:
    """Networks of the program that are run without gradients in a function that makes none."""
    for site in subject.program.module(path).calls:
        if not _CALLED.match(site.call.callee) or _trains_here(subject, site):
            continue
        around = subject.function_around(path, site.call.start)
        quiet = around is not None and runs_without(subject, path, around)
        if not quiet and not any(
            block.kind is BlockKind.WITH and _NO_GRAD.search(block.header)
            for block in subject.program.blocks_around(path, site.call.start)
        ):
            continue
        if _is_own(subject, site) and not _sits_in_module(subject, site):
            yield site


def _sits_in_module(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the call is part of another network, which is told its mode as a whole."""
    owner = subject.class_around(site.path, site.call.start)
    return owner is not None and of_module(subject, site.path, owner)


def _loaded(subject: Subject, path: str) -> Iterator[ResolvedCall]:
    """What is run with weights that were loaded, in a class or function that trains nothing."""
    for site in subject.program.module(path).calls_by_name.get("load_state_dict", ()):
        receiver = site.call.callee.rpartition(".")[0]
        owner = subject.class_around(path, site.call.start)
        if owner is not None:
            span = (owner.start, owner.end)
        elif (function := subject.function_around(path, site.call.start)) is not None:
            span = (function.start, function.end)
        else:
            span = (0, 1 << 60)
        calls = subject.calls(path, *span)
        if span[0] == 0:
            calls = [s for s in calls if subject.function_around(path, s.call.start) is None]
        if any(_GRADIENTS.search(s.call.callee) or "optim" in s.qualified for s in calls):
            continue
        for run in calls:
            if run.call.callee in {receiver, f"{receiver}.forward"} and _is_own(subject, run):
                yield run
                break


def _model_in_a_loop(subject: Subject, path: str, block: Block) -> ResolvedCall | None:
    """A call of a model inside a loop over data, within a no_grad block or around it."""
    for site in subject.calls(path, block.start, block.end):
        last = site.call.callee.rpartition(".")[2]
        known = is_model(last) or last in {"cnn", "rnn", *told_to_train(subject)}
        if not known and (_trains_here(subject, site) or not _is_own(subject, site)):
            continue
        for loop in subject.loops(path, site.call.start):
            if re.search(r"load|test|val|data", loop.header, re.IGNORECASE):
                return site
    return None


def tells_train(site: ResolvedCall) -> bool:
    method = site.call.callee.rpartition(".")[2]
    return method == "train" and "." in site.call.callee and "False" not in site.call.arguments


def runs_backward(site: ResolvedCall) -> bool:
    return site.call.callee.endswith(".backward")
