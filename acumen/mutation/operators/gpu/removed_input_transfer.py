"""The model is on a device and its input stays where it is."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-input-transfer",
    leaves=("gpu.no_transfer",),
    frameworks=TORCH,
    equivalent="the model is not moved either, or the input is moved elsewhere too",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"\w*(?:model|net|encoder|decoder)\w*\.(?:to|cuda)\(|\)\.to\(|\)\.cuda\("):
        return
    seen = set()
    for site in original.methods("to", "cuda"):
        node = original.node(site)
        while node.parent is not None and node.type not in {"expression_statement", "block"}:
            node = node.parent
        if node.type != "expression_statement" or not original.looped(site):
            continue
        text = original.text(node)
        target, _, value = text.partition("=")
        names = [name.strip() for name in target.strip("() ").split(",")]
        moved = [f"{name}.{how}" for name in names for how in ("to(", "cuda(")]
        plain = all(name.isidentifier() for name in names)
        again = sum(m in value for m in moved) == len(names)
        if plain and again and (site.path, node.start_byte) not in seen:
            seen.add((site.path, node.start_byte))
            if not any("model" in name or "net" in name for name in names):
                edit = without_statement(original, site.path, node)
                yield mutation(site.path, node, [edit], f"{text} removed")
