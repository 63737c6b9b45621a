"""Variables are made anew inside a tf.function.

The function's body is read once for each kind of input, and TensorFlow refuses variables that are
made in any call but the first. What runs fails at the second call.

Bad:

    import tensorflow as tf
    @tf.function
    def step(x):
        weight = tf.Variable(1.0)
        return weight * x

Good:

    import tensorflow as tf
    weight = tf.Variable(1.0)
    @tf.function
    def step(x):
        return weight * x

Variables that are made once, under a condition, are left alone. Blind to what functions called
from the body make, and to functions that are wrapped by name later.

Sources: the documentation of tf.function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Definition, DefinitionKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import in_condition
from acumen.faults.keras import keras_name
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU507",
    name="state-in-tf-function",
    kind=RuleKind.FAULT,
    leaves=("api.usage",),
    frameworks=("tensorflow",),
    confidence=Confidence.HIGH,
    fix="Make variables, layers and optimisers once, outside the function.",
)

_KEEPS = re.compile(  # layers with weights, and optimisers
    r"layers\.(?:Dense|Conv\w+|SeparableConv\w+|LSTM|GRU|SimpleRNN|Embedding|BatchNormalization"
    r"|LayerNormalization|MultiHeadAttention)$|optimizers\.(?!schedules)[A-Z]\w+$"
)


def check(subject: Subject) -> Iterator[Finding]:
    for path in subject.program.paths:
        if "tensorflow" not in subject.roots_of(path):
            continue
        for definition in subject.program.modules[path].definitions:
            if definition.kind is DefinitionKind.FUNCTION and _is_compiled(
                subject, path, definition
            ):
                yield _judge(subject, path, definition)


def _is_compiled(subject: Subject, path: str, definition: Definition) -> bool:
    return any(
        subject.meaning(path, text.partition("(")[0], definition.start) == "tensorflow.function"
        for text in definition.decorators
    )


def _judge(subject: Subject, path: str, definition: Definition) -> Finding:
    where = subject.place(path, definition)
    for site in subject.calls(path, definition.start, definition.end):
        if subject.function_around(path, site.call.start) != definition:
            continue
        if not _makes_state(site):
            continue
        if in_condition(subject, path, site.call.start, since=definition.start):
            return RULE.unknown("variables are made under a condition", at(site))
        if any(
            "init_scope" in block.header
            for block in subject.program.blocks_around(path, site.call.start)
        ):
            return RULE.unknown("it is made outside of the function's graph", at(site))
        if _is_to_fail(subject, path, definition):
            return RULE.unknown("it is called to see it refused", at(site))
        name = site.call.callee.rpartition(".")[2]
        return RULE.present(f"{name} is made inside {definition.name}", at(site), where)
    return RULE.absent(f"{definition.name} makes no variable", where)


def _is_to_fail(subject: Subject, path: str, definition: Definition) -> bool:
    """Whether every call stands where an error is waited for: ``with assert_raises(...):``."""
    end = min(
        (
            other.start
            for other in subject.program.modules[path].definitions
            if other.name == definition.name and other.start > definition.start
        ),
        default=1 << 60,
    )
    calls = [
        site
        for site in subject.named(definition.name.rpartition(".")[2])
        if site.path != path or definition.end <= site.call.start < end
    ]
    return bool(calls) and all(
        any(
            re.search(r"raises", block.header, re.IGNORECASE)
            for block in subject.program.blocks_around(site.path, site.call.start)
        )
        for site in calls
    )


def _makes_state(site: ResolvedCall) -> bool:
    if site.qualified in {"tensorflow.Variable", "tensorflow.get_variable"}:
        return True
    return bool(_KEEPS.match(keras_name(site.qualified)))
