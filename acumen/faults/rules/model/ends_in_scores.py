"""Networks end without softmax in a program that compiles with categorical cross-entropy.

In Keras ``categorical_crossentropy`` takes probabilities unless it is told ``from_logits=True``. Of
raw scores it clips what is below zero, and the loss says little about the answer.

Bad:

    from tensorflow import keras
    def build(inputs, classes):
        model = keras.Sequential()
        model.add(keras.layers.Dense(64, activation="relu", input_shape=inputs))
        model.add(keras.layers.Dense(classes))
        return model
    def train(make):
        make().compile(loss="categorical_crossentropy", optimizer="adam")

Good:

    from tensorflow import keras
    def build(inputs, classes):
        model = keras.Sequential()
        model.add(keras.layers.Dense(64, activation="relu", input_shape=inputs))
        model.add(keras.layers.Dense(classes, activation="softmax"))
        return model
    def train(make):
        make().compile(loss="categorical_crossentropy", optimizer="adam")

Speaks where every loss of the program is a cross-entropy over classes that takes probabilities,
and which network is compiled is not seen; where it is, missing-softmax decides. A network that is
built on in the same function is left alone. Blind to activations that are given as layers of the
program's own.

Sources: the documentation of keras.losses.CategoricalCrossentropy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.adjacent import endings
from acumen.faults.layersmade import Step
from acumen.faults.losses import loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU130",
    name="ends-in-scores",
    kind=RuleKind.SMELL,
    leaves=("model.layers.act.no_softmax", "model.layers.mrw.no_softmax"),
    frameworks=KERAS,
    confidence=Confidence.MEDIUM,
    fix="End with softmax, or give the loss from_logits=True.",
)

_RAW = re.compile(rb"logits", re.IGNORECASE)
_OVER_CLASSES = frozenset({Loss.CATEGORICAL, Loss.SPARSE})
_ASIDE = re.compile(r"embed|feature|latent|code|proj|affine|base|backbone|encod", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Finding]:
    uses = [use for use in loss_uses(subject) if use.framework == "keras"]
    if not uses or any(use.loss not in _OVER_CLASSES or use.logits is not False for use in uses):
        return
    if any(_RAW.search(subject.source(path)) for path in subject.program.paths):
        return
    settled = {
        (use.head.affine.evidence.path, use.head.affine.evidence.first_line)
        for use in uses
        if use.head is not None and use.head.affine is not None
    }
    if all(use.head is not None for use in uses):
        return
    for step in endings(subject):
        place = at(step.made)
        if (place.path, place.first_line) not in settled and _is_score(subject, step):
            yield RULE.present("a network ends in Dense without softmax", place, at(uses[0].site))


def _is_score(subject: Subject, step: Step) -> bool:
    """Whether a layer gives several numbers as they are, and is not called something inside."""
    if not step.symbol.endswith(".Dense") or subject.is_open(step.made):
        return False
    given = subject.argument(step.made, "activation", 1)
    named = subject.argument(step.made, "name")
    units = subject.value(step.made, "units", 0).value
    return (
        given.strip("\"'") in {"", "linear", "None"}
        and not _ASIDE.search(named + subject.argument(step.made, "units", 0))
        and units != 1
    )
