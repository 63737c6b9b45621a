"""Accuracy is measured beside a loss of distances, where nothing says that classes are predicted.

Accuracy counts outputs that equal the target. Of quantities hardly one does, so that it stays near
zero whatever the network learns; and where classes are meant, a loss of distances is the wrong one.

Bad:

    from tensorflow import keras
    def build(model):
        model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])

Good:

    from tensorflow import keras
    def build(model):
        model.compile(optimizer="adam", loss="mse", metrics=["mae"])

Advice: which of the two is wrong is for the reader. Networks that end in a sigmoid or softmax, real
and made-up examples of adversarial networks, and programs that make labels one-hot are left alone.
What is surely a regression is said by the rule about metrics. Blind to metrics that are made.

Sources: the documentation of keras.metrics.Accuracy.
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
    id="ACU340",
    name="accuracy-beside-distance",
    kind=RuleKind.SMELL,
    leaves=("training.valid.metric", "training.loss.selection"),
    frameworks=KERAS,
    confidence=Confidence.MEDIUM,
    fix="Measure an error of quantities, or take cross-entropy for classes.",
)

_ADVERSARIAL = re.compile(r"gan\b|lsgan|discrimin|critic|advers|combined", re.IGNORECASE)
_ACCURACY = re.compile(
    r"""['"](?:acc|accuracy|(?:sparse_|top_k_)?categorical_accuracy|binary_accuracy)['"]"""
)
_OF_CLASSES = re.compile(r"categorical_accuracy")
_CLASSIFIES = re.compile(
    rb"to_categorical|one_hot|OneHotEncoder|LabelBinarizer|get_dummies|sigmoid"
)


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.framework != "keras" or use.loss is not Loss.REGRESSION:
            continue
        text = _metrics(subject, use)
        found = _ACCURACY.search(text)
        if not found:
            yield RULE.absent(f"no accuracy beside {use.name}", at(use.site))
        elif not _means_it(subject, use, text):
            yield RULE.present(f"{found[0]} beside {use.name}", at(use.site))


def _metrics(subject: Subject, use: LossUse) -> str:
    """The metrics as they are written, also under a name."""
    text = subject.argument(use.site, "metrics", 2).strip()
    if text.isidentifier():
        items = subject.constants.assigned(use.site.path, text, at=use.site.call.start)
        text = " ".join(item.value for item in items)
    return text


def _means_it(subject: Subject, use: LossUse, text: str) -> bool:
    """Whether it may be on purpose, or somebody else speaks of it."""
    receiver = use.site.call.callee.rpartition(".")[0]
    if _ADVERSARIAL.search(f"{use.site.path} {receiver}"):
        return True
    if use.output in {"sigmoid", "softmax", "tanh"}:
        return True
    if use.output and is_regression(subject, use.site.path):
        return True  # surely one, which the rule about metrics says
    if _OF_CLASSES.search(text):
        return False
    return _CLASSIFIES.search(subject.source(use.site.path)) is not None
