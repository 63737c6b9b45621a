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

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import Loss, LossUse, loss_uses
from acumen.faults.rule import Rule, at
from acumen.faults.sources import Source, sources
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


_ORDERED = frozenset({Loss.NEGATIVE_LOG, Loss.DIVERGENCE, Loss.SPARSE, Loss.BINARY})
_TARGET = re.compile(
    r"(?:y|y_true|(?:\w+_)?(?:targets?|labels?|tgts?|tags?|truth|gt|gold|true_\w+)(?:_?batch|_[a-z]|_train|_val|_test)?|y_?batch)$",
    re.IGNORECASE,
)
_CAST = re.compile(
    r"\.(?:float|long|double|int|squeeze|to|type|view|unsqueeze|reshape|flatten|contiguous)"
    r"\((?:[^()]|\([^()]*\))*\)$"
)
_SCALED = re.compile(r"(?:\w+_)?(?:logits?|scores?|outputs?)(?:_\w+)?\s*/\s*[\w.]+$", re.IGNORECASE)
_ACTIVATED = re.compile(r"(?:\w+\.)*log_softmax\(")
_MOST_CASTS = 4
_OUTPUT = re.compile(
    r"(?:y_?(?:hat|pred)|(?:\w+_)?(?:out|outputs?|logits?|preds?|predictions?|scores?))$",
    re.IGNORECASE,
)
_NETWORK = re.compile(r"(?:\w*model|\w*net|classifier|discriminator|self)$", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.framework == "torch" and use.loss in _ORDERED and _swapped(subject, use):
            message = "the first argument is called like a target, the second like an output"
            yield RULE.present(message, at(use.site))
            continue
        if use.framework == "torch" and use.loss in _ORDERED and _comes_second(subject, use):
            message = "the first argument is data, the second is what a network gives"
            yield RULE.present(message, at(use.site))
            continue
        if use.loss in {Loss.NEGATIVE_LOG, Loss.DIVERGENCE}:
            yield _judge(use)


def _swapped(subject: Subject, use: LossUse) -> bool:
    given = subject.arguments(use.site)
    if len(given) < 2 or any(argument.name or argument.star for argument in given[:2]):
        return False
    first, second = _plain(given[0].text), _plain(given[1].text)
    if not _TARGET.match(first.partition("[")[0].rpartition(".")[2]):
        return False
    if _OUTPUT.match(second.partition("[")[0]) or _SCALED.match(second):
        return True
    if use.loss in {Loss.NEGATIVE_LOG, Loss.SPARSE} and _ACTIVATED.match(second):
        return True
    callee = second.partition("(")[0].rpartition(".")[2]
    return "(" in second and _NETWORK.match(callee) is not None


def _comes_second(subject: Subject, use: LossUse) -> bool:
    """Whether only the second argument was computed by a network, whatever both are called."""
    given = subject.arguments(use.site)
    if len(given) < 2 or any(argument.name or argument.star for argument in given[:2]):
        return False
    path, start = use.site.path, use.site.call.start
    second = sources(subject, path, given[1].text, start)
    if Source.NETWORK not in second or Source.DATA in second:
        return False
    first = sources(subject, path, given[0].text, start)
    return bool(first) and first.isdisjoint({Source.NETWORK, Source.UNKNOWN})


def _plain(text: str) -> str:
    """An expression without the changes of form or type at its end."""
    for _ in range(_MOST_CASTS):
        text, before = _CAST.sub("", text), text
        if text == before:
            break
    return text


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
