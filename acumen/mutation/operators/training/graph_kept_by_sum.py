"""Losses are added up with their graphs: ``.item()`` is taken out of a sum."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_method
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="graph-kept-by-sum",
    leaves=("training.proc.memory",),
    frameworks=TORCH,
    equivalent="the loss has no graph: it is computed without gradients",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("item"):
        node = original.node(site)
        parent = node.parent
        while parent is not None and parent.type == "binary_operator":
            parent = parent.parent
        if parent is None or parent.type != "augmented_assignment" or not original.looped(site):
            continue
        receiver = site.call.callee.rpartition(".")[0]
        trained = {s.call.callee for s in original.within(site.path, *original.span(site))}
        edit = without_method(original, site)
        if edit is not None and f"{receiver}.backward" in trained:
            yield mutation(site.path, node, [edit], f"{receiver}.item() became {receiver}")
