"""Batches are moved to a device and the model stays where it is."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from acumen.mutation.edits import mutation, without_method, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original
from acumen.syntax.program import ResolvedCall

OPERATOR = Operator(
    name="removed-model-transfer",
    leaves=("gpu.no_transfer",),
    frameworks=TORCH,
    equivalent="the device is the CPU, or what holds the model moves it too",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"(?:data|images?|inputs?|labels?|targets?|x|y|batch)\.(?:to|cuda)\("):
        return
    for site in original.methods("to", "cuda"):
        receiver = site.call.callee.rpartition(".")[0]
        name = receiver.partition("(")[0].lower()
        given = [original.text(g.value) for g in original.arguments(site)]
        if given and not ("device" in given[0] or "cuda" in given[0]):
            continue
        if (given and _is_cpu(original, site, given[0])) or _moves_all(original, site):
            continue
        model = name.endswith(("model", "net")) or site.qualified.endswith((".Module.to",))
        statement = original.statement(site)
        if model and statement is not None:
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], f"{receiver}.to() removed")
        elif model:
            taken = without_method(original, site)
            again = _assigned_again(original, site, receiver)
            if again is not None:
                taken = without_statement(original, site.path, again)
            if taken is not None:
                yield mutation(site.path, original.node(site), [taken], f"{receiver}.to() removed")


def _assigned_again(original: Original, site: ResolvedCall, receiver: str) -> Node | None:
    """The statement ``model = model.to(device)``, of which nothing is left without the move."""
    assignment = original.node(site).parent
    if assignment is None or assignment.type != "assignment" or assignment.parent is None:
        return None
    target = assignment.child_by_field_name("left")
    alone = assignment.parent.type == "expression_statement"
    same = target is not None and original.text(target) == receiver
    return assignment.parent if alone and same else None


def _is_cpu(original: Original, site: ResolvedCall, device: str) -> bool:
    """Whether the last thing that the function gave the device's name before is the CPU."""
    start = original.span(site)[0]
    before = [
        item.value
        for item in original.program.modules[site.path].assignments
        if item.target == device and start <= item.start < site.call.start
    ]
    return bool(before) and "cpu" in before[-1] and "cuda" not in before[-1]


def _moves_all(original: Original, site: ResolvedCall) -> bool:
    """Whether the call stands in a ``to`` that moves all parts of a module anyway."""
    function = original.function(site)
    if function is None or function.name.rpartition(".")[2] not in {"to", "cuda"}:
        return False
    return any(
        inner.call.callee in {"super().to", "super().cuda"}
        for inner in original.within(site.path, function.start, function.end)
    )
