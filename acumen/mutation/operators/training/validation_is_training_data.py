"""The model is judged on the data it was trained on."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="validation-is-training-data",
    leaves=("training.valid.split",),
    frameworks=KERAS,
    equivalent="the arguments are not plain names",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("fit"):
        given = original.argument(site, "validation_data")
        x, y = original.argument(site, "x", 0), original.argument(site, "y", 1)
        if given is None or x is None:
            continue
        training = original.text(x.value)
        if y is not None:
            training = f"({training}, {original.text(y.value)})"
        if training != original.text(given.value):
            edit = replaced(given.value, training)
            yield mutation(site.path, given.node, [edit], f"validation_data is {training}")
