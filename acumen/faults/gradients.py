"""Where PyTorch makes no gradients: under ``no_grad``, and under what stands for it."""

from __future__ import annotations

import re

from acumen.domain.facts import Definition
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

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
    start = site.call.start
    return any(
        NO_GRAD.search(block.header)
        or _switches_off(subject, site.path, _WITH.sub("", block.header), block.start)
        for block in subject.program.blocks_around(site.path, start)
    )


def _switches_off(subject: Subject, path: str, text: str, at: int) -> bool:
    if NO_GRAD.search(text):
        return True
    named = _CALLED.match(text)
    if named is None:
        return False
    defined = subject.definition(path, subject.meaning(path, named[0], at))
    if defined is None:
        return False
    where, maker = defined
    return _BODY.search(subject.source(where), maker.start, maker.end) is not None
