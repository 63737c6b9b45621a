"""Two affine layers follow each other: the activation between them is taken out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from acumen.mutation.edits import mutation, unwrapped, without_item
from acumen.mutation.layers import activation, keras_layers, torch_sequences
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-activation",
    leaves=("model.layers.act.no_relu",),
    frameworks=ANY,
    equivalent="something else between the two layers is not linear, or no affine layer follows",
)


LINEAR = "torch.nn.Linear.__call__"
RELUS = (
    "torch.nn.functional.relu",
    "torch.relu",
    "torch.nn.functional.gelu",
    "torch.tanh",
    "flax.linen.relu",
    "flax.nnx.relu",
    "jax.nn.relu",
)
DENSE = (LINEAR, "flax.linen.Dense.__call__", "flax.nnx.Linear.__call__")


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning(*RELUS):
        given = original.arguments(site)
        inner = list(original.within(site.path, site.call.start + 1, site.call.end))
        after = original.within(site.path, site.call.end, original.span(site)[1])
        dense = bool(inner) and (inner[0].qualified in DENSE or "Dense(" in inner[0].call.callee)
        follows = next((s for s in after if s.qualified in DENSE), None)
        if len(given) == 1 and dense and follows is not None and given[0].value.type == "call":
            between = original.source(site.path)[site.call.end : follows.call.start]
            if b"relu" not in between and b"pool" not in between:
                edit = unwrapped(original, site, given[0])
                yield mutation(site.path, original.node(site), [edit], "activation removed")
    for site, layers in torch_sequences(original):
        for before, node, after_ in zip(layers, layers[1:], layers[2:], strict=False):
            name = original.text(node).partition("(")[0].rpartition(".")[2]
            affine = all("Linear(" in original.text(n) for n in (before, after_))
            if affine and name in {"ReLU", "Tanh", "GELU", "LeakyReLU", "Sigmoid", "ELU"}:
                edit = without_item(original, site.path, node)
                yield mutation(site.path, node, [edit], f"{name} removed")
    dense_layers = keras_layers(original, "Dense")
    for site, follower in itertools.pairwise(dense_layers):
        given_, name = activation(original, site)
        between = original.source(site.path)[site.call.end : follower.call.start].lower()
        words = (b"activation", b"relu", b"def ", b"model(", b"sequential(", b"conv", b"lstm")
        held = given_ is not None and name in {"relu", "tanh", "elu"}
        if site.path != follower.path or any(word in between for word in words) or not held:
            continue
        assert given_ is not None
        edit = without_item(original, site.path, given_.node)
        yield mutation(site.path, given_.node, [edit], f"{name} removed")
