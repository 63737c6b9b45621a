"""Batches are moved to a device and the model stays where it is."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_method, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-model-transfer",
    leaves=("gpu.no_transfer",),
    frameworks=TORCH,
    equivalent="the device is the CPU",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"(?:data|images?|inputs?|labels?|targets?|x|y|batch)\.(?:to|cuda)\("):
        return
    for site in original.methods("to", "cuda"):
        receiver = site.call.callee.rpartition(".")[0]
        name = receiver.partition("(")[0].lower()
        given = [original.text(g.value) for g in original.arguments(site)]
        if given and not ("device" in given[0] or "cuda" in given[0]):
            continue
        model = name.endswith(("model", "net")) or site.qualified.endswith((".Module.to",))
        statement = original.statement(site)
        if model and statement is not None:
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], f"{receiver}.to() removed")
        elif model:
            taken = without_method(original, site)
            if taken is not None:
                yield mutation(site.path, original.node(site), [taken], f"{receiver}.to() removed")
