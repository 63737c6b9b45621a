"""A classifier is trained on outputs that are no probabilities.

Categorical cross-entropy takes the logarithm of probabilities. Of raw, negative or unbounded
scores it makes values that are clipped or not a number, and training stands still or diverges.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(10))
    model.compile(loss="categorical_crossentropy", optimizer="adam")

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam")

A loss with from_logits=True takes raw scores and is right. Blind to models that another file
builds and to outputs that a custom layer computes.

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
    id="ACU102",
    name="missing-softmax",
    kind=RuleKind.FAULT,
    leaves=(
        "model.layers.act.no_softmax",
        "model.layers.mrw.no_softmax",
    ),
    frameworks=KERAS,
    confidence=Confidence.HIGH,
    fix="End with softmax, or give the loss from_logits=True.",
)

_NO_PROBABILITIES = frozenset(
    {"linear", "relu", "tanh", "sigmoid", "leaky-relu", "elu", "selu", "gelu"}
)


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.framework == "keras" and use.loss in {Loss.CATEGORICAL, Loss.SPARSE}:
            yield _judge(use)


def _judge(use: LossUse) -> Finding:
    if use.logits:
        return RULE.absent("the loss takes raw scores", at(use.site))
    if use.head is None or use.logits is None or use.head.affine is None:
        return RULE.unknown("how the compiled network ends is not known", at(use.site))
    if use.output in _NO_PROBABILITIES:
        place = use.head.affine.evidence
        message = f"{use.name} on {use.head.units or '?'} outputs with activation {use.output}"
        return RULE.present(message, place, at(use.site))
    if use.output == "softmax":
        return RULE.absent(f"{use.name} on softmax", at(use.site))
    return RULE.unknown(f"{use.name} on activation {use.output}", at(use.site))
