"""Pixels stay between 0 and 255: the division is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-scaling",
    leaves=("training.prep.missing",),
    frameworks=KERAS,
    equivalent="another line or a layer scales the same images",
)


def places(original: Original) -> Iterator[Mutation]:
    if original.says(r"Rescaling|Normalization\(|preprocess_input"):
        return
    wanted = ("255", "255.", "255.0")
    for path in original.paths:
        stack = [original.root(path)]
        found = []
        while stack:
            node = stack.pop()
            stack += node.named_children
            if node.type in {"binary_operator", "augmented_assignment"}:
                right = node.child_by_field_name("right")
                sign = node.child_by_field_name("operator")
                if right is not None and sign is not None and original.text(right) in wanted:
                    found.append((node, original.text(sign)))
        edits = []
        for node, written in found:
            left = node.child_by_field_name("left")
            if left is None:
                continue
            if written == "/":
                edits.append(replaced(node, original.text(left)))
            elif written == "/=":
                edits.append(replaced(node, "pass"))
        images = r"mnist|cifar|image|pixel"
        if edits and len(edits) == len(found) and original.says(f"(?i){images}"):
            yield mutation(path, found[-1][0], edits, "division by 255 removed")
