"""Accuracy is measured of a regression."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, with_argument
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="accuracy-of-regression",
    leaves=("training.valid.metric",),
    frameworks=KERAS,
    equivalent="the loss is not one of regression",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("compile"):
        given = original.argument(site, "loss")
        wanted = ("mse", "mean_squared_error", "mae", "mean_absolute_error")
        if given is not None and original.text(given.value).strip("\"'") in wanted:
            edit = with_argument(original, site, "metrics", '["accuracy"]')
            yield mutation(site.path, original.node(site), [edit], "metrics are accuracy")
