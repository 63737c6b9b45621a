"""From the second epoch on the model trains in evaluation mode: ``model.train()`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.modes import is_modeless, is_told_again, may_be_left
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.operators.api.removed_eval import MODES
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-train",
    leaves=("api.missing_call",),
    frameworks=TORCH,
    equivalent="the mode is never left, or no layer works differently in the two modes",
)


def places(original: Original) -> Iterator[Mutation]:
    told = list(original.methods("eval"))
    evals = {s.call.callee.rpartition(".")[0] for s in told}
    if not evals or not original.says(MODES):
        return
    trains = [s for s in original.methods("train") if not original.arguments(s)]
    for site in trains:
        statement = original.statement(site)
        receiver = site.call.callee.rpartition(".")[0]
        alone = sum(t.call.callee == site.call.callee for t in trains) == 1
        function = original.function(site)
        inside = original.within(site.path, *original.span(site))
        trained = any(other.call.callee.endswith(".backward") for other in inside)
        if statement is not None and alone and receiver in evals and trained:
            if function is None and not original.looped(site):
                continue
            if is_modeless(original, receiver) or is_told_again(original, site):
                continue
            if not may_be_left(original, site, told):
                continue
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], f"{site.call.callee}() removed")
