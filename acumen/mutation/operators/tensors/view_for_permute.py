"""Axes are swapped with ``reshape``, which keeps the order of the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="view-for-permute",
    leaves=("tensors.shape.other",),
    frameworks=TORCH,
    equivalent="an axis that moves has size one",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("permute"):
        receiver = site.call.callee.rpartition(".")[0]
        given = original.arguments(site)
        if not receiver.isidentifier() or not all(g.value.type == "integer" for g in given):
            continue
        axes = [original.text(g.value) for g in given]
        if len(axes) in {3, 4} and axes != sorted(axes):
            sizes = ", ".join(f"{receiver}.shape[{axis}]" for axis in axes)
            node = original.node(site)
            edit = replaced(node, f"{receiver}.reshape({sizes})")
            yield mutation(site.path, node, [edit], "permute became reshape")
