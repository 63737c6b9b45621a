"""A GPU is named whether or not it is there."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="fixed-device",
    leaves=("gpu.wrong_ref",),
    frameworks=TORCH,
    equivalent="never: the program no longer runs on a machine without that GPU",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.device"):
        given = original.argument(site, "device", 0)
        if given is not None and given.value.type == "conditional_expression":
            edit = replaced(given.value, '"cuda:1"')
            yield mutation(site.path, given.value, [edit], "the device is cuda:1")
