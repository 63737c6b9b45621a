"""The output has one unit too few for the ten classes of the data."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import activation, keras_layers
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="too-few-outputs",
    leaves=("model.layers.prop.out_shape", "model.layers.prop.mismatch"),
    frameworks=ANY,
    equivalent="the data has another number of classes than ten",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"(?i)\bmnist\b|cifar10\b|fashion_?mnist"):
        return
    for site in keras_layers(original, "Dense"):
        units = original.argument(site, "units", 0)
        _, name = activation(original, site)
        if units is not None and original.text(units.value) == "10":
            for wrong in ("9", "1") if name == "softmax" else ("9",):
                edit = replaced(units.value, wrong)
                yield mutation(site.path, units.node, [edit], f"10 units became {wrong}")
    for site in original.meaning("torch.nn.Linear"):
        width = original.argument(site, "out_features", 1)
        if width is not None and original.text(width.value) == "10":
            edit = replaced(width.value, "9")
            yield mutation(site.path, width.node, [edit], "10 outputs became 9")
