"""Padding counts in the loss: ``ignore_index`` is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-ignore-index",
    leaves=("training.loss.mask",),
    frameworks=TORCH,
    equivalent="nothing is padded",
)

_DEFAULT = "-100"  # what cross-entropy leaves out anyhow


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.CrossEntropyLoss", "torch.nn.functional.cross_entropy"):
        given = original.argument(site, "ignore_index")
        if given is not None and not _is_default(original, site.path, given.value):
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "ignore_index removed")


def _is_default(original: Original, path: str, value: Node) -> bool:
    """Whether -100 is given, by itself or by a name that is assigned nothing else in the file."""
    text = original.text(value)
    if text == _DEFAULT:
        return True
    name = text.rpartition(".")[2]
    found = [
        item.value.strip()
        for item in original.program.modules[path].assignments
        if item.target.rpartition(".")[2] == name
    ]
    return bool(found) and all(item == _DEFAULT for item in found)
