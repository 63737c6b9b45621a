"""Dropout stands directly before batch normalisation instead of after it."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import torch_sequences
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="dropout-before-norm",
    leaves=("model.type.structure",),
    frameworks=TORCH,
    equivalent="never: the variance that is normalised differs between the two modes",
)


def places(original: Original) -> Iterator[Mutation]:
    for site, layers in torch_sequences(original):
        norms = [n for n in layers if "BatchNorm" in original.text(n)]
        drops = [n for n in layers if "Dropout" in original.text(n)]
        if norms and drops and norms[0].start_byte < drops[0].start_byte:
            first, second = norms[0], drops[0]
            edits = [
                replaced(first, f"{original.text(second)}, {original.text(first)}"),
                replaced(second, "nn.Identity()"),
            ]
            yield mutation(site.path, first, edits, "Dropout moved before BatchNorm")
