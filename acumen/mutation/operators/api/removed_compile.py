"""A Keras model is fitted without having been compiled: ``model.compile()`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-compile",
    leaves=("api.missing_call",),
    frameworks=KERAS,
    equivalent="the model is compiled elsewhere, or is not fitted",
)


def places(original: Original) -> Iterator[Mutation]:
    compiled = list(original.methods("compile"))
    fitted = {s.call.callee.rpartition(".")[0] for s in original.methods("fit")}
    for site in compiled:
        receiver = site.call.callee.rpartition(".")[0]
        statement = original.statement(site)
        once = sum(s.call.callee == site.call.callee for s in compiled) == 1
        if statement is not None and once and receiver in fitted and receiver != "super()":
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], f"{site.call.callee}() removed")
