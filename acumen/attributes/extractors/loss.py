"""Losses that training lowers.

Reads resolved losses and loss functions (.95), also where they are handed on without a call; names
given to compile or to options (.8); classes, functions and methods of the program that are named
like a loss (.8); losses that are written out, each by the form of its formula (.75 to .8), and
minus a logarithm where nothing else is known (.65). Some networks and tasks imply a loss (a GAN an
adversarial one, .85 of their own confidence); the vocabularies say which. Words of prose and paths
are not read.

Blind to other losses that are written out in arithmetic under a name that says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, SignKind, weigh
from acumen.attributes.subject import Subject
from acumen.attributes.written_losses import losses_by_hand, written_losses
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.facts import Call

FACET = Facet.LOSS

_IMPLYING: Final = (Facet.ARCHITECTURE, Facet.TASK)
_IMPLIED: Final = 0.88
_BUILT_ON: Final = {  # what stands written out inside of another loss
    "focal": "binary-cross-entropy",
    "contrastive": "mean-squared-error",
    "triplet": "mean-squared-error",
}
_NO_CLASSES: Final = frozenset({"reinforcement-learning", "unconditional-image-generation"})
_SURE: Final = 0.75  # of what implies a loss
_DIVERGENCE: Final = re.compile(r"kld?|diverg|logvar|log_var|sigma|std", re.IGNORECASE)
_MINUS_LOG: Final = re.compile(r"^\s*-.{0,120}\blog\(|\(\s*-.{0,120}\blog\(|-\s*\w*\.?log\(")
_MINUS_MEAN: Final = re.compile(r"^\s*-\s*[\w.]*(mean|sum)\(.{0,120}\*")
_JUDGES: Final = re.compile(
    r"_*(?:run_)?(?:test|eval|evaluate|evaluation|validate|validation|valid)(?:_\w+)?"
)
_MINUS_LOG_SAYS: Final = 0.65


def extract(subject: Subject) -> Iterator[Attribute]:
    signs = (
        *subject.signals.code_signs(FACET),
        *_implied(subject),
        *written_losses(subject.signals),
    )
    hits = [hit for hit in weigh(signs) if hit.confidence >= SHOWN_FROM]
    if not hits:
        hits = list(weigh(_minus_log(subject)))
    hits = _of_training(subject, hits)
    known = {hit.term for hit in hits}
    inner = {_BUILT_ON[term] for term in known & _BUILT_ON.keys()}
    hits = [hit for hit in hits if hit.term not in inner or hit.kinds - {SignKind.NAME}]
    flows = any(hit.term == "flow-matching" for hit in hits)
    for hit in hits:
        if not (flows and hit.term == "noise-prediction"):
            yield hit.attribute(FACET)


def _of_training(subject: Subject, hits: list[Hit]) -> list[Hit]:
    """Without what only judging functions of the entry compute, beside a loss of the training."""
    facts = subject.signals.entry_facts
    judging = [
        (definition.first_line, definition.last_line)
        for definition in (facts.definitions if facts is not None else ())
        if "." not in definition.name and _JUDGES.fullmatch(definition.name)
    ]

    def judged(sign: Sign) -> bool:
        return sign.evidence.path == subject.template.path and any(
            first <= sign.evidence.first_line <= last for first, last in judging
        )

    kept = [hit for hit in hits if not all(judged(sign) for sign in hit.signs)]
    return kept or hits


def _implied(subject: Subject) -> Iterator[Sign]:
    for facet in _IMPLYING:
        vocabulary = subject.vocabularies.get(facet)
        shown = subject.signals.shown(facet)
        matcher = subject.signals.matcher(facet)
        sure = (hit.term for hit in shown if hit.confidence >= _SURE)
        broader = {b for term in sure for b in (matcher.ancestors(term) if matcher else ())}
        for hit in shown:
            if vocabulary is None or hit.confidence < _SURE or hit.term in broader:
                continue
            for key, value in vocabulary[hit.term].extra:
                if key == FACET:
                    weight = hit.confidence * _IMPLIED
                    yield Sign(value, SignKind.IMPLIED, weight, hit.signs[0].evidence)


def _minus_log(subject: Subject) -> Iterator[Sign]:
    """Minus a logarithm under the name of a loss, where nothing else is known."""
    if any(hit.term in _NO_CLASSES for hit in subject.signals.shown(Facet.TASK)):
        return
    logs = subject.signals.first_call(_takes_logs) is not None
    for where, value in losses_by_hand(subject.signals):
        formula = _MINUS_LOG.search(value) or (logs and _MINUS_MEAN.search(value))
        if formula and not _DIVERGENCE.search(value):
            yield Sign("cross-entropy", SignKind.NAME, _MINUS_LOG_SAYS, where)
            return


def _takes_logs(_: str, call: Call) -> bool:
    return call.callee.rpartition(".")[2] in {
        "log_softmax",
        "logsumexp",
        "logsoftmax",
        "LogSoftmax",
    }
