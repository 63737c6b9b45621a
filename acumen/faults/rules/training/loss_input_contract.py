"""A loss is given what it does not take.

NLLLoss takes logarithms of probabilities; of raw scores or probabilities it goes below zero and
has no minimum. The divergence takes logarithms as its first argument, too. Where output and target
have changed places, gradients flow into the wrong one, or the call fails.

Bad:

    import torch
    loss = torch.nn.functional.nll_loss(torch.softmax(scores, dim=1), labels)

Good:

    import torch
    loss = torch.nn.functional.nll_loss(torch.log_softmax(scores, dim=1), labels)

Outputs are known by the network that gives them, or by their name. Blind to networks that are not
read and to outputs that a custom layer computes.

Sources: the documentation of torch.nn.NLLLoss and torch.nn.KLDivLoss.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.lossorder import swapped
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU310",
    name="loss-input-contract",
    kind=RuleKind.FAULT,
    leaves=("training.loss.calc",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Give the output first and the target second; NLLLoss and KLDivLoss take log_softmax.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if reason := swapped(subject, use):
            yield RULE.present(reason, at(use.site))
        elif use.loss in {Loss.NEGATIVE_LOG, Loss.DIVERGENCE}:
            yield _judge(use)


def _judge(use: LossUse) -> Finding:
    if not use.output:
        return RULE.unknown("what the loss is given is not known", at(use.site))
    if use.output in {"log_softmax", "log-softmax", "logsigmoid", "log-sigmoid"}:
        return RULE.absent(f"{use.name} of {use.output}", at(use.site))
    if use.output in {"softmax", "sigmoid"} or (
        use.loss is Loss.NEGATIVE_LOG and use.output in {"linear", "relu"}
    ):
        message = f"{use.name} of an output of {use.output}, not of logarithms"
        return RULE.present(message, at(use.site))
    return RULE.unknown(f"{use.name} of an output of {use.output}", at(use.site))
