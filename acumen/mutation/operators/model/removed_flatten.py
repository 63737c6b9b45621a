"""Feature maps go into a dense layer as they are: the flattening is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from acumen.mutation.edits import mutation, unwrapped, without_item, without_statement
from acumen.mutation.layers import keras_layers
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-flatten",
    leaves=(
        "model.layers.mrw.no_flatten",
        "tensors.input.shape.layer",
        "model.layers.prop.linear_in",
        "model.layers.prop.mismatch",
    ),
    frameworks=ANY,
    equivalent="what is flattened has no more than two axes",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"Conv|Flatten\(input_shape"):
        return
    for site in [*keras_layers(original, "Flatten"), *original.meaning("torch.nn.Flatten")]:
        node, parent = original.node(site), original.node(site).parent
        if original.arguments(site) or parent is None:
            continue
        if parent.type == "list" or (parent.type == "argument_list" and "torch" in site.qualified):
            edit = without_item(original, site.path, node)
            yield mutation(site.path, node, [edit], "Flatten removed")
        elif parent.type == "argument_list" and parent.parent is not None:
            added = parent.parent.parent
            if added is not None and added.type == "expression_statement":
                edit = without_statement(original, site.path, added)
                yield mutation(site.path, node, [edit], "Flatten removed")
        elif parent.type == "call":
            inner = parent.child_by_field_name("arguments")
            if inner is not None and inner.named_child_count == 1:
                child = inner.named_child(0)
                if child is not None:
                    yield mutation(site.path, node, [_kept(parent, child)], "Flatten removed")
    for site in original.meaning("torch.flatten"):
        given = original.argument(site, "input", 0)
        if given is not None:
            edit = unwrapped(original, site, given)
            yield mutation(site.path, original.node(site), [edit], "flatten removed")


def _kept(call: Node, inner: Node) -> Edit:
    """``f(x)`` becomes ``x``."""
    return Edit(call.start_byte, call.end_byte, (inner.text or b"").decode())
