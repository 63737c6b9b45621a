"""A layer is made anew, with new weights, each time the model runs."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import attribute_of
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="layer-made-in-forward",
    leaves=("model.type.multi_init", "model.type.weights_init", "training.optim.choice"),
    frameworks=TORCH,
    equivalent="the layer has no weights",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.Linear", "torch.nn.Conv2d"):
        name = attribute_of(original, site)
        given = original.arguments(site)
        literal = given and all(g.value.type in {"integer", "true", "false"} for g in given)
        if not name or not literal:
            continue
        for used in original.named(name):
            callee = original.node(used).child_by_field_name("function")
            same = used.path == site.path and used.call.callee == f"self.{name}"
            if callee is not None and same:
                text = original.text(original.node(site))
                note = f"self.{name} made where it is used"
                yield mutation(used.path, callee, [replaced(callee, text)], note)
