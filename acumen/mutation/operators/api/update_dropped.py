"""A JAX array is updated and the new array is dropped: the assignment around ``.at[]`` goes."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import JAX, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="update-dropped",
    leaves=("api.usage",),
    frameworks=JAX,
    equivalent="never: arrays of JAX do not change in place",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("set", "add", "multiply"):
        node = original.node(site)
        parent = node.parent
        if ".at[" not in site.call.callee or parent is None or parent.type != "assignment":
            continue
        edit = Edit(parent.start_byte, node.start_byte, "")
        yield mutation(site.path, node, [edit], "the updated array is dropped")
