"""Gradients are summed over several batches without dividing the loss."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="no-accumulation-scale",
    leaves=("training.loss.calc",),
    frameworks=TORCH,
    equivalent="a rate that was tuned for the sum; the original divides, so it was not",
)


def places(original: Original) -> Iterator[Mutation]:
    for path in original.paths:
        for item in original.program.modules[path].assignments:
            divided = "accum" in item.value and "/" in item.value and item.target == "loss"
            node = original.root(path).descendant_for_byte_range(item.start, item.start)
            while node is not None and node.type not in {"assignment", "augmented_assignment"}:
                node = node.parent
            right = None if node is None else node.child_by_field_name("right")
            if right is None or node is None or "accum" not in original.text(right):
                continue
            if item.operator == "/=" and item.target == "loss":
                yield mutation(path, node, [replaced(node, "pass")], "loss is not divided")
            left = right.child_by_field_name("left")
            if divided and right.type == "binary_operator" and left is not None:
                edit = replaced(right, original.text(left))
                yield mutation(path, node, [edit], "loss is not divided")
