"""A recurrent layer takes the batch for the sequence: ``batch_first`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-batch-first",
    leaves=("tensors.input.format.rnn",),
    frameworks=TORCH,
    equivalent="the data comes with the sequence first",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN"):
        given = original.argument(site, "batch_first")
        if given is not None and original.text(given.value) == "True":
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "batch_first removed")
