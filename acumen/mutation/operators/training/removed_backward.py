"""No gradients are made: ``backward()`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-backward",
    leaves=("training.loss.missing", "api.missing_call"),
    frameworks=TORCH,
    equivalent="another loss of the same step makes gradients",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("backward"):
        statement = original.statement(site)
        inside = [other.call.callee for other in original.within(site.path, *original.span(site))]
        alone = sum(name.endswith(".backward") for name in inside) == 1
        steps = any(name.endswith(".step") for name in inside)
        if statement is not None and alone and steps:
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], f"{site.call.callee}() removed")
