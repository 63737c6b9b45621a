"""Nothing is held out: the validation data is taken out of fit()."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_item
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import KERAS, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-validation",
    leaves=("training.valid.no_valid",),
    frameworks=KERAS,
    equivalent="another fit() or a callback judges the model on held-out data",
)


def places(original: Original) -> Iterator[Mutation]:
    if original.says(r"\.evaluate\(|EarlyStopping|val_loss"):
        return
    for site in original.methods("fit"):
        for name in ("validation_data", "validation_split"):
            given = original.argument(site, name)
            if given is not None:
                edit = without_item(original, site.path, given.node)
                yield mutation(site.path, given.node, [edit], f"{name} removed")
