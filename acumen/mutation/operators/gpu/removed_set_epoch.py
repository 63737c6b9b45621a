"""Every epoch of a distributed training draws the same order."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-set-epoch",
    leaves=("gpu.parallel",),
    frameworks=TORCH,
    equivalent="the sampler does not shuffle",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("set_epoch"):
        statement = original.statement(site)
        if statement is not None:
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], "set_epoch removed")
