"""Binary cross-entropy and the output do not fit each other.

Binary cross-entropy takes a probability from a sigmoid for each output; the form with logits
applies the sigmoid itself. On raw scores the first gives errors or values that are not a number;
after a sigmoid the second squeezes everything between 0.5 and 0.73.

Bad:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="binary_crossentropy", optimizer="adam")

Good:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
    model.compile(loss="binary_crossentropy", optimizer="adam")

Blind to outputs that a custom layer computes and to networks that are not read.

Sources: the documentation of keras.losses and torch.nn.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU104",
    name="binary-loss-pairing",
    kind=RuleKind.SMELL,
    leaves=(
        "model.layers.act.wrong",
        "training.loss.selection",
    ),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Pair sigmoid with binary cross-entropy, raw scores with the form that takes logits.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.loss is Loss.BINARY:
            yield _judge(use)


def _judge(use: LossUse) -> Finding:
    if not use.output or use.logits is None:
        return RULE.unknown("what the loss is given is not known", at(use.site))
    form = f"{use.name}, which takes {'logits' if use.logits else 'probabilities'},"
    if use.logits and use.output in {"sigmoid", "softmax"}:
        message = f"{form} is given an output of {use.output}"
        return RULE.present(message, at(use.site))
    if use.output == "softmax" and (use.network is None or _is_pair(use)):
        # of two outputs that sum to one it is the categorical loss; by hand it is meant
        return RULE.unknown(f"{use.name} on a softmax may be meant", at(use.site))
    wrong = {"linear", "relu", "softmax", "tanh", "leaky-relu", "elu", "selu", "gelu"}
    if not use.logits and use.output in wrong:
        message = f"{form} is given an output of {use.output}"
        return RULE.present(message, at(use.site))
    if use.output in {"sigmoid", "hard-sigmoid"} or use.logits:
        return RULE.absent(f"{form} is given {use.output}", at(use.site))
    return RULE.unknown(f"{form} is given {use.output}", at(use.site))


def _is_pair(use: LossUse) -> bool:
    return use.head is not None and use.head.units == 2
