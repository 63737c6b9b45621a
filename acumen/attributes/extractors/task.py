"""What the program is for.

Reads path words and the title of the nearest README (.7), resolved symbols that have one purpose
(``AutoModelForSequenceClassification``, .95), class and function names (.8) and the entry's own
docstring. Where these say little, the task is concluded: from an architecture that has one purpose
(a U-Net, .65), else from a data set that is mostly used for one task together with a loss that fits
(.7). A conclusion is dropped where the architecture speaks against it: a GAN on MNIST is no
classifier, and a network that draws borders or acts decides over the data set. Words about a whole
collection give way to what the program says itself.

Blind to programs whose purpose is told only in prose below the README's head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import basename
from typing import Final

from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, SignKind, weigh
from acumen.attributes.subject import Subject
from acumen.attributes.task_additions import ADDED, additions
from acumen.attributes.task_conclusions import (
    BY_DATASET_WITHOUT_LOSS,
    MAKES_PICTURES,
    SURE,
    concluded,
    facts_of,
)
from acumen.attributes.words import WORDS, is_collective
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.TASK

_KEPT_BESIDE: Final = 0.7  # a value this far below the best (relative) is not shown
_MOST: Final = 5
_NAMES: Final = frozenset({SignKind.NAME, SignKind.IMPORTED})
_OTHER_DATA: Final = 0.6
_NAMED_ELSEWHERE: Final = 0.6  # helpers are named after many purposes
_FUNCTION_ELSEWHERE: Final = 0.4  # ``summarize(writer, ...)`` of a helper writes a log
_KEEPS_PURPOSE: Final = 0.6
_OF_THE_FILE: Final = 0.7  # what a word in the name of the entry itself is worth
_COMPARED_WITH: Final = re.compile(
    r"(?i)(^|[_\W])(baseline|base|eval\w*|test|plain|standard|vanilla|scratch|supervised|linear)"
)
_INSTRUCTIONS: Final = "instructions"
_SPEAKS_OVER: Final = {  # words about the first are about the second, if that is there
    "transfer-learning": "reinforcement-learning",
    "time-series-forecasting": "anomaly-detection",
    "time-series-classification": "anomaly-detection",
    "object-detection": "anomaly-detection",
    "metric-learning": "self-supervised-learning",
}
_HEADS: Final = frozenset(
    {
        "language-modeling", "text-generation", "text-classification", "token-classification",
        "sequence-to-sequence",
    }
)  # fmt: skip


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from task_attributes(subject)


def task_attributes(subject: Subject) -> tuple[Attribute, ...]:
    """The tasks; kept for the subject asked for last, since its kind of data follows from them."""
    if not (_LAST and _LAST[0][0] is subject):
        _LAST[:] = [(subject, tuple(_found(subject)))]
    return _LAST[0][1]


_LAST: Final[list[tuple[Subject, tuple[Attribute, ...]]]] = []


def _found(subject: Subject) -> Iterator[Attribute]:
    aspects = _marked(subject, "aspect")
    instructs = any(hit.term == _INSTRUCTIONS for hit in subject.signals.datasets)
    told = tuple(_without_heads(tuple(_told(subject, aspects)), instructs=instructs))
    settings = aspects | _marked(subject, "setting") | _marked(subject, "generic")
    fitting = [hit for hit in _fitting(subject, weigh(told)) if hit.term not in settings]
    hits = weigh((*told, *concluded(subject, fitting)))
    hits = _without_collection(subject, _fitting(subject, hits), aspects)
    shown = [hit for hit in _beside(hits, settings) if hit.confidence >= SHOWN_FROM]
    shown = list(_without_generic(subject, shown, aspects))
    shown += additions(subject, frozenset(hit.term for hit in shown))
    if not shown:
        return
    floor = shown[0].confidence * _KEPT_BESIDE
    kept = [hit for hit in shown[:_MOST] if hit.confidence >= floor]
    matcher = subject.signals.matcher(FACET)
    values = {hit.term for hit in kept}
    yield from (hit.attribute(FACET) for hit in kept)
    for hit in kept:
        for parent in matcher.ancestors(hit.term) if matcher is not None else ():
            if parent not in values:
                values.add(parent)
                broader = Hit(parent, hit.confidence, hit.signs[:1])
                yield replace(broader.attribute(FACET), rule=f"task:broader than {hit.term}")


def _without_heads(told: tuple[Sign, ...], *, instructs: bool) -> Iterator[Sign]:
    """What a model's class is called says less than the trainer that it is handed to, and than the
    data: one that ``instructs`` is to answer.
    """
    by_symbol = {sign.term for sign in told if sign.kind is SignKind.SYMBOL}
    gone: frozenset[str] = frozenset()
    if "preference-optimization" in by_symbol:
        gone = _HEADS
    elif instructs and "language-modeling" in by_symbol:
        gone = frozenset({"language-modeling"})
        where = next(sign.evidence for sign in told if sign.term == "language-modeling")
        yield Sign("text-generation", SignKind.IMPLIED, ADDED, where)
    elif by_symbol & {"text-generation", "knowledge-distillation"}:
        gone = frozenset({"language-modeling"})
    for sign in told:
        if sign.term not in gone or sign.kind in WORDS:
            yield sign


def _without_collection(
    subject: Subject, hits: tuple[Hit, ...], aspects: frozenset[str]
) -> tuple[Hit, ...]:
    """What only a collection's name or title says gives way to what the program says itself; how
    something is learned in it holds for all but those that the others are compared with.
    """
    entry = subject.template.path
    settings = _marked(subject, "setting")
    plain = _COMPARED_WITH.search(basename(entry)) is not None
    own = {
        hit.term
        for hit in hits
        if hit.confidence >= BY_DATASET_WITHOUT_LOSS
        and hit.term not in aspects
        and not all(is_collective(sign, entry) for sign in hit.signs)
    }
    matcher = subject.signals.matcher(FACET)
    kin = {broader for term in own for broader in (matcher.ancestors(term) if matcher else ())}
    found = []
    for hit in hits:
        told = all(is_collective(sign, entry) for sign in hit.signs)
        told &= hit.term not in settings or plain
        narrower = matcher is not None and not own.isdisjoint(matcher.ancestors(hit.term))
        if told and own and hit.term not in own | kin and not narrower:
            hit = replace(hit, confidence=hit.confidence * _OTHER_DATA)
        found.append(hit)
    return tuple(sorted(found, key=lambda hit: (-hit.confidence, hit.term)))


def _beside(hits: tuple[Hit, ...], settings: frozenset[str]) -> Iterator[Hit]:
    """Making pictures is only concluded where nothing else is known to be the purpose, and some
    words belong to what another purpose is about.
    """
    others = {
        hit.term
        for hit in hits
        if hit.term not in settings | {MAKES_PICTURES} and hit.confidence >= _KEEPS_PURPOSE
    }
    for hit in hits:
        concluded = hit.term == MAKES_PICTURES and hit.kinds == {SignKind.IMPLIED}
        spoken = hit.kinds <= WORDS | _NAMES
        stronger = _SPEAKS_OVER.get(hit.term) if spoken else None
        if not (concluded and others) and (stronger is None or stronger not in others):
            yield hit


def _without_generic(subject: Subject, hits: list[Hit], aspects: frozenset[str]) -> Iterator[Hit]:
    """A purpose that says little is left out beside one that says more."""
    generic = _marked(subject, "generic") - aspects
    matcher = subject.signals.matcher(FACET)
    telling = [hit for hit in hits if hit.term not in generic | aspects and hit.confidence >= SURE]
    broader = {
        parent for hit in telling for parent in (matcher.ancestors(hit.term) if matcher else ())
    }
    for hit in hits:
        if not (telling and hit.term in generic and hit.term not in broader):
            yield hit


def _marked(subject: Subject, mark: str) -> frozenset[str]:
    """Tasks that the vocabulary marks: ``aspect`` and ``setting`` say how something is done."""
    vocabulary = subject.vocabularies.get(FACET)
    terms = vocabulary.terms if vocabulary is not None else ()
    return frozenset(term.id for term in terms if any(key == mark for key, _ in term.extra))


def _told(subject: Subject, aspects: frozenset[str]) -> Iterator[Sign]:
    signs = tuple(subject.signals.signs(FACET))
    worded = {s.term for s in signs if s.kind is SignKind.PATH and s.weight >= _OF_THE_FILE}
    for sign in signs:
        if sign.term in aspects - worded and sign.kind not in WORDS:
            continue  # a program that can use several GPUs is not about several GPUs
        if sign.kind in _NAMES and sign.evidence.path != subject.template.path:
            worth = _NAMED_ELSEWHERE if _is_class(subject, sign) else _FUNCTION_ELSEWHERE
            yield replace(sign, weight=min(sign.weight, worth))
        else:
            yield sign


def _is_class(subject: Subject, sign: Sign) -> bool:
    """Whether a name of another module is that of a class which is no data set."""
    line = sign.evidence.first_line
    return any(
        name[:1].isupper() and not name.endswith("Dataset")
        for name, where in subject.signals.names
        if where.path == sign.evidence.path and where.first_line == line
    )


def _fitting(subject: Subject, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Words that speak of another kind of data than the data set's are worth less."""
    data = subject.signals.datasets
    if not data or data[0].confidence < SURE:
        return hits
    kinds = {
        kind for hit in data for kind in facts_of(subject, Facet.DATASET, hit.term, "modality")
    }
    usual = {task for hit in data for task in facts_of(subject, Facet.DATASET, hit.term, "task")}
    found = []
    for hit in hits:
        meant = set(facts_of(subject, FACET, hit.term, "modality"))
        other = meant and kinds and meant.isdisjoint(kinds) and hit.term not in usual
        if other and hit.kinds <= WORDS | _NAMES:
            hit = replace(hit, confidence=hit.confidence * _OTHER_DATA)
        found.append(hit)
    return tuple(sorted(found, key=lambda hit: (-hit.confidence, hit.term)))
