"""Output and target change places in the loss."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="swapped-loss-arguments",
    leaves=("training.loss.calc", "api.usage", "tensors.input.type.method"),
    frameworks=TORCH,
    equivalent="the loss is symmetric, such as the squared error",
)


LOSSES = (
    "torch.nn.functional.cross_entropy",
    "torch.nn.CrossEntropyLoss.__call__",
    "torch.nn.functional.nll_loss",
    "torch.nn.NLLLoss.__call__",
    "torch.nn.functional.binary_cross_entropy*",
    "torch.nn.BCELoss.__call__",
    "torch.nn.BCEWithLogitsLoss.__call__",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning(*LOSSES):
        given = original.arguments(site)
        if len(given) >= 2 and not given[0].name and not given[1].name:
            first, second = given[0].value, given[1].value
            edits = [
                replaced(first, original.text(second)),
                replaced(second, original.text(first)),
            ]
            yield mutation(site.path, first, edits, "output and target swapped")
