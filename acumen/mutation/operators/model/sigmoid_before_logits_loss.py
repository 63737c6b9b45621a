"""A loss that takes the sigmoid itself gets the sigmoid of the output."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="sigmoid-before-logits-loss",
    leaves=(
        "model.layers.act.wrong",
        "training.loss.selection",
        "training.loss.calc",
        "model.layers.mrw.dup_softmax",
    ),
    frameworks=TORCH,
    equivalent="never: the second sigmoid keeps outputs between .5 and .73",
)


LOSSES = (
    "torch.nn.BCEWithLogitsLoss.__call__",
    "torch.nn.functional.binary_cross_entropy_with_logits",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning(*LOSSES):
        given = original.argument(site, "input", 0)
        if given is not None and given.value.type in {"identifier", "call"}:
            text = f"{original.text(given.value)}.sigmoid()"
            yield mutation(site.path, given.value, [replaced(given.value, text)], "sigmoid added")
