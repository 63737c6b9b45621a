"""A model is fitted and nothing is held out to judge it by.

The training loss keeps falling while the network learns its data by heart; without other data
nobody sees it.

Bad:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x, y, epochs=50)

Good:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x, y, epochs=50, validation_split=0.2)

Advice only: a program that evaluates afterwards has held data out. Blind to evaluation in another
program.

Sources: the documentation of keras.Model.fit and transformers.Trainer.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.fitting import model_fits
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU311",
    name="no-validation",
    kind=RuleKind.SMELL,
    leaves=("training.valid.no_valid",),
    frameworks=(*KERAS, "transformers"),
    confidence=Confidence.MEDIUM,
    fix="Hold a part of the data out: validation_data, validation_split or eval_dataset.",
)


def check(subject: Subject) -> Iterator[Finding]:
    judged = any(True for _ in subject.methods("evaluate", "predict", "evaluate_generator"))
    for site in model_fits(subject):
        if subject.roots_of(site.path).isdisjoint(KERAS) or site.qualified.startswith("sklearn"):
            continue
        held = any(subject.argument(site, n) for n in ("validation_data", "validation_split"))
        yield _say(subject, site, held=held, judged=judged)
    for site in subject.qualified("transformers.Trainer"):
        held = bool(subject.argument(site, "eval_dataset"))
        yield _say(subject, site, held=held, judged=judged)


def _say(subject: Subject, site: ResolvedCall, *, held: bool, judged: bool) -> Finding:
    if held:
        return RULE.absent("a part of the data is held out", at(site))
    if judged:
        return RULE.absent("the program evaluates the model", at(site))
    if subject.is_open(site) or "." not in site.call.callee:
        return RULE.unknown("arguments are not all seen", at(site))
    return RULE.present(f"{site.call.callee}() and nothing is held out or evaluated", at(site))
