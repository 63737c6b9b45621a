"""Softmax is applied twice.

A loss that takes raw scores applies softmax itself. On probabilities it sees values between 0 and
1 only: no class can win by more than a factor of e, gradients are small and learning is slow or
stops early.

Bad:

    import torch
    loss = torch.nn.functional.cross_entropy(torch.softmax(scores, dim=1), labels)

Good:

    import torch
    loss = torch.nn.functional.cross_entropy(scores, labels)

Softmax in a method for predictions is not looked at. Blind to networks of other files that are
not among the imports, and to criteria that are passed around under another name.

Sources: the documentation of keras.losses and torch.nn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import JAX, KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU103",
    name="duplicate-softmax",
    kind=RuleKind.FAULT,
    leaves=("model.layers.mrw.dup_softmax",),
    frameworks=("torch", *KERAS, *JAX),
    confidence=Confidence.HIGH,
    fix="Give the loss raw scores; apply softmax only where probabilities are read.",
)

_SOFTMAX = frozenset({"softmax", "log_softmax", "log-softmax"})
_OPTAX = frozenset(
    {"optax.softmax_cross_entropy", "optax.softmax_cross_entropy_with_integer_labels"}
    | {"optax.losses.softmax_cross_entropy"}
    | {"optax.losses.softmax_cross_entropy_with_integer_labels"}
)
_TF = frozenset(
    {
        "tensorflow.nn.softmax_cross_entropy_with_logits",
        "tensorflow.nn.softmax_cross_entropy_with_logits_v2",
    }
    | {"tensorflow.nn.sparse_softmax_cross_entropy_with_logits"}
)
_FUNCTIONS = re.compile(r"(?:jax\.nn|flax\.linen|tensorflow\.nn|tensorflow)\.softmax$")


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.loss in {Loss.SPARSE, Loss.CATEGORICAL}:
            yield from _judge(use)
    for site in subject.qualified(*sorted(_OPTAX | _TF)):
        yield _function(subject, site)


def _judge(use: LossUse) -> Iterator[Finding]:
    twice = use.head is not None and sum(a in _SOFTMAX for a in use.head.activations) > 1
    if use.head is not None and twice and use.head.affine is not None:
        yield RULE.present("the network ends in softmax twice", use.head.affine.evidence)
    elif not use.logits:
        if use.head is not None:
            yield RULE.absent(f"{use.name} takes probabilities, once made", at(use.site))
    elif use.output.startswith("log"):
        yield RULE.absent("a second log-softmax changes nothing", at(use.site))
    elif use.output in _SOFTMAX:
        message = f"{use.name} applies softmax to an output of {use.output}"
        yield RULE.present(message, at(use.site))
    elif use.output:
        yield RULE.absent(f"{use.name} is given {use.output} outputs", at(use.site))
    else:
        yield RULE.unknown("what the loss is given is not known", at(use.site))


def _function(subject: Subject, site: ResolvedCall) -> Finding:
    scores = subject.argument(site, "logits", 0 if site.qualified in _OPTAX else -1)
    if not scores:
        return RULE.unknown("what the loss is given is not named", at(site))
    meaning = subject.meaning(site.path, scores, site.call.start)
    if _FUNCTIONS.match(meaning):
        return RULE.present(f"{site.call.callee}({scores[:50]}) applies softmax again", at(site))
    return RULE.unknown(f"where {scores[:40]} comes from is not followed", at(site))
