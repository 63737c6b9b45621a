"""A hidden layer gets a softmax instead of a ReLU."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import activation, keras_layers, torch_sequences
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="softmax-inside",
    leaves=("model.layers.act.wrong",),
    frameworks=ANY,
    equivalent="the layer is the last one, or part of an attention",
)


def places(original: Original) -> Iterator[Mutation]:
    for site, layers in torch_sequences(original):
        for before, node in itertools.pairwise(layers):
            dense = "Linear(" in original.text(before) and node != layers[-1]
            callee = node.child_by_field_name("function")
            if dense and callee is not None and original.text(callee).endswith(".ReLU"):
                text = original.text(callee).replace("ReLU", "Softmax(dim=1)")
                yield mutation(site.path, node, [replaced(node, text)], "ReLU became Softmax")
    for site in keras_layers(original, "Dense", "Conv2D", "Conv1D")[:-1]:
        given, name = activation(original, site)
        if given is not None and name == "relu":
            edit = replaced(given.value, '"softmax"')
            yield mutation(site.path, given.node, [edit], "relu became softmax")
