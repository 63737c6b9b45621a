"""A model of Keras keeps layers before, or without, the base class being initialised.

Keras follows what is kept in a model once its base class is there, and refuses layers before.
Tensors may be kept earlier, as models do that are given their inputs and outputs.

Bad:

    import keras
    class Net(keras.Model):
        def __init__(self):
            self.head = keras.layers.Dense(2)

Good:

    import keras
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.head = keras.layers.Dense(2)

Advice, since releases differ in what they refuse. Blind to base classes that are initialised by a
helper, and to classes whose base is not read.

Sources: the documentation of keras.Model.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.constructors import starts
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU139",
    name="keras-base-not-initialised",
    kind=RuleKind.SMELL,
    leaves=("model.type.init", "api.usage"),
    frameworks=KERAS,
    confidence=Confidence.LOW,
    fix="Call super().__init__() as the first statement of __init__.",
)

_BASES = tuple(
    f"{root}.{name}"
    for root in ("keras", "tensorflow.keras")
    for name in ("Model", "layers.Layer", "models.Model")
)


def check(subject: Subject) -> Iterator[Finding]:
    yield from starts(subject, RULE, _BASES)
