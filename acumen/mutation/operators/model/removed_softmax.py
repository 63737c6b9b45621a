"""A Keras classifier gives raw values to a loss that expects probabilities."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.layers import activation, keras_layers
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-softmax",
    leaves=("model.layers.act.no_softmax", "model.layers.mrw.no_softmax", "model.layers.act.wrong"),
    frameworks=KERAS,
    equivalent="the loss expects logits, or another layer takes the softmax",
)


def places(original: Original) -> Iterator[Mutation]:
    if original.says(r"from_logits") or not original.says(r"(?i)categorical_?crossentropy"):
        return
    for site in keras_layers(original, "Dense"):
        given, name = activation(original, site)
        if given is not None and name.rpartition(".")[2] == "softmax":
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "softmax removed")
