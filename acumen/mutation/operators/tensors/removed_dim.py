"""A softmax no longer says along which axis it goes."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-dim",
    leaves=("tensors.shape.other", "api.usage", "api.deprecated"),
    frameworks=TORCH,
    equivalent="the tensor has two axes, for which the guess is 1",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning(
        "torch.nn.functional.softmax",
        "torch.nn.functional.log_softmax",
        "torch.nn.Softmax",
        "torch.nn.LogSoftmax",
    ):
        given = original.argument(site, "dim", 0 if "nn.S" in site.qualified else 1)
        if given is not None and original.text(given.value) != "1":
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "dim removed")
