"""A loss that expects probabilities gets raw values: the sigmoid is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, unwrapped, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-sigmoid",
    leaves=(
        "model.layers.act.wrong",
        "training.loss.selection",
        "training.loss.calc",
        "model.layers.act.no_softmax",
    ),
    frameworks=TORCH,
    equivalent="the loss takes the sigmoid itself",
)


def places(original: Original) -> Iterator[Mutation]:
    if original.says("WithLogits|with_logits") or not original.says(
        r"BCELoss|binary_cross_entropy\("
    ):
        return
    for site in original.meaning("torch.sigmoid", "torch.nn.functional.sigmoid"):
        node, given = original.node(site), original.argument(site, "input", 0)
        if given is not None and node.parent is not None and node.parent.type == "return_statement":
            edit = unwrapped(original, site, given)
            yield mutation(site.path, node, [edit], "sigmoid removed")
    for site in original.meaning("torch.nn.Sigmoid"):
        node = original.node(site)
        if node.parent is not None and node.parent.type == "argument_list":
            edit = without_item(original, site.path, node)
            yield mutation(site.path, node, [edit], "Sigmoid() removed")
