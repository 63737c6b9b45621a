"""Weights are never changed: ``optimizer.step()`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-step",
    leaves=("api.missing_call",),
    frameworks=TORCH,
    equivalent="the object is a schedule or an environment, or another line steps it too",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("step"):
        statement = original.statement(site)
        receiver = site.call.callee.rpartition(".")[0]
        named = "opt" in receiver.lower() and "sched" not in receiver.lower()
        if statement is None or not (named or site.qualified.startswith("torch.optim.")):
            continue
        inside = [other.call.callee for other in original.within(site.path, *original.span(site))]
        backward = any(name.endswith(".backward") for name in inside)
        steps = [n for n in inside if n.endswith(".step") and "sched" not in n.lower()]
        if backward and len(steps) == 1 and "lr_scheduler" not in site.qualified:
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], f"{site.call.callee}() removed")
