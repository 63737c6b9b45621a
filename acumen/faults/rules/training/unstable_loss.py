"""A loss takes the logarithm of a softmax or sigmoid that was already rounded.

``log(softmax(x))`` gives minus infinity as soon as one probability underflows to zero, and its
gradient is not a number from then on. The fused forms never leave the logarithm.

Bad:

    import torch
    loss = -torch.log(torch.softmax(scores, dim=1))[rows, labels].mean()

Good:

    import torch
    loss = torch.nn.functional.cross_entropy(scores, labels)

Blind to probabilities that another function computed, and to logarithms of anything else: a small
constant added inside the logarithm, or a clamp, counts as care.

Sources: the documentation of torch.nn.functional.log_softmax and tf.nn.log_softmax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.keras import keras_name
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU307",
    name="unstable-loss",
    kind=RuleKind.FAULT,
    leaves=("training.loss.calc",),
    frameworks=(),
    confidence=Confidence.HIGH,
    fix="Use log_softmax, logsigmoid or the loss that takes raw scores.",
)

LOGARITHMS = frozenset(
    {
        "torch.log",
        "tensorflow.log",
        "tensorflow.math.log",
        "jax.numpy.log",
        "tensorflow.compat.v1.log",
    }
    | {"keras.backend.log", "tensorflow.keras.backend.log", "keras.ops.log", "torch.special.log"}
)
_SQUASHED = re.compile(
    r"(?:torch\.(?:nn\.functional\.)?|tensorflow\.(?:compat\.v1\.)?(?:nn|math)\.|tensorflow\."
    r"|jax\.nn\.|flax\.linen\.)(?:softmax|sigmoid)$"
)
_GUARDED = re.compile(r"clamp|clip|eps|\+\s*1e|\d[eE]-\d+\s*\+|maximum")
_SQUASHING_METHOD = re.compile(r"\.(?:softmax|sigmoid)\([^()]*\)$")


def check(subject: Subject) -> Iterator[Finding]:
    if not subject.has_call("log") and LOGARITHMS.isdisjoint(subject.called_names):
        return
    for site in subject.program.calls():
        if site.qualified in LOGARITHMS:
            text = subject.argument(site, "input", 0) or subject.argument(site, "x", 0)
            yield from _judge(subject, site, text)
        elif site.call.callee.endswith((").log", "].log")) and not site.call.arguments:
            yield from _judge(subject, site, site.call.callee[: -len(".log")])


def _judge(subject: Subject, site: ResolvedCall, text: str) -> Iterator[Finding]:
    if not text:
        return
    meaning = subject.meaning(site.path, text, site.call.start)
    squashed = bool(_SQUASHED.match(meaning)) or _is_keras_squashing(meaning)
    if not squashed and _SQUASHING_METHOD.search(text) and "torch" in subject.roots_of(site.path):
        meaning, squashed = text, True
    if squashed and _is_changed(subject, site, text):
        yield RULE.unknown(f"{text[:60]} is changed in place before", at(site))
    elif squashed and not _GUARDED.search(text):
        inner = meaning.rpartition(".")[2] if "(" not in meaning else "softmax or sigmoid"
        yield RULE.present(f"the logarithm of a {inner}: {site.call.callee}({text[:60]})", at(site))
    elif _GUARDED.search(text):
        yield RULE.absent(f"the logarithm is guarded: {text[:60]}", at(site))
    else:
        yield RULE.unknown(f"what the logarithm is taken of is not known: {text[:60]}", at(site))


def _is_changed(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether something is added to a named value, or it is bounded, where it stands."""
    if not name.isidentifier():
        return False
    span = (subject.span_around(site.path, site.call.start)[0], site.call.start)
    return any(
        item.operator != "=" and item.target.partition("[")[0].strip() == name
        for item in subject.assignments(site.path, *span)
    ) or any(
        re.fullmatch(rf"{name}\.\w+_", other.call.callee)
        for other in subject.calls(site.path, *span)
    )


def _is_keras_squashing(meaning: str) -> bool:
    return keras_name(meaning) in {
        "activations.softmax",
        "activations.sigmoid",
        "backend.softmax",
        "backend.sigmoid",
        "ops.softmax",
        "ops.sigmoid",
    }
