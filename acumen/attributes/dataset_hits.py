"""Which data sets a program uses, after signs that speak against each other were weighed.

A program's helper modules often know many data sets of which the entry uses one. What the entry
itself says therefore outweighs what is only reachable from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from acumen.attributes.signs import SHOWN_FROM, Hit, SignKind
from acumen.domain.attribute import Facet

if TYPE_CHECKING:
    from acumen.attributes.subject import Subject

_LOADING: Final = frozenset(
    {SignKind.SYMBOL, SignKind.BASE, SignKind.NAMED, SignKind.DEFAULT, SignKind.TOGETHER}
)
_TELLING: Final = frozenset({*_LOADING, SignKind.PATH, SignKind.DOCSTRING, SignKind.STRING})
_WORDS_BESIDE_LOADERS: Final = 0.75  # what words are worth where the code loads something else
_RIVALS: Final = 0.65  # what each of several is worth where the entry names none
_ELSEWHERE: Final = 0.5  # what other modules are worth where the entry names its data


def dataset_hits(subject: Subject) -> tuple[Hit, ...]:
    """Data sets that are sure enough to be shown, surest first."""
    found = sorted(_weighed(subject), key=lambda hit: (-hit.confidence, hit.term))
    return tuple(hit for hit in found if hit.confidence >= SHOWN_FROM)


def _weighed(subject: Subject) -> Iterator[Hit]:
    entry = subject.template.path
    hits = subject.signals.hits(Facet.DATASET)
    told = {hit.term for hit in hits if hit.confidence >= SHOWN_FROM and _told_by(hit, entry)}
    loaded = any(hit.kinds & _LOADING for hit in hits if not told or hit.term in told)
    rivals = sum(hit.confidence >= SHOWN_FROM for hit in hits)
    for hit in hits:
        confidence = hit.confidence
        if told and hit.term not in told:
            confidence *= _ELSEWHERE
        elif not told and rivals > 1:
            confidence *= _RIVALS
        elif loaded and not hit.kinds & _LOADING:
            confidence *= _WORDS_BESIDE_LOADERS
        yield replace(hit, confidence=confidence)


def _told_by(hit: Hit, entry: str) -> bool:
    return any(sign.kind in _TELLING and sign.evidence.path == entry for sign in hit.signs)
