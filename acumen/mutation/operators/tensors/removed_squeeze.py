"""Outputs of shape (n, 1) meet targets of shape (n,): ``squeeze`` is taken out of the loss."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_method
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-squeeze",
    leaves=("tensors.shape.squeeze", "tensors.input.shape.method"),
    frameworks=TORCH,
    equivalent="the target has the same further axis",
)


def places(original: Original) -> Iterator[Mutation]:
    losses = [
        *original.meaning(
            "torch.nn.*Loss.__call__",
            "torch.nn.functional.*loss*",
            "torch.nn.functional.binary_cross_entropy*",
        )
    ]
    for site in original.methods("squeeze"):
        held = any(
            loss.path == site.path and loss.call.start < site.call.start < loss.call.end
            for loss in losses
        )
        edit = without_method(original, site)
        if held and edit is not None:
            yield mutation(site.path, original.node(site), [edit], "squeeze removed")
