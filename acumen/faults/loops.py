"""Training steps written by hand in PyTorch: where gradients are made, and what stands around.

The unit is one ``backward()``. Its *round* is the innermost loop of the same function around it,
its *work* the outermost one; both are the whole function where there is no loop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from acumen.domain.facts import Block, Definition
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

OPTIMISER_NAME = re.compile(r"opt(?:im|i|$|_|s\b|\b|[A-Z])|solver|trainer|updater", re.IGNORECASE)
HELD_OUT = re.compile(  # names of loaders of data to judge by
    r"(?:^|[^a-z])(?:test|val|valid|validation|testing|dev)_?(?:set_?|data_?|ing_?)*"
    r"(?:loader|dl|iter(?:ator)?|batches|gen)(?![a-z])",
    re.IGNORECASE,
)
_OTHER_FRAMEWORKS = frozenset({"mxnet", "paddle", "chainer", "mindspore", "jittor", "oneflow"})
_MEASURES = re.compile(
    r"(?:\w*_)?(?:profil(?:e|er|ing)|bench(?:mark(?:s|ing)?)?|throughput|latency)(?:_\w*)?$",
    re.IGNORECASE,
)
_GRAD = re.compile(r"['\"]grad['\"]")
_DELETED = re.compile(rb"\bdel\s+[\w.\[\]]+\.grad\b")
_CLOCK = re.compile(
    r"(?:^|\.)(?:time|perf_counter|process_time|default_timer|Event|Timer|max_memory_allocated"
    r"|memory_allocated|nvmlDeviceGetMemoryInfo)$"
)
_FILLED = frozenset(
    f"torch.{name}" for name in ("zeros", "ones", "full", "empty", "rand", "randn", "randint")
)
_MOST_CALLERS = 8
_NO_LOSS = frozenset({"manual_backward"})


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """One place where gradients are made."""

    site: ResolvedCall  # of backward()
    round: tuple[int, int]  # innermost loop, or the function
    work: tuple[int, int]  # outermost loop, or the function
    looped: bool  # whether there is a loop in the same function

    @property
    def path(self) -> str:
        return self.site.path


def training_steps(subject: Subject) -> Iterator[TrainingStep]:
    """Every ``backward()`` on a loss in a module that imports torch."""
    for site in subject.methods("backward"):
        roots = subject.roots_of(site.path)
        if "torch" not in roots or not roots.isdisjoint(_OTHER_FRAMEWORKS):
            continue
        if site.qualified.startswith("torch.distributed.autograd"):
            continue  # keeps gradients by context: there is nothing to reset
        if _defines_backward(subject, site) or site.call.callee.startswith("super()"):
            continue
        if _only_measures(subject, site):
            continue
        yield make_step(subject, site)


def make_step(subject: Subject, site: ResolvedCall) -> TrainingStep:
    loops = subject.loops(site.path, site.call.start)
    if loops:
        inner, outer = loops[-1], loops[0]
        return TrainingStep(site, (inner.start, inner.end), (outer.start, outer.end), looped=True)
    span = subject.span_around(site.path, site.call.start)
    return TrainingStep(site, span, span, looped=False)


def is_stepped_with(subject: Subject, path: str, offset: int) -> bool:
    """Whether the function around is a closure that an optimiser is given to step with."""
    around = subject.function_around(path, offset)
    if around is None:
        return False
    name = around.name.rpartition(".")[2]
    return any(
        site.path == path and name in {argument.text for argument in subject.arguments(site)}
        for site in subject.methods("step", "minimize")
    )


def is_left_at_once(subject: Subject, path: str, loop: Block) -> bool:
    """Whether the body of a loop ends by leaving it, so that there is one round."""
    text = subject.source(path)[loop.start : loop.end].decode("utf-8", "replace")
    lines = [line for line in text.splitlines()[1:] if line.strip() and line.strip()[0] != "#"]
    depths = [len(line) - len(line.lstrip()) for line in lines]
    return bool(lines) and lines[-1].strip() == "break" and depths[-1] == min(depths)


def goes_over(loop: Block, name: str) -> bool:
    """Whether the loop binds ``name``: ``for opt in optimizers`` goes over parts of one step."""
    head = loop.header.partition(" in ")[0].removeprefix("async ").removeprefix("for ")
    return bool(name) and name in re.findall(r"[^\W\d]\w*", head)


def is_called_in_loop(subject: Subject, step: TrainingStep) -> bool:
    """Whether a loop of the program calls the function that holds the step, if over others."""
    waiting = [(step.path, step.site.call.start)]
    seen: set[tuple[str, int]] = set()
    while waiting and len(seen) < _MOST_CALLERS:
        path, offset = waiting.pop()
        around = subject.function_around(path, offset)
        if around is None or (path, around.start) in seen:
            continue
        seen.add((path, around.start))
        for site in subject.named(around.name.rpartition(".")[2]):
            if subject.loops(site.path, site.call.start):
                return True
            waiting.append((site.path, site.call.start))
    return False


def _defines_backward(subject: Subject, site: ResolvedCall) -> bool:
    """Inside a method called backward: of an autograd function, or a wrapper of another."""
    around = subject.function_around(site.path, site.call.start)
    return around is not None and around.name.rpartition(".")[2] in {"backward", *_NO_LOSS}


def _only_measures(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what is measured is time or memory: by name, or of made-up tensors by the clock."""
    around = subject.function_around(site.path, site.call.start)
    name = around.name.rpartition(".")[2] if around is not None else ""
    stem = site.path.rpartition("/")[2].rpartition(".")[0]
    if _MEASURES.match(name) is not None or _MEASURES.match(stem) is not None:
        return True
    return around is not None and _is_clocked(subject, site, around)


def _is_clocked(subject: Subject, site: ResolvedCall, around: Definition) -> bool:
    """Whether a function reads the clock around a loop that is fed what it filled itself."""
    loops = subject.loops(site.path, site.call.start)
    calls = subject.calls(site.path, around.start, around.end)
    if not loops or not any(_CLOCK.search(one.call.callee) for one in calls):
        return False
    filled = {
        item.target.strip()
        for item in subject.assignments(site.path, around.start, loops[0].start)
        for one in subject.calls(site.path, item.start, item.end)[:1]
        if one.qualified in _FILLED
    }
    start, end = loops[-1].start, loops[-1].end
    given = [
        argument.text
        for one in subject.calls(site.path, start, end)
        if one.call.end < site.call.start and not one.qualified.startswith("torch.")
        for argument in subject.arguments(one)
        if argument.text.isidentifier()
    ]
    return any(text in filled for text in given)


def makes_gradients(site: ResolvedCall) -> bool:
    """Whether a call fills the gradients of weights, by its name."""
    if site.qualified == "torch.autograd.grad":
        return False  # which gives them back, and fills nothing
    last = site.call.callee.rpartition(".")[2]
    return "backward" in last or "backward" in site.call.arguments or last in {"grad", "minimize"}


def is_optimiser_step(site: ResolvedCall) -> bool:
    """``optimizer.step()``, ``scaler.step(optimizer)``, ``self.opt.step()``; no scheduler's."""
    callee = site.call.callee
    receiver, _, method = callee.rpartition(".")
    if method not in {"step", "minimize", "step_and_update_lr", "optimizer_step"} or not receiver:
        return False
    if is_scheduler(receiver, site.qualified):
        return False
    if re.match(r"torch\.optim\.(?!lr_scheduler|swa_utils)", site.qualified):
        return True
    if "GradScaler" in site.qualified or "scaler" in receiver.lower():
        return True
    return bool(OPTIMISER_NAME.search(receiver.rpartition(".")[2])) or bool(
        OPTIMISER_NAME.search(receiver)
    )


def is_scheduler(receiver: str, qualified: str) -> bool:
    return "lr_scheduler" in qualified or bool(
        re.search(
            r"sched|warm|plateau|(?:^|[._])lr(?:_|$)|ema|profil|prof\b", receiver, re.IGNORECASE
        )
    )


def is_reset(site: ResolvedCall) -> bool:
    """``zero_grad()`` of an optimiser or module, or a gradient that is set to zero by hand."""
    callee = site.call.callee
    method = callee.rpartition(".")[2]
    if "zero_grad" in method or method in {"clear_grad", "clear_gradients", "zero_gradients"}:
        return True
    if method == "_foreach_zero_" or (method == "setattr" and _GRAD.search(site.call.arguments)):
        return True
    return method in {"zero_", "fill_", "mul_"} and ".grad" in callee


def resets_by_hand(subject: Subject, path: str, span: tuple[int, int]) -> bool:
    """``p.grad = None``, ``del p.grad`` and the like."""
    return any(
        item.target.endswith((".grad", ".grad.data")) or ".grad[" in item.target
        for item in subject.assignments(path, *span)
    ) or bool(_DELETED.search(subject.source(path), *span))
