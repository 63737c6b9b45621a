"""A tensor is moved to a device and the moved copy is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="moved-and-dropped",
    leaves=("gpu.wrong_transfer", "gpu.no_transfer"),
    frameworks=TORCH,
    equivalent="what is moved is a model, which moves in place",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("to", "cuda"):
        node = original.node(site)
        parent = node.parent
        target = None if parent is None else parent.child_by_field_name("left")
        receiver = site.call.callee.rpartition(".")[0]
        if parent is None or parent.type != "assignment" or target is None:
            continue
        inputs = {
            "x",
            "y",
            "data",
            "target",
            "images",
            "labels",
            "inputs",
            "targets",
            "input",
            "image",
        }
        if original.text(target) == receiver and receiver in inputs:
            edit = Edit(parent.start_byte, node.start_byte, "")
            yield mutation(site.path, node, [edit], f"{receiver} moved and dropped")
