"""One output unit gets a softmax, which is always 1, instead of a sigmoid."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import activation, keras_layers
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="softmax-of-one",
    leaves=("model.layers.act.wrong",),
    frameworks=KERAS,
    equivalent="the layer has more than one unit",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in keras_layers(original, "Dense"):
        given, name = activation(original, site)
        units = original.argument(site, "units", 0)
        one = units is not None and original.text(units.value) == "1"
        if given is not None and one and name == "sigmoid":
            edit = replaced(given.value, '"softmax"')
            yield mutation(site.path, given.node, [edit], "sigmoid of one unit became softmax")
