"""Whether what stands in a training loop is run in every round of it, under whatever conditions."""

from __future__ import annotations

import re

from acumen.domain.facts import Block, Definition
from acumen.faults.classes import parameters_of
from acumen.faults.judging import runs_backward
from acumen.faults.reach import Reach, reach
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

EVERY_NTH = re.compile(
    r"^[^=!<>]*(?:epoch|step|iter|batch|idx|\bi\b|\be\b)[^=!<>]*%[^=!<>]*(?:==\s*(?:0|\d+|\(?[\w.]+\s*-\s*1\)?)\s*:?)$"
)
"""A condition that holds in every n-th round: ``if epoch % 5 == 0``."""
PHASES = re.compile(r"['\"]train(?:ing)?['\"]\s*,\s*['\"](?:val|test|eval|dev)", re.IGNORECASE)
"""A loop over the phases of a round: ``for phase in ["train", "val"]``."""
_WORDS = frozenset({"if", "elif", "not", "and", "or", "is", "None", "True", "False", "in"})
_NOTHING = re.compile(r"(?!)")


def recurs(subject: Subject, path: str, offset: int, loop: Block) -> bool:
    """Whether what stands at ``offset`` is run in every round of the loop, or in every n-th.

    A condition on the phase is met once in every round that goes through the phases; one on what
    no round changes is met in all of them or in none.
    """
    phases = [
        re.compile(rf"(?<![\w.]){re.escape(name)}\b")
        for inner in subject.loops(path, offset)
        if inner.start > loop.start and PHASES.search(inner.header)
        for name in re.findall(r"[^\W\d]\w*", inner.header.partition(" in ")[0])
        if name != "for"
    ]
    return all(
        EVERY_NTH.search(block.header)
        or any(phase.search(block.header) for phase in phases)
        or _is_settled(subject, path, block, loop, offset)
        for block in subject.conditions(path, offset, since=loop.start)
    )


def _is_settled(subject: Subject, path: str, block: Block, loop: Block, offset: int) -> bool:
    """Whether gradients are made before, and nothing in the loop changes what a condition asks."""
    before = subject.calls(path, loop.start, block.start)
    if not any(reaches_backward(subject, site) for site in before):
        return False
    asked = set(re.findall(r"(?<![\w.'\"])[^\W\d]\w*", block.header)) - _WORDS
    bound = {name for one in subject.loops(path, offset) for name in _bound_by(one)}
    bound |= {
        name
        for item in subject.assignments(path, loop.start, loop.end)
        for name in re.findall(r"[^\W\d]\w*", item.target.partition(".")[0])
    }
    return bool(asked) and asked.isdisjoint(bound | {"self"}) and "(" not in block.header


def _bound_by(loop: Block) -> list[str]:
    return re.findall(r"[^\W\d]\w*", loop.header.partition(" in ")[0])


def reaches_backward(subject: Subject, site: ResolvedCall) -> bool:
    only = (site.call.start, site.call.start + 1)
    return runs_backward(site) or (
        reach(subject, site.path, only, runs_backward, carriers=_NOTHING) is Reach.YES
    )


def asks_for_constants(subject: Subject, path: str, block: Block, function: Definition) -> bool:
    """Whether a condition asks for nothing that the function is given or changes."""
    asked = set(re.findall(r"(?<![\w.'\"])[^\W\d]\w*", block.header)) - _WORDS
    bound = set(parameters_of(function)) | {
        item.target.partition(".")[0]
        for item in subject.assignments(path, function.start, function.end)
    }
    return bool(asked) and asked.isdisjoint(bound) and "(" not in block.header
