"""The input shape has one axis too few for the first layer."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import keras_layers
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="wrong-input-rank",
    leaves=("model.layers.prop.in_shape", "tensors.input.shape.layer"),
    frameworks=KERAS,
    equivalent="the first layer takes inputs of any rank",
)


def places(original: Original) -> Iterator[Mutation]:
    if not keras_layers(original, "Conv2D"):
        return
    sites = keras_layers(original, "Conv2D")
    shaped = [original.argument(site, "input_shape") for site in sites]
    paths = [site.path for site in sites]
    for site in original.meaning("*keras.Input", "*keras.layers.Input", "*keras.layers.InputLayer"):
        shaped.append(original.argument(site, "shape", 0))
        paths.append(site.path)
    for path, given in zip(paths, shaped, strict=True):
        if given is None or given.value.type != "tuple" or given.value.named_child_count != 3:
            continue
        parts = [original.text(child) for child in given.value.named_children]
        text = f"({parts[0]}, {parts[1]})"
        yield mutation(path, given.node, [replaced(given.value, text)], f"shape became {text}")
