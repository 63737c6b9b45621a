"""One sign of one term, what each kind of sign is worth, and how signs are weighed together.

One sign is worth what its kind is worth: a resolved symbol in code that the entry reaches says
more than a class name, that more than a word in a title, that more than a bare string. Signs of
different kinds that agree strengthen each other; nothing else does, so a word that is repeated a
hundred times is still one word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence

SHOWN_FROM: Final = 0.5  # a value below this is a guess, and no guess is shown
_EVIDENCE_KEPT: Final = 3  # per value
_AGREEMENT: Final = 0.3  # share of the doubt that a second kind of sign may remove


class SignKind(StrEnum):
    SYMBOL = "symbol"  # a resolved call in reached code
    BASE = "base"  # a resolved base class
    NAMED = "named"  # a literal given to a call that loads by name
    TOGETHER = "together"  # several names that mean something only together
    DEFAULT = "default"  # a literal under a name that speaks of the facet
    OFFERED = "offered"  # one of several names of a kind, of which one is chosen
    NAME = "name"  # a class or function that is defined and reached
    IMPORTED = "imported"  # a name used from a package whose symbols we do not know
    CONFIG = "config"
    TITLE = "title"
    PATH = "path"
    DOCSTRING = "docstring"
    STRING = "string"
    PROSE = "prose"
    IMPLIED = "implied"  # follows from a value of another facet


WEIGHTS: Final = {
    SignKind.SYMBOL: 0.95,
    SignKind.BASE: 0.9,
    SignKind.NAMED: 0.9,
    SignKind.TOGETHER: 0.85,
    SignKind.DEFAULT: 0.8,
    SignKind.OFFERED: 0.65,
    SignKind.NAME: 0.8,
    SignKind.IMPORTED: 0.75,
    SignKind.CONFIG: 0.7,
    SignKind.TITLE: 0.7,
    SignKind.PATH: 0.7,
    SignKind.DOCSTRING: 0.6,
    SignKind.STRING: 0.6,
    SignKind.PROSE: 0.4,
    SignKind.IMPLIED: 0.5,
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of one term."""

    term: str
    kind: SignKind
    weight: float  # 0..1
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Hit:
    """All signs of one term, weighed."""

    term: str
    confidence: float
    signs: tuple[Sign, ...]  # strongest first

    @property
    def kinds(self) -> frozenset[SignKind]:
        return frozenset(sign.kind for sign in self.signs)

    def attribute(self, facet: Facet, *, confidence: float | None = None) -> Attribute:
        kinds = dict.fromkeys(sign.kind.value for sign in self.signs)
        return Attribute(
            facet=facet,
            value=self.term,
            confidence=round(self.confidence if confidence is None else confidence, 3),
            evidence=tuple(dict.fromkeys(s.evidence for s in self.signs))[:_EVIDENCE_KEPT],
            rule=f"{facet}:{'+'.join(kinds)}",
        )


def weigh(signs: Iterable[Sign]) -> tuple[Hit, ...]:
    """Signs by term; a term is as sure as its strongest sign, and a little surer per other kind."""
    by_term: dict[str, list[Sign]] = {}
    for sign in signs:
        by_term.setdefault(sign.term, []).append(sign)
    hits = []
    for term, found in by_term.items():
        found.sort(key=lambda s: (-s.weight, s.kind, s.evidence))
        best_of_kind: dict[SignKind, float] = {}
        for sign in found:
            best_of_kind.setdefault(sign.kind, sign.weight)
        first, *others = best_of_kind.values()
        confidence = first
        for weight in others:
            confidence += (1 - confidence) * _AGREEMENT * weight
        hits.append(Hit(term, min(confidence, 0.99), tuple(found)))
    hits.sort(key=lambda hit: (-hit.confidence, hit.term))
    return tuple(hits)
