"""A transposed convolution pads its output by a whole stride."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, with_argument
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="output-padding-too-large",
    leaves=("tensors.shape.out_padding",),
    frameworks=TORCH,
    equivalent="never: the padding must be smaller than the stride",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.ConvTranspose2d", "torch.nn.ConvTranspose1d"):
        stride = original.argument(site, "stride", 3)
        literal = stride is not None and stride.value.type == "integer"
        placed = sum(not given.name for given in original.arguments(site)) > 5
        if stride is not None and literal and not placed:
            text = original.text(stride.value)
            edit = with_argument(original, site, "output_padding", text)
            yield mutation(site.path, original.node(site), [edit], f"output_padding is {text}")
