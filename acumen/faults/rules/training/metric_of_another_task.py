"""Accuracy is measured of a regression.

Accuracy counts exact matches. Of real numbers there are hardly any, so the figure stays near zero
and says nothing of the error.

Bad:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse", optimizer="adam", metrics=["accuracy"])
    model.fit(houses, prices)

Good:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse", optimizer="adam", metrics=["mae"])
    model.fit(houses, prices)

Two classes may be learnt with a squared error too, and accuracy says something of them: the rule
asks for a sign of quantities, in names of data or in metrics of errors. A network that ends in
sigmoid or softmax is a classifier, whatever its loss; it is left open.
Blind to metrics that are objects of the program.

Sources: the documentation of keras.metrics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.tasks import is_regression

RULE = Rule(
    id="ACU312",
    name="metric-of-another-task",
    kind=RuleKind.FAULT,
    leaves=("training.valid.metric",),
    frameworks=KERAS,
    confidence=Confidence.LOW,
    fix="Measure mean absolute error for quantities, accuracy for classes.",
)

_ADVERSARIAL = re.compile(r"gan\b|lsgan|discrimin|critic|advers", re.IGNORECASE)
_ACCURACY = frozenset({"accuracy", "acc", "categorical_accuracy", "binary_accuracy"})


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.framework == "keras" and use.metrics:
            yield _judge(use, measures=is_regression(subject, use.site.path))


def _judge(use: LossUse, *, measures: bool) -> Finding:
    accuracy = sorted(_ACCURACY & set(use.metrics))
    if use.loss is not Loss.REGRESSION or not accuracy:
        return RULE.absent(f"{', '.join(use.metrics)} beside {use.name}", at(use.site))
    receiver = use.site.call.callee.rpartition(".")[0]
    if _ADVERSARIAL.search(f"{use.site.path} {receiver}"):
        return RULE.unknown("real and made-up examples are classes here", at(use.site))
    if use.output in {"linear", "relu"} and not measures:
        return RULE.unknown("two classes can be told apart by such a loss, too", at(use.site))
    if use.output in {"linear", "relu"}:
        message = f"{accuracy[0]} beside {use.name} on a {use.output} output"
        return RULE.present(message, at(use.site))
    return RULE.unknown("whether the network is a classifier is not known", at(use.site))
