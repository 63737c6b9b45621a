"""Cross-entropy gets class numbers as floats."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original
from acumen.mutation.steps import cross_entropies

OPERATOR = Operator(
    name="float-labels",
    leaves=("tensors.input.type.method", "tensors.input.format.tensor_type"),
    frameworks=TORCH,
    equivalent="the targets are probabilities",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in cross_entropies(original):
        given = original.argument(site, "target", 1)
        if given is not None and given.value.type in {"identifier", "call", "attribute"}:
            text = original.text(given.value).removesuffix(".long()") + ".float()"
            yield mutation(site.path, given.value, [replaced(given.value, text)], "target as float")
