"""A Keras network ends in a softmax and its loss is told to expect logits."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, with_argument
from acumen.mutation.layers import activation, last_dense
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="softmax-with-logits-loss",
    leaves=("model.layers.mrw.dup_softmax",),
    frameworks=KERAS,
    equivalent="the loss does not take the softmax itself",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"CategoricalCrossentropy\([^)]*from_logits=True"):
        return
    for site in last_dense(original):
        given, _ = activation(original, site)
        node = original.node(site)
        if given is None:
            edit = with_argument(original, site, "activation", '"softmax"')
            yield mutation(site.path, node, [edit], "softmax added before a loss of logits")
