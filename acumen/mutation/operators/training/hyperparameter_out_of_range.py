"""A share of units to drop, or a momentum, gets a value that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original
from acumen.mutation.values import number_behind

OPERATOR = Operator(
    name="hyperparameter-out-of-range",
    leaves=("training.hyper.tuning",),
    frameworks=ANY,
    equivalent="the value is no number that stands in the program",
)


DROPOUT = ("torch.nn.Dropout*", "torch.nn.functional.dropout*", "*keras.layers.*Dropout*")


def places(original: Original) -> Iterator[Mutation]:
    dropouts = [
        (site, original.argument(site, name, position), "0.95")
        for pattern in DROPOUT
        for site in original.meaning(pattern)
        for name, position in (("p", 1 if "functional" in pattern else 0), ("rate", 0))
    ]
    momenta = [
        (site, original.argument(site, "momentum"), "1.9")
        for site in original.meaning("torch.optim.*", "*keras.optimizers.*", "optax.sgd")
    ]
    for site, given, wrong in [*dropouts, *momenta]:
        found = None if given is None else number_behind(original, site, given.value)
        if found is not None and original.text(found[1]) != wrong:
            path, node = found
            note = f"{original.text(node)} of {site.qualified} became {wrong}"
            yield mutation(path, node, [replaced(node, wrong)], note)
