"""The parentheses of a call without arguments are forgotten, so nothing happens."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="method-not-called",
    leaves=("api.usage", "api.missing_call"),
    frameworks=TORCH,
    equivalent="never: the methods that are chosen all have an effect",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.methods("zero_grad", "step", "backward", "eval", "state_dict"):
        node = original.node(site)
        function = node.child_by_field_name("function")
        if original.arguments(site) or function is None:
            continue
        if not original.says(r"\.backward\(") or "sched" in site.call.callee:
            continue
        if site.call.callee.endswith("state_dict") or original.statement(site) is not None:
            text = original.text(function)
            yield mutation(site.path, node, [replaced(node, text)], f"{text}() not called")
