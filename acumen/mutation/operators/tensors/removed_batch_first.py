"""A recurrent layer takes the batch for the sequence: ``batch_first`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original
from acumen.syntax.program import ResolvedCall

OPERATOR = Operator(
    name="removed-batch-first",
    leaves=("tensors.input.format.rnn",),
    frameworks=TORCH,
    equivalent="the data comes with the sequence first",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN"):
        given = original.argument(site, "batch_first")
        if given is None or original.text(given.value) != "True":
            continue
        if not _is_given_packed(original, site):
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "batch_first removed")


def _is_given_packed(original: Original, site: ResolvedCall) -> bool:
    """Whether every input of the layer is a packed sequence, which has no order of axes."""
    parent = original.node(site).parent
    target = None if parent is None else parent.child_by_field_name("left")
    name = "" if target is None else original.text(target)
    used = [s for s in original.within(site.path, 0, 1 << 60) if name and s.call.callee == name]
    packed = {
        item.target
        for item in original.program.modules[site.path].assignments
        if "pack_padded_sequence(" in item.value or "pack_sequence(" in item.value
    }
    given = [original.argument(one, "input", 0) for one in used]
    return bool(given) and all(
        one is not None
        and (original.text(one.value) in packed or "pack_" in original.text(one.value))
        for one in given
    )
