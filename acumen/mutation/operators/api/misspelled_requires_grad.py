"""``requires_grad`` is misspelled, so Python makes a new attribute and nothing is frozen."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="misspelled-requires-grad",
    leaves=("api.usage",),
    frameworks=TORCH,
    equivalent="never: an attribute of that name has no meaning",
)


def places(original: Original) -> Iterator[Mutation]:
    for path in original.paths:
        for item in original.program.modules[path].assignments:
            if item.target.endswith(".requires_grad"):
                node = original.root(path).descendant_for_byte_range(item.start, item.start)
                while node is not None and node.type != "assignment":
                    node = node.parent
                target = None if node is None else node.child_by_field_name("left")
                name = None if target is None else target.child_by_field_name("attribute")
                if name is not None:
                    yield mutation(path, name, [replaced(name, "require_grad")], "misspelled")
