"""A tensor on a device is turned into an array without being brought back."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_method
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-cpu",
    leaves=("gpu.gpu_for_cpu",),
    frameworks=TORCH,
    equivalent="the tensor never leaves the CPU",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"cuda"):
        return
    for site in original.methods("cpu"):
        node = original.node(site)
        edit = without_method(original, site)
        chained = node.parent is not None and node.parent.type == "attribute"
        after = original.source(site.path)[site.call.end : site.call.end + 24]
        if edit is not None and chained and b".numpy" in after:
            yield mutation(site.path, node, [edit], "cpu() removed")
