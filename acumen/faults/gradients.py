"""Where PyTorch makes no gradients: under ``no_grad``, and under what stands for it."""

from __future__ import annotations

import re

from acumen.domain.facts import Definition
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_MOST_CALLERS = 12
_ANYBODYS = frozenset({"forward", "__init__", "__call__", "run", "step", "main", "train", "update"})

_VOLATILE = re.compile(r"\bvolatile\b")
_VOLATILE_TEXT = re.compile(_VOLATILE.pattern.encode())
_BEFORE_ITEM = re.compile(rb"loss\w*\.data\[0\]")
NO_GRAD = re.compile(r"no_?grad|inference_mode|set_grad_enabled|volatile", re.IGNORECASE)
_BODY = re.compile(rb"no_grad|inference_mode|set_grad_enabled")
_CALLED = re.compile(r"[^\W\d][\w.]*")
_WITH = re.compile(r"(?:async\s+)?with\s+")


def runs_without(subject: Subject, path: str, function: Definition | None) -> bool:
    """Whether a function is decorated so that it makes no gradients.

    A decorator of the program counts if its body switches them off.
    """
    return function is not None and any(
        _switches_off(subject, path, text.lstrip("@ "), function.start)
        for text in function.decorators
    )


def stands_without(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a call stands in a block that makes no gradients."""
    return is_quiet(subject, site.path, site.call.start)


def is_quiet(subject: Subject, path: str, offset: int) -> bool:
    """Whether a place stands in a block that makes no gradients."""
    return any(
        NO_GRAD.search(block.header)
        or _switches_off(subject, path, _WITH.sub("", block.header), block.start)
        for block in subject.program.blocks_around(path, offset)
    )


def is_called_without(subject: Subject, function: Definition) -> bool:
    """Whether a call of a function makes no gradients, there or where its caller is called.

    Functions are known by their names; those that every program has are not followed further.
    """
    waiting = [function.name.rpartition(".")[2]]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_CALLERS:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in _wrapped(subject):
            return True
        for site in subject.named(name):
            if stands_without(subject, site):
                return True
            around = subject.function_around(site.path, site.call.start)
            if around is not None:
                if runs_without(subject, site.path, around):
                    return True
                waiting += {around.name.rpartition(".")[2]} - _ANYBODYS
    return False


def _wrapped(subject: Subject) -> frozenset[str]:
    """Names of functions that are decorated by hand: ``torch.no_grad()(evaluate)``."""
    return subject.once(
        "wrapped-without-gradients",
        lambda: (
            frozenset(
                site.call.arguments.strip().rpartition(".")[2]
                for site in subject.program.calls()
                if site.call.callee.endswith(")") and NO_GRAD.search(site.call.callee)
            ),
        ),
    )[0]


def is_volatile(site: ResolvedCall) -> bool:
    """Whether a call makes an input of which no graph is made, as programs did before ``no_grad``
    was there: ``Variable(x, volatile=True)``.
    """
    return _VOLATILE.search(site.call.arguments) is not None


def may_be_volatile(subject: Subject, path: str) -> bool:
    """Whether what a module runs a network on may be volatile: the program says the word, or takes
    its batches from the torchtext of that time, which made all but those for training so.
    """
    if "torchtext" in subject.roots and _BEFORE_ITEM.search(subject.source(path)):
        return True
    return subject.once(
        "volatile",
        lambda: (any(_says_volatile(subject, one) for one in subject.program.paths),),
    )[0]


def _says_volatile(subject: Subject, path: str) -> bool:
    """Whether a call or an assignment says so; a remark that it is not so any more does not."""
    source = subject.source(path)
    if source and not _VOLATILE_TEXT.search(source):
        return False
    return any(map(is_volatile, subject.calls(path))) or any(
        item.target.endswith(".volatile") for item in subject.assignments(path)
    )


def _switches_off(subject: Subject, path: str, text: str, at: int) -> bool:
    if NO_GRAD.search(text):
        return True
    named = _CALLED.match(text)
    if named is None:
        return False
    kept = subject.constants.assigned(path, named[0], at=at) if named[0].isidentifier() else []
    if any(NO_GRAD.search(item.value) for item in kept):
        return True
    defined = subject.definition(path, subject.meaning(path, named[0], at))
    if defined is None:
        return False
    where, maker = defined
    return _BODY.search(subject.source(where), maker.start, maker.end) is not None
