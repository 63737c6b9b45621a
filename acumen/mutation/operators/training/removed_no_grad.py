"""The model is judged with gradients: ``with torch.no_grad()`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import dedented, mutation
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-no-grad",
    leaves=("training.proc.memory",),
    frameworks=TORCH,
    equivalent="no model runs inside, or gradients are switched off elsewhere too",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.no_grad"):
        node = original.node(site)
        while node is not None and node.type != "with_statement":
            if node.parent is None or node.type in {"block", "decorator"}:
                break
            node = node.parent
        if node.type != "with_statement":
            continue
        body = node.child_by_field_name("body")
        header = original.source(site.path)[node.start_byte : node.end_byte].partition(b":")[0]
        if body is None or b"," in header:
            continue
        inside = [s.call.callee for s in original.within(site.path, body.start_byte, body.end_byte)]
        models = [name for name in inside if "model" in name.lower() or "net" in name.lower()]
        edits = dedented(original, site.path, node, body)
        if edits and models:
            yield mutation(site.path, node, edits, "torch.no_grad() removed")
