"""Training batches come in the order of the data set."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-shuffle",
    leaves=("training.prep.missing",),
    frameworks=TORCH,
    equivalent="the loader is not for training, or a sampler draws at random",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.utils.data.DataLoader"):
        given = original.argument(site, "shuffle")
        if given is None or original.text(given.value) != "True":
            continue
        if original.argument(site, "sampler") or original.argument(site, "batch_sampler"):
            continue
        node = original.node(site)
        name = "" if node.parent is None else original.text(node.parent)
        first = original.arguments(site)[0]
        if "train" in name.lower() or "train" in original.text(first.value).lower():
            edit = replaced(given.value, "False")
            yield mutation(site.path, given.node, [edit], "shuffle=True became False")
            edit = without_item(original, site.path, given.node)
            yield mutation(site.path, given.node, [edit], "shuffle=True removed")
