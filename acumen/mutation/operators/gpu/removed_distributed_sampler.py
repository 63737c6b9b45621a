"""Every process of a distributed training sees all data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-distributed-sampler",
    leaves=("gpu.parallel",),
    frameworks=TORCH,
    equivalent="the data is divided elsewhere, or is not trained on",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"DistributedSampler\("):
        return
    for site in original.meaning("torch.utils.data.DataLoader"):
        given = original.argument(site, "sampler")
        node = original.node(site)
        name = "" if node.parent is None else original.text(node.parent)
        if given is not None and not re.search("val|test|eval", name, re.IGNORECASE):
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "sampler removed")
