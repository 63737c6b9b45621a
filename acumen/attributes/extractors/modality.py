"""What kind of data the program works on.

Reads resolved symbols of libraries that handle one kind of data (.9), and what follows from the
task and from the data set (.85 of their own confidence). Words such as "image" alone say nothing,
because they stand everywhere.

Blind to data that are read with plain NumPy or pandas from files of any content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from acumen.attributes.dataset_hits import dataset_hits
from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, SignKind, weigh
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.MODALITY

_WORDS: Final = frozenset({SignKind.PATH, SignKind.TITLE, SignKind.DOCSTRING, SignKind.PROSE})
_IMPLIED: Final = 0.85
_BY_SYMBOL: Final = 0.6  # a library that can do more than one kind is a hint, not a proof
_ELSEWHERE: Final = 0.5  # in modules that other programs share
_KEPT_BESIDE: Final = 0.72


def extract(subject: Subject) -> Iterator[Attribute]:
    hits = weigh((*_by_symbols(subject), *_implied(subject)))
    shown = [hit for hit in hits if hit.confidence >= SHOWN_FROM]
    for hit in shown:
        if hit.confidence >= shown[0].confidence * _KEPT_BESIDE:
            yield hit.attribute(FACET)


def _by_symbols(subject: Subject) -> Iterator[Sign]:
    for hit in subject.signals.symbol_hits(FACET):
        inside = sum(sign.evidence.path == subject.template.path for sign in hit.signs)
        weight = _BY_SYMBOL + 0.15 if inside > 1 else _BY_SYMBOL if inside else _ELSEWHERE
        yield Sign(hit.term, SignKind.SYMBOL, weight, hit.signs[0].evidence)


def _implied(subject: Subject) -> Iterator[Sign]:
    """What task and data set say; where only words name the task, the data set has the say."""
    data = tuple(_following(subject, Facet.DATASET, dataset_hits(subject)))
    yield from data
    kinds = {sign.term for sign in data}
    tasks = subject.signals.shown(Facet.TASK)
    coded = tuple(hit for hit in tasks if not hit.kinds <= _WORDS)
    yield from _following(subject, Facet.TASK, coded)
    worded = tuple(hit for hit in tasks if hit.kinds <= _WORDS)
    for sign in _following(subject, Facet.TASK, worded):
        if not kinds or sign.term in kinds:
            yield sign


def _following(subject: Subject, facet: Facet, hits: Iterable[Hit]) -> Iterator[Sign]:
    vocabulary = subject.vocabularies.get(facet)
    for hit in hits:
        if vocabulary is None or hit.term not in vocabulary:
            continue
        for key, value in vocabulary[hit.term].extra:
            if key == FACET:
                kind = SignKind.IMPLIED if facet is Facet.TASK else SignKind.NAMED
                yield Sign(value, kind, hit.confidence * _IMPLIED, hit.signs[0].evidence)
