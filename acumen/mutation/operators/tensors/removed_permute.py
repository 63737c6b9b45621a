"""Images keep their channels last: the change of axes is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_method
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-permute",
    leaves=("tensors.input.format.generic", "tensors.input.shape.layer", "tensors.shape.other"),
    frameworks=TORCH,
    equivalent="nothing that wants channels first follows",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"Conv2d|resnet|vgg|model"):
        return
    for site in original.methods("permute", "transpose"):
        order = "".join(site.call.arguments.split()).strip("()[]")
        edit = without_method(original, site)
        if order in {"2,0,1", "0,3,1,2"} and edit is not None:
            yield mutation(site.path, original.node(site), [edit], f"({order}) removed")
