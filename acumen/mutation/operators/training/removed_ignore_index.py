"""Padding counts in the loss: ``ignore_index`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-ignore-index",
    leaves=("training.loss.mask",),
    frameworks=TORCH,
    equivalent="nothing is padded",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.CrossEntropyLoss", "torch.nn.functional.cross_entropy"):
        given = original.argument(site, "ignore_index")
        if given is not None:
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "ignore_index removed")
