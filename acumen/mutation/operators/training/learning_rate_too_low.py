"""The learning rate becomes so small that nothing is learnt."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original
from acumen.mutation.steps import optimisers
from acumen.mutation.values import number_behind

OPERATOR = Operator(
    name="learning-rate-too-low",
    leaves=("training.hyper.lr",),
    frameworks=ANY,
    equivalent="the rate is no number that stands in the program",
)


def places(original: Original) -> Iterator[Mutation]:
    for site, given in optimisers(original):
        found = number_behind(original, site, given.value)
        if found is not None:
            path, node = found
            note = f"learning rate {original.text(node)} became 1e-12"
            yield mutation(path, node, [replaced(node, "1e-12")], note)
