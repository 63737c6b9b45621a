"""A JAX key is not split: the name that held the new key gets the old one."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import JAX, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="random-key-reused",
    leaves=("api.usage",),
    frameworks=JAX,
    equivalent="only one of the two keys is used afterwards",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("jax.random.split"):
        node = original.node(site)
        parent = node.parent
        targets = None if parent is None else parent.child_by_field_name("left")
        given = original.arguments(site)
        if targets is None or targets.type != "pattern_list" or len(given) != 1:
            continue
        names = [original.text(child) for child in targets.named_children]
        key = original.text(given[0].value)
        rest = original.source(site.path)[site.call.end : original.span(site)[1]].decode()
        used = [name for name in names if name in rest]
        if len(names) == 2 and len(used) == 2 and key.isidentifier():
            note = f"{', '.join(names)} are all {key}"
            yield mutation(site.path, node, [replaced(node, f"{key}, {key}")], note)
