"""Layers are kept in a plain list, where the model does not find them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="plain-list-of-layers",
    leaves=("model.type.init", "training.optim.choice"),
    frameworks=TORCH,
    equivalent="the list is handed to something that registers its layers, or holds none",
)


_SAME = re.compile(  # without weights or modes, a list of them is as good
    r"\[\s*(?:\w+\.)*(?:ReLU|LeakyReLU|ELU|GELU|SiLU|Tanh|Sigmoid|Identity|MaxPool\dd|AvgPool\dd)"
    r"\([^()]*\)\s*for[^\[\]]*\]"
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.ModuleList", "torch.nn.ModuleDict"):
        given = original.arguments(site)
        node = original.node(site)
        kept = node.parent is not None and node.parent.type == "assignment"
        plain = {"list", "list_comprehension", "dictionary", "dictionary_comprehension"}
        if given and _SAME.fullmatch(original.text(given[0].value)):
            continue
        if len(given) == 1 and kept and given[0].value.type in plain:
            edit = replaced(node, original.text(given[0].value))
            name = site.qualified.rpartition(".")[2]
            yield mutation(site.path, node, [edit], f"{name} removed")
