"""Weights are loaded onto the device they were saved from."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-map-location",
    leaves=("gpu.wrong_ref", "training.proc.checkpoint", "gpu.state"),
    frameworks=TORCH,
    equivalent="the weights were saved from the CPU",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.load"):
        given = original.argument(site, "map_location", 1)
        if given is not None:
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "map_location removed")
