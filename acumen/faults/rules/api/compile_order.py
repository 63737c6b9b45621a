"""A Keras model is fitted before it is compiled, or changed after.

fit() without compile() fails. What trainable says is read when the model is compiled: a layer
that is frozen or freed later goes on as before.

Bad:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.fit(x, y)

Good:

    from tensorflow import keras
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(x, y)

Models that are loaded or that another function gives are left open. Blind to models that are
compiled under another name.

Sources: the documentation of keras.Model.compile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import DefinitionKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.keras import keras_name
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU512",
    name="compile-order",
    kind=RuleKind.FAULT,
    leaves=("api.missing_call",),
    frameworks=KERAS,
    confidence=Confidence.HIGH,
    fix="Call compile() after the last change and before fit().",
)

_MODELS = (
    "keras.Model",
    "keras.models.Model",
    "tensorflow.keras.Model",
    "tensorflow.keras.models.Model",
)
_COMPILES = re.compile(r"(?:^|[._])compile\w*$")
_MAKING = frozenset({"models.Sequential", "Sequential", "models.Model", "Model"})


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods("fit"):
        receiver = site.call.callee.rpartition(".")[0]
        if receiver.isidentifier() and _is_made_here(subject, site, receiver):
            yield _judge(subject, site, receiver)


def _is_made_here(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether ``name`` was made by Sequential() or Model() in the same function."""
    assigned = subject.constants.reaching(site.path, name, at=site.call.start)
    if assigned is None:
        return False
    meaning = subject.meaning(site.path, assigned.value, assigned.start)
    return keras_name(meaning) in _MAKING or _is_made_uncompiled(subject, site.path, meaning)


def _is_made_uncompiled(subject: Subject, path: str, meaning: str) -> bool:
    """Whether a function or class of a program that compiles nothing gives a Keras model."""
    if any(_COMPILES.search(s.call.callee) and not _is_other(s) for s in subject.program.calls()):
        return False
    defined = subject.definition(path, meaning)
    if defined is None:
        return False
    where, definition = defined
    if definition.kind is DefinitionKind.CLASS:
        return (where, definition) in set(subject.classes_of(*_MODELS))
    last = [
        given
        for given in subject.program.modules[where].returns
        if definition.start <= given.start < definition.end
    ]
    made = [
        keras_name(subject.meaning(where, given.value, given.start)) in _MAKING for given in last
    ]
    return bool(made) and all(made)


def _is_other(site: ResolvedCall) -> bool:
    """Whether what is compiled is a pattern, a graph or a function."""
    return site.qualified.startswith(("re.", "torch.", "jax.")) or site.call.callee.startswith(
        "re."
    )


def _judge(subject: Subject, site: ResolvedCall, name: str) -> Finding:
    compiled = [s for s in subject.methods("compile") if s.path == site.path]
    if any("tf." in s.call.callee or s.qualified.startswith("re.") for s in compiled):
        compiled = [s for s in compiled if s.call.callee == f"{name}.compile"]
    mine = [s for s in compiled if s.call.callee == f"{name}.compile"]
    if not compiled:
        if _given_away(subject, site, name):
            return RULE.unknown(f"{name} may be compiled by a function", at(site))
        return RULE.present(f"{name}.fit() and no compile() in the program", at(site))
    if not mine:
        return RULE.unknown(f"{name} is compiled under another name", at(site))
    start, end = subject.span_around(site.path, site.call.start)
    before = [s for s in mine if s.call.start < site.call.start]
    if not before:
        if any(start <= s.call.start < end for s in mine):
            return RULE.present(f"{name}.fit() comes before {name}.compile()", at(site))
        return RULE.unknown(f"{name} is compiled elsewhere", at(site))
    last = before[-1].call.end
    for item in subject.assignments(site.path, last, site.call.start):
        if item.target.endswith(".trainable") and not any(
            s.call.start > item.end for s in compiled
        ):
            place = subject.place(site.path, item)
            return RULE.present(f"{item.target} is set after {name}.compile()", place, at(site))
    return RULE.absent(f"{name} is compiled before it is fitted", at(site))


def _given_away(subject: Subject, site: ResolvedCall, name: str) -> bool:
    return any(name in {a.text for a in subject.arguments(s)} for s in subject.calls(site.path))
