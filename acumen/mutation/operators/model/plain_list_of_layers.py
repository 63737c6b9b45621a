"""Layers are kept in a plain list, where the model does not find them."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="plain-list-of-layers",
    leaves=("model.type.init", "training.optim.choice"),
    frameworks=TORCH,
    equivalent="the list is handed to something that registers its layers",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.ModuleList", "torch.nn.ModuleDict"):
        given = original.arguments(site)
        node = original.node(site)
        kept = node.parent is not None and node.parent.type == "assignment"
        plain = {"list", "list_comprehension", "dictionary", "dictionary_comprehension"}
        if len(given) == 1 and kept and given[0].value.type in plain:
            edit = replaced(node, original.text(given[0].value))
            name = site.qualified.rpartition(".")[2]
            yield mutation(site.path, node, [edit], f"{name} removed")
