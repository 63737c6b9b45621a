"""A convolution or normalisation expects another number of maps than it gets."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original
from acumen.mutation.values import is_number

OPERATOR = Operator(
    name="wrong-in-channels",
    leaves=(
        "model.layers.prop.mismatch",
        "model.layers.prop.in_shape",
        "model.layers.prop.inout_shape",
    ),
    frameworks=TORCH,
    equivalent="the layer is the first one, or is not used",
)


LAYERS = (
    "torch.nn.Conv1d",
    "torch.nn.Conv2d",
    "torch.nn.ConvTranspose2d",
    "torch.nn.BatchNorm1d",
    "torch.nn.BatchNorm2d",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning(*LAYERS):
        name = "num_features" if "BatchNorm" in site.qualified else "in_channels"
        given = original.argument(site, name, 0)
        before = original.source(site.path)[original.span(site)[0] : site.call.start]
        if given is None or (b"Conv" not in before and b"Linear" not in before):
            continue
        text = original.text(given.value)
        if is_number(text) and int(float(text)) > 4:
            edit = replaced(given.value, str(int(text) + 1))
            yield mutation(site.path, given.node, [edit], f"{name} {text} became {int(text) + 1}")
