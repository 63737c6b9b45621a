"""A loss is given what it does not take.

NLLLoss takes logarithms of probabilities; of raw scores or probabilities it goes below zero and
has no minimum. The divergence takes logarithms as its first argument, too.

Bad:

    import torch
    loss = torch.nn.functional.nll_loss(torch.softmax(scores, dim=1), labels)

Good:

    import torch
    loss = torch.nn.functional.nll_loss(torch.log_softmax(scores, dim=1), labels)

Blind to networks that are not read and to outputs that a custom layer computes.

Sources: the documentation of torch.nn.NLLLoss and torch.nn.KLDivLoss.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import Loss, LossUse, loss_uses
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU310",
    name="loss-input-contract",
    kind=RuleKind.FAULT,
    leaves=("training.loss.calc",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Give NLLLoss and KLDivLoss the result of log_softmax.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.loss in {Loss.NEGATIVE_LOG, Loss.DIVERGENCE}:
            yield _judge(use)


def _judge(use: LossUse) -> Finding:
    if not use.output:
        return RULE.unknown("what the loss is given is not known", at(use.site))
    if use.output in {"log_softmax", "log-softmax", "logsigmoid", "log-sigmoid"}:
        return RULE.absent(f"{use.loss} of {use.output}", at(use.site))
    if use.output in {"softmax", "sigmoid"} or (
        use.loss is Loss.NEGATIVE_LOG and use.output in {"linear", "relu"}
    ):
        message = f"{use.loss} of an output of {use.output}, not of logarithms"
        return RULE.present(message, at(use.site))
    return RULE.unknown(f"{use.loss} of an output of {use.output}", at(use.site))
