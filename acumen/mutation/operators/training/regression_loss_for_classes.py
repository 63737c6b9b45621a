"""A classifier is trained with a loss of regression."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="regression-loss-for-classes",
    leaves=("training.loss.selection", "model.layers.act.wrong"),
    frameworks=KERAS,
    equivalent="the loss is not one of several classes; of two, squared error is a fair score",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("compile"):
        given = original.argument(site, "loss")
        if given is None:
            continue
        text = original.text(given.value)
        classes = "categorical" in text.lower()
        if given.value.type in {"string", "attribute", "call"} and classes:
            if "from_logits" in text:
                continue
            edit = replaced(given.value, '"mse"')
            yield mutation(site.path, given.node, [edit], f"loss {text} became mse")
