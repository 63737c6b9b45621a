"""Losses are kept in a list with their graphs: ``.item()`` is taken out of ``append``."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_method
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="graph-kept-by-list",
    leaves=("training.proc.memory",),
    frameworks=TORCH,
    equivalent="the loss has no graph: it is computed without gradients",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("item"):
        node = original.node(site)
        listed = node.parent
        call = None if listed is None else listed.parent
        if listed is None or listed.type != "argument_list" or call is None:
            continue
        called = call.child_by_field_name("function")
        receiver = site.call.callee.rpartition(".")[0]
        trained = {s.call.callee for s in original.within(site.path, *original.span(site))}
        edit = without_method(original, site)
        if called is None or edit is None or not original.text(called).endswith(".append"):
            continue
        if f"{receiver}.backward" in trained and original.looped(site):
            yield mutation(site.path, node, [edit], f"{receiver} appended with its graph")
