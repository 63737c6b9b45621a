"""Texts of one batch keep different lengths: padding and truncation are taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-padding",
    leaves=("training.prep.missing",),
    frameworks=ANY,
    equivalent="a collator pads the batch",
)


def places(original: Original) -> Iterator[Mutation]:
    if original.says(r"DataCollator|pad_sequence|\.pad\("):
        return
    for site in original.named("tokenizer", "batch_encode_plus", "encode_plus"):
        given = [original.argument(site, name) for name in ("padding", "truncation")]
        items = [item.node for item in given if item is not None]
        if len(items) == 1:
            edit = without_item(original, site.path, items[0])
            yield mutation(site.path, items[0], [edit], "padding or truncation removed")
