"""A classifier's last layer is a ReLU instead of a softmax or sigmoid."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import activation, last_dense
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="wrong-output-activation",
    leaves=("model.layers.act.wrong", "model.layers.act.no_softmax"),
    frameworks=KERAS,
    equivalent="the network is no classifier",
)


def places(original: Original) -> Iterator[Mutation]:
    if original.says("from_logits") or not original.says(r"(?i)crossentropy"):
        return
    for site in last_dense(original):
        given, name = activation(original, site)
        if given is not None and name in {"softmax", "sigmoid"}:
            edit = replaced(given.value, '"relu"')
            yield mutation(site.path, given.node, [edit], f"{name} became relu")
