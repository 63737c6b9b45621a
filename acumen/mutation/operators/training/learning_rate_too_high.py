"""The learning rate becomes a thousand times larger."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original
from acumen.mutation.steps import is_adaptive, optimisers
from acumen.mutation.values import number_behind

OPERATOR = Operator(
    name="learning-rate-too-high",
    leaves=("training.hyper.lr",),
    frameworks=ANY,
    equivalent="the rate is no number that stands in the program",
)


def places(original: Original) -> Iterator[Mutation]:
    for site, given in optimisers(original):
        found = number_behind(original, site, given.value)
        if found is None:
            continue
        path, node = found
        rate = float(original.text(node))
        wrong = max(rate * 1000, 2.0 if is_adaptive(site) else 20.0)
        note = f"learning rate {rate:g} became {wrong:g}"
        yield mutation(path, node, [replaced(node, f"{wrong:.1f}")], note)
