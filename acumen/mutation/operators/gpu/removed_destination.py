"""A new tensor is made on the CPU beside tensors of the device."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-destination",
    leaves=("gpu.no_dest",),
    frameworks=TORCH,
    equivalent="the device is the CPU",
)


MAKERS = (
    "torch.zeros",
    "torch.ones",
    "torch.randn",
    "torch.arange",
    "torch.full",
    "torch.tensor",
    "torch.rand",
    "torch.empty",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning(*MAKERS):
        given = original.argument(site, "device")
        if given is not None and original.text(given.value) not in {'"cpu"', "'cpu'"}:
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "device removed")
