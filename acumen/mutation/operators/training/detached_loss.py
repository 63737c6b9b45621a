"""The loss is cut off from the graph before gradients are made."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="detached-loss",
    leaves=("training.loss.calc", "training.loss.missing"),
    frameworks=TORCH,
    equivalent="never: backward() fails, or makes no gradients",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("backward"):
        receiver = site.call.callee.rpartition(".")[0]
        if not receiver.isidentifier() or original.statement(site) is None:
            continue
        start, _ = original.span(site)
        made = [
            item
            for item in original.program.modules[site.path].assignments
            if item.target == receiver and start <= item.start < site.call.start
        ]
        if made and made[-1].operator == "=" and made[-1].value.endswith(")"):
            root = original.root(site.path)
            node = root.descendant_for_byte_range(made[-1].end - 1, made[-1].end)
            assert node is not None
            for text in (".detach()", ".item()"):
                edit = Edit(made[-1].end, made[-1].end, text)
                yield mutation(site.path, node, [edit], f"{receiver} made with {text}")
