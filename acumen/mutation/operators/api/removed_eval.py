"""The model is judged in training mode: ``model.eval()`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.modes import is_modeless, is_run_after
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-eval",
    leaves=("api.missing_call",),
    frameworks=TORCH,
    equivalent="what is told eval() has no layer with two modes, or is not run afterwards",
)

MODES = r"Dropout|dropout|BatchNorm|batch_norm|torchvision\.models|models\.\w+\(|from_pretrained"


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(MODES):
        return
    evals = [s for s in original.methods("eval") if not original.arguments(s)]
    for site in evals:
        statement = original.statement(site)
        if statement is None or sum(e.call.callee == site.call.callee for e in evals) > 1:
            continue
        receiver = site.call.callee.rpartition(".")[0]
        if is_modeless(original, receiver) or not is_run_after(original, site):
            continue
        edit = without_statement(original, site.path, statement)
        yield mutation(site.path, statement, [edit], f"{site.call.callee}() removed")
