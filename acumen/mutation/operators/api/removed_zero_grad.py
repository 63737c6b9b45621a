"""Gradients are no longer reset between steps: ``optimizer.zero_grad()`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-zero-grad",
    leaves=("api.missing_call",),
    frameworks=TORCH,
    equivalent="another call in the function resets the same gradients, or nothing steps there",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("zero_grad"):
        statement = original.statement(site)
        if statement is None or not original.looped(site):
            continue
        inside = list(original.within(site.path, *original.span(site)))
        names = [other.call.callee.rpartition(".")[2] for other in inside]
        resets, steps = names.count("zero_grad"), names.count("step")
        if "backward" in names and 0 < resets <= steps:
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], f"{site.call.callee}() removed")
