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

from acumen.domain.facts import Assignment, Definition, DefinitionKind
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
    "tensorflow_recommenders.Model",
    "tensorflow_recommenders.models.Model",
)
_LOOKS = re.compile(  # what is given a model and only looks at it
    r"(?:plot|print|summar|show|save|visuali[sz]e|clone|len|type|isinstance|append|get_flops|count)",
    re.IGNORECASE,
)
_COMPILES = re.compile(r"(?:^|[._])compile\w*$")
_MAKING = frozenset({"models.Sequential", "Sequential", "models.Model", "Model"})


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods("fit"):
        receiver = site.call.callee.rpartition(".")[0]
        if not receiver.isidentifier():
            continue
        made = _made_here(subject, site, receiver)
        if made is not None:
            yield _judge(subject, site, receiver, made)


def _made_here(subject: Subject, site: ResolvedCall, name: str) -> Assignment | None:
    """Where ``name`` was made by Sequential() or Model() in the same function.

    Where the arms of a condition make it, each must; the first one is given.
    """
    last = subject.constants.reaching(site.path, name, at=site.call.start)
    start = subject.span_around(site.path, site.call.start)[0]
    if last is not None:
        given = [last] if last.start >= start else []
    else:
        assigned = subject.constants.assigned(site.path, name, at=site.call.start)
        given = [item for item in assigned if start <= item.start < site.call.start]
        arms = {subject.conditions(site.path, item.start, since=start)[:1] for item in given}
        if len(arms) != 1 or () in arms:
            return None
    if not given or not all(_makes(subject, site.path, item) for item in given):
        return None
    return given[0]


def _makes(subject: Subject, path: str, item: Assignment) -> bool:
    if item.operator != "=":
        return False
    meaning = subject.meaning(path, item.value, item.start)
    return keras_name(meaning) in _MAKING or _is_made_uncompiled(subject, path, meaning)


def _is_made_uncompiled(subject: Subject, path: str, meaning: str) -> bool:
    """Whether a function or class that compiles nothing itself gives a Keras model."""
    defined = subject.definition(path, meaning)
    if defined is None:
        return False
    where, definition = defined
    inside = subject.calls(where, definition.start, definition.end)
    if any(_COMPILES.search(s.call.callee) and not _is_other(s) for s in inside):
        return False
    if definition.kind is DefinitionKind.CLASS:
        own = (where, definition) in set(subject.classes_of(*_MODELS))
        return own and not _redefines(subject, where, definition)
    last = [
        given
        for given in subject.program.modules[where].returns
        if definition.start <= given.start < definition.end
    ]
    made = [
        keras_name(subject.meaning(where, given.value, given.start)) in _MAKING for given in last
    ]
    return bool(made) and all(made)


def _redefines(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether a class has a ``fit`` of its own, which may need no ``compile``."""
    return any(subject.method(path, owner, name) is not None for name in ("fit", "compile"))


def _is_other(site: ResolvedCall) -> bool:
    """Whether what is compiled is a pattern, a graph or a function."""
    return site.qualified.startswith(("re.", "torch.", "jax.")) or site.call.callee.startswith(
        "re."
    )


def _judge(subject: Subject, site: ResolvedCall, name: str, made: Assignment) -> Finding:
    compiled = [s for s in subject.methods("compile") if s.path == site.path and not _is_other(s)]
    mine = [s for s in compiled if s.call.callee == f"{name}.compile"]
    start, end = subject.span_around(site.path, site.call.start)
    before = [s for s in mine if start <= s.call.start < site.call.start]
    since = [s for s in before if s.call.start > made.start]
    if not since:
        if any(site.call.start < s.call.start < end for s in mine) and not before:
            return RULE.present(f"{name}.fit() comes before {name}.compile()", at(site))
        if _is_compiled_otherwise(subject, site, name, made):
            return RULE.unknown(f"{name} may be compiled under another name", at(site))
        return RULE.present(f"{name}.fit(), and {name} was made without compile()", at(site))
    last = since[-1].call.end
    for item in subject.assignments(site.path, last, site.call.start):
        if item.target.endswith(".trainable") and not any(
            s.call.start > item.end for s in compiled
        ):
            place = subject.place(site.path, item)
            return RULE.present(f"{item.target} is set after {name}.compile()", place, at(site))
    return RULE.absent(f"{name} is compiled before it is fitted", at(site))


def _is_compiled_otherwise(
    subject: Subject, site: ResolvedCall, name: str, made: Assignment
) -> bool:
    """Whether something between the making and the fit can compile the model.

    Another name for it, a function that is given it, or one that knows it from outside.
    """
    between = (made.start, site.call.start)
    word = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w(])")
    if any(
        item.start > made.start and word.search(item.value)
        for item in subject.assignments(site.path, *between)
        if item.target != name and not item.value.startswith(f"{name}.")
    ):
        return True
    for other in subject.calls(site.path, *between):
        defined = subject.definition(other.path, other.qualified)
        last = other.call.callee.rpartition(".")[2]
        given = any(word.search(argument.text) for argument in subject.arguments(other))
        if defined is not None:
            where, function = defined
            inside = subject.calls(where, function.start, function.end)
            if any(_COMPILES.search(s.call.callee) and not _is_other(s) for s in inside):
                return True
        elif given and not _LOOKS.match(last) and not keras_name(other.qualified):
            return True
    around = subject.function_around(site.path, site.call.start)
    return around is None and any(
        _COMPILES.search(s.call.callee)
        and s.call.callee.startswith(f"{name}.")
        and subject.function_around(site.path, s.call.start) is not None
        for s in subject.calls(site.path)
    )
