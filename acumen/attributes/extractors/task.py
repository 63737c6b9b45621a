"""What the program is for.

Reads path words and the title of the nearest README (.7), resolved symbols that have one purpose
(``AutoModelForSequenceClassification``, .95), class and function names (.8) and the entry's own
docstring. Where these say little, the task is concluded: from an architecture that has one purpose
(a U-Net, .65), else from a data set that is mostly used for one task together with a loss that fits
(.7). A conclusion is dropped where the architecture speaks against it: a GAN on MNIST is no
classifier.

Blind to programs whose purpose is told only in prose below the README's head.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from acumen.attributes.dataset_hits import dataset_hits
from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, SignKind, weigh
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.vocabulary import Term

FACET = Facet.TASK

_SURE: Final = 0.7
_TOLD: Final = 0.78  # from here on nothing is concluded from the data set
_BY_ARCHITECTURE: Final = 0.65
_BY_DATASET: Final = 0.72
_BY_DATASET_WITHOUT_LOSS: Final = 0.45
_KEPT_BESIDE: Final = 0.7  # a value this far below the best (relative) is not shown
_MOST: Final = 5
_CODE: Final = frozenset(
    {SignKind.SYMBOL, SignKind.BASE, SignKind.NAME, SignKind.IMPORTED, SignKind.TOGETHER}
)
_NAMES: Final = frozenset({SignKind.NAME, SignKind.IMPORTED})
_NAMED_ELSEWHERE: Final = 0.6  # helpers are named after many purposes
_ASPECT_IN_CODE: Final = 0.45  # a program that can use several GPUs is not about several GPUs
_GENERATIVE: Final = frozenset(
    {"gan", "vae", "autoencoder", "diffusion", "normalizing-flow", "energy-based-model", "pixelcnn"}
)
_CLASSIFYING_CALLS: Final = (
    "CrossEntropyLoss",
    "cross_entropy",
    "nll_loss",
    "NLLLoss",
    "SparseCategoricalCrossentropy",
    "CategoricalCrossentropy",
    "softmax_cross_entropy",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_integer_labels",
    "sparse_softmax_cross_entropy_with_logits",
    "SoftmaxCrossEntropyLoss",
    "BCEWithLogitsLoss",
    "BCELoss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
)
_CLASSIFYING_LITERALS: Final = frozenset(
    {"categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy"}
)


def extract(subject: Subject) -> Iterator[Attribute]:
    signals = subject.signals
    aspects = _aspects(subject)
    told = tuple(_told(subject, aspects))
    purposes = (hit.confidence for hit in weigh(told) if hit.term not in aspects)
    hits = weigh((*told, *_concluded(subject, max(purposes, default=0.0))))
    shown = [hit for hit in hits if hit.confidence >= SHOWN_FROM]
    if not shown:
        return
    floor = shown[0].confidence * _KEPT_BESIDE
    matcher = signals.matcher(FACET)
    values: set[str] = set()
    for hit in shown[:_MOST]:
        if hit.confidence >= floor and hit.term not in values:
            values.add(hit.term)
            yield hit.attribute(FACET)
    for hit in shown[:_MOST]:
        for parent in matcher.ancestors(hit.term) if matcher is not None else ():
            if parent not in values:
                values.add(parent)
                broader = Hit(parent, hit.confidence, hit.signs[:1])
                yield replace(broader.attribute(FACET), rule=f"task:broader than {hit.term}")


def _aspects(subject: Subject) -> frozenset[str]:
    """Tasks that say how something is done; only words make them what a program is for."""
    vocabulary = subject.vocabularies.get(FACET)
    terms = vocabulary.terms if vocabulary is not None else ()
    return frozenset(term.id for term in terms if any(key == "aspect" for key, _ in term.extra))


def _told(subject: Subject, aspects: frozenset[str]) -> Iterator[Sign]:
    for sign in subject.signals.signs(FACET):
        if sign.term in aspects and sign.kind in _CODE:
            yield replace(sign, weight=min(sign.weight, _ASPECT_IN_CODE))
        elif sign.kind in _NAMES and sign.evidence.path != subject.template.path:
            yield replace(sign, weight=min(sign.weight, _NAMED_ELSEWHERE))
        else:
            yield sign


def _concluded(subject: Subject, best_told: float) -> Iterator[Sign]:
    signals = subject.signals
    architectures = [hit for hit in signals.shown(Facet.ARCHITECTURE) if hit.confidence >= _SURE]
    kinds = {hit.term for hit in architectures}
    matcher = signals.matcher(Facet.ARCHITECTURE)
    if matcher is not None:
        kinds |= {parent for kind in tuple(kinds) for parent in matcher.ancestors(kind)}
    for hit in architectures:
        for task in _tasks(subject, Facet.ARCHITECTURE, hit.term):
            yield Sign(task, SignKind.IMPLIED, _BY_ARCHITECTURE, hit.signs[0].evidence)
    if kinds & _GENERATIVE or best_told >= _TOLD:
        return
    fits = _classifies(subject)
    for hit in dataset_hits(subject):
        if hit.confidence < _SURE:
            continue
        for task in _tasks(subject, Facet.DATASET, hit.term):
            needs_loss = task.endswith("classification")
            weight = _BY_DATASET if fits or not needs_loss else _BY_DATASET_WITHOUT_LOSS
            yield Sign(task, SignKind.IMPLIED, weight, hit.signs[0].evidence)


def _tasks(subject: Subject, facet: Facet, term_id: str) -> tuple[str, ...]:
    vocabulary = subject.vocabularies.get(facet)
    term: Term | None = vocabulary[term_id] if vocabulary and term_id in vocabulary else None
    return tuple(value for key, value in term.extra if key == "task") if term else ()


def _classifies(subject: Subject) -> bool:
    """Whether a loss of reached code is one of classification."""
    calls = subject.signals.calls
    if any(call.call.callee.rpartition(".")[2] in _CLASSIFYING_CALLS for call in calls):
        return True
    return any(literal.text in _CLASSIFYING_LITERALS for literal in subject.signals.literals)
