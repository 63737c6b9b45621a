"""The loss expects labels in the other encoding: whole numbers or one-hot."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="other-label-encoding",
    leaves=(
        "training.loss.selection",
        "tensors.input.type.method",
        "tensors.input.format.tensor_type",
        "training.prep.missing",
    ),
    frameworks=KERAS,
    equivalent="the loss is not cross-entropy over several classes",
)


def places(original: Original) -> Iterator[Mutation]:
    encodes = original.says(r"to_categorical|one_hot|class_mode|label_mode")
    for site in original.methods("compile"):
        given = original.argument(site, "loss")
        if given is None or given.value.type != "string":
            continue
        text = original.text(given.value)
        if "sparse_categorical" in text and not encodes:
            new = text.replace("sparse_categorical", "categorical")
        elif "'categorical" in text or '"categorical' in text:
            new = text.replace("categorical", "sparse_categorical")
        else:
            continue
        yield mutation(site.path, given.node, [replaced(given.value, new)], f"{text} became {new}")
