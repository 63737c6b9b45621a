"""The model is moved to its device anew for every batch."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="model-moved-in-loop",
    leaves=("gpu.in_loop",),
    frameworks=TORCH,
    equivalent="never a fault of the result: the move is only repeated",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"(?m)^\s*device = "):
        return
    for site in original.methods("zero_grad"):
        statement = original.statement(site)
        if statement is None or not original.looped(site) or not original.says(r"\bmodel\b"):
            continue
        scope = original.source(site.path)[slice(*original.span(site))]
        if b"device" in scope and b"model(" in scope:
            indent = " " * statement.start_point[1]
            edit = Edit(statement.start_byte, statement.start_byte, f"model.to(device)\n{indent}")
            yield mutation(site.path, statement, [edit], "model.to(device) in the loop")
