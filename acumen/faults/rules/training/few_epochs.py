"""The program trains for one epoch or none.

Most networks need many passes over their data; after one the loss is still falling.

Bad:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x, y, epochs=1)

Good:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x, y, epochs=50)

Advice only: a demonstration may stop after one epoch, and fine-tuning may need no more. Blind to
loops around fit.

Sources: the documentation of keras.Model.fit and transformers.TrainingArguments.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.constants import as_number
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU306",
    name="few-epochs",
    kind=RuleKind.SMELL,
    leaves=("training.hyper.epochs",),
    frameworks=(*KERAS, "transformers"),
    confidence=Confidence.MEDIUM,
    fix="Train until the validation loss stops falling; EarlyStopping does it.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods("fit"):
        if not subject.roots_of(site.path).isdisjoint(KERAS) and not site.qualified.startswith(
            "sklearn"
        ):
            yield _judge(subject, site, subject.argument(site, "epochs", 3))
    for site in subject.qualified("transformers.TrainingArguments"):
        yield _judge(subject, site, subject.argument(site, "num_train_epochs"))


def _judge(subject: Subject, site: ResolvedCall, given: str) -> Finding:
    if subject.loops(site.path, site.call.start):
        return RULE.unknown("fit() stands in a loop of its own", at(site))
    if not given:
        if site.call.callee.endswith(".fit") and not subject.is_open(site):
            return RULE.unknown("the number of epochs is not given", at(site))
        return RULE.unknown("the number of epochs is not seen", at(site))
    value = as_number(subject.constants.value(site.path, given, at=site.call.start))
    if value is None:
        return RULE.unknown(f"the number of epochs is computed: {given[:40]}", at(site))
    if value <= 1:
        return RULE.present(f"training for {value:g} epochs", at(site))
    return RULE.absent(f"training for {value:g} epochs", at(site))
