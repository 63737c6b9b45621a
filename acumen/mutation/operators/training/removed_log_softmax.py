"""NLLLoss gets raw outputs: the log-softmax is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, unwrapped
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original
from acumen.mutation.steps import CROSS_ENTROPY

OPERATOR = Operator(
    name="removed-log-softmax",
    leaves=("training.loss.calc", "model.layers.act.no_softmax", "model.layers.mrw.no_softmax"),
    frameworks=TORCH,
    equivalent="the loss is another one than the negative log-likelihood",
)


_LIKELIHOODS = ("torch.nn.functional.nll_loss*", "torch.nn.NLLLoss*")


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"nll_loss|NLLLoss"):
        return
    if any(original.meaning(*CROSS_ENTROPY)) and not any(original.meaning(*_LIKELIHOODS)):
        return  # which takes the logarithm once more, to no effect
    for site in original.meaning("torch.nn.functional.log_softmax", "torch.log_softmax"):
        given = original.argument(site, "input", 0)
        if given is not None:
            edit = unwrapped(original, site, given)
            yield mutation(site.path, original.node(site), [edit], "log_softmax removed")
