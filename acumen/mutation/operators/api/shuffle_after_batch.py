"""A tf.data pipeline shuffles whole batches: ``.shuffle(n).batch(m)`` is turned round."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="shuffle-after-batch",
    leaves=("api.shuffle_pos",),
    frameworks=KERAS,
    equivalent="never: single examples always stay in their batch",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("batch"):
        batch = original.node(site)
        callee = batch.child_by_field_name("function")
        inner = None if callee is None else callee.child_by_field_name("object")
        if inner is None or inner.type != "call":
            continue
        shuffled = inner.child_by_field_name("function")
        name = None if shuffled is None else shuffled.child_by_field_name("attribute")
        receiver = None if shuffled is None else shuffled.child_by_field_name("object")
        first, second = (
            inner.child_by_field_name("arguments"),
            batch.child_by_field_name("arguments"),
        )
        if name is None or receiver is None or first is None or second is None:
            continue
        if original.text(name) == "shuffle":
            chain = f".batch{original.text(second)}.shuffle{original.text(first)}"
            text = original.text(receiver) + chain
            yield mutation(site.path, batch, [replaced(batch, text)], "shuffle after batch")
