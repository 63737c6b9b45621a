"""Adam's epsilon becomes too small to keep a division from overflowing."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, with_argument
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="tiny-adam-epsilon",
    leaves=("training.optim.adam_eps",),
    frameworks=ANY,
    equivalent="never: 1e-20 is nothing beside the smallest single-precision square",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.optim.Adam*", "*keras.optimizers.Adam*", "optax.adam*"):
        if not site.qualified.rpartition(".")[2].lower().startswith("adam"):
            continue  # a method of the optimiser
        given = original.arguments(site)
        if any(item.value.type in {"list_splat", "dictionary_splat"} for item in given):
            continue
        name = "epsilon" if "keras" in site.qualified else "eps"
        edit = with_argument(original, site, name, "1e-20")
        yield mutation(site.path, original.node(site), [edit], f"{name} is 1e-20")
