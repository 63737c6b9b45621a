"""A regression loss is trained on a softmax.

Softmax makes its outputs sum to one and squared errors of it have gradients that vanish where it
is sure and wrong. For a quantity the output must be free; for classes cross-entropy is the loss.

Bad:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(4, activation="softmax")])
    model.compile(loss="mse", optimizer="adam")

Good:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(4)])
    model.compile(loss="mse", optimizer="adam")

Blind to networks that are not read, and to distillation of probabilities, which may be meant.

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
    id="ACU105",
    name="softmax-regression",
    kind=RuleKind.FAULT,
    leaves=(
        "model.layers.act.wrong",
        "training.loss.selection",
    ),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Use a linear output for quantities, cross-entropy for classes.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.loss is Loss.REGRESSION:
            yield _judge(use)


def _judge(use: LossUse) -> Finding:
    if not use.output:
        return RULE.unknown("what the loss is given is not known", at(use.site))
    if use.output == "softmax" and (use.framework == "keras" or use.network is not None):
        return RULE.present(f"{use.name} on an output of softmax", at(use.site))
    if use.output == "softmax":
        return RULE.unknown("probabilities are compared, perhaps on purpose", at(use.site))
    return RULE.absent(f"{use.name} on an output of {use.output}", at(use.site))
