"""Cross-entropy gets the softmax of the output, and takes the softmax again."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original
from acumen.mutation.steps import cross_entropies

OPERATOR = Operator(
    name="softmax-before-loss",
    leaves=("model.layers.mrw.dup_softmax",),
    frameworks=TORCH,
    equivalent="never: the second softmax flattens the gradients",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in cross_entropies(original):
        given = original.argument(site, "input", 0)
        if given is None or "softmax" in original.text(given.value).lower():
            continue
        if given.value.type in {"identifier", "call", "subscript", "attribute"}:
            text = f"{original.text(given.value)}.softmax(dim=-1)"
            yield mutation(site.path, given.value, [replaced(given.value, text)], "softmax added")
