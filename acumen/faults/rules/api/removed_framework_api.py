"""The program uses what TensorFlow, Keras, Lightning, Transformers or JAX have removed.

On a current version the line fails with an error about a missing attribute, argument or module, or
a hook is silently never called.

Bad:

    import tensorflow as tf
    x = tf.placeholder(tf.float32, [None, 784])

Good:

    import tensorflow as tf
    x = tf.keras.Input((784,))

One finding for each symbol and file. Names under tf.compat.v1 are still there and count as right.
Blind to a pinned version that still has them.

Sources: the release notes and migration guides of each framework.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.removals.findings import removed_uses
from acumen.faults.rule import JAX, KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU503",
    name="removed-framework-api",
    kind=RuleKind.FAULT,
    leaves=("api.deprecated",),
    frameworks=(*KERAS, *JAX, "pytorch_lightning", "lightning", "transformers"),
    confidence=Confidence.HIGH,
    fix="Use the named replacement, or pin the version the program was written for.",
)


def check(subject: Subject) -> Iterator[Finding]:
    return removed_uses(RULE, subject, "keras_and_others")
