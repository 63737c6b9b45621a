"""What kind of data the program works on.

Reads resolved symbols of libraries that handle one kind of data (.9), and what follows from the
task and from the data set (.85 of their own confidence). Words such as "image" alone say nothing,
because they stand everywhere.

Blind to data that are read with plain NumPy or pandas from files of any content.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from acumen.attributes.dataset_hits import dataset_hits
from acumen.attributes.signs import SHOWN_FROM, Sign, SignKind, weigh
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.MODALITY

_IMPLYING: Final = (Facet.TASK, Facet.DATASET)
_IMPLIED: Final = 0.85
_BY_SYMBOL: Final = 0.6  # a library that can do more than one kind is a hint, not a proof
_KEPT_BESIDE: Final = 0.65


def extract(subject: Subject) -> Iterator[Attribute]:
    hits = weigh((*_by_symbols(subject), *_implied(subject)))
    shown = [hit for hit in hits if hit.confidence >= SHOWN_FROM]
    for hit in shown:
        if hit.confidence >= shown[0].confidence * _KEPT_BESIDE:
            yield hit.attribute(FACET)


def _by_symbols(subject: Subject) -> Iterator[Sign]:
    for hit in subject.signals.symbol_hits(FACET):
        weight = _BY_SYMBOL if len(hit.signs) == 1 else _BY_SYMBOL + 0.15
        yield Sign(hit.term, SignKind.SYMBOL, weight, hit.signs[0].evidence)


def _implied(subject: Subject) -> Iterator[Sign]:
    for facet in _IMPLYING:
        vocabulary = subject.vocabularies.get(facet)
        known = dataset_hits(subject) if facet is Facet.DATASET else subject.signals.shown(facet)
        for hit in known:
            if vocabulary is None or hit.term not in vocabulary:
                continue
            for key, value in vocabulary[hit.term].extra:
                if key == "modality":
                    weight = hit.confidence * _IMPLIED
                    kind = SignKind.IMPLIED if facet is Facet.TASK else SignKind.NAMED
                    yield Sign(value, kind, weight, hit.signs[0].evidence)
