"""Gradients are reset between ``backward()`` and ``step()``, so the step finds none."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="zero-grad-before-step",
    leaves=("api.missing_call", "api.usage"),
    frameworks=TORCH,
    equivalent="the statements do not stand in one block, so the order may be another",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("zero_grad"):
        reset = original.statement(site)
        if reset is None or reset.parent is None:
            continue
        receiver = site.call.callee.rpartition(".")[0]
        following = [
            other
            for other in original.within(site.path, site.call.end, reset.parent.end_byte)
            if other.call.callee == f"{receiver}.step"
        ]
        backward = [
            other
            for other in original.within(site.path, site.call.end, reset.parent.end_byte)
            if other.call.callee.endswith(".backward")
        ]
        if len(following) != 1 or len(backward) != 1:
            continue
        step, back = original.statement(following[0]), original.statement(backward[0])
        if step is None or back is None or step.parent != reset.parent != back.parent:
            continue
        if not back.start_byte < step.start_byte or step.parent != back.parent:
            continue
        indent = " " * step.start_point[1]
        edits = [
            without_statement(original, site.path, reset),
            Edit(step.start_byte, step.start_byte, f"{original.text(reset)}\n{indent}"),
        ]
        yield mutation(site.path, step, edits, f"{site.call.callee}() moved before step()")
