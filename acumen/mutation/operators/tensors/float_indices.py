"""An embedding gets its indices as floats."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="float-indices",
    leaves=("tensors.input.type.layer",),
    frameworks=TORCH,
    equivalent="never: an embedding takes whole numbers only",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.Embedding.__call__"):
        given = original.argument(site, "input", 0)
        if given is not None and given.value.type in {"identifier", "attribute"}:
            text = f"{original.text(given.value)}.float()"
            yield mutation(site.path, given.value, [replaced(given.value, text)], "float indices")
