"""Which known name a person may have meant by words that name nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Term, Vocabularies

SAME: Final = 0.9  # from this likeness on (0 to 1, difflib's ratio) a name is read as a misspelling
ALIKE: Final = 0.6  # from this likeness on a name is offered
SHORTEST: Final = 6  # letters; among shorter names many are one letter apart
LONGEST: Final = 60  # letters; what is longer is a sentence
OFFERED: Final = 3
_APART: Final = re.compile(r"[\W_]+")
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Near:
    """A term whose name is like what was written."""

    facet: Facet
    term: Term
    likeness: float  # 0 to 1
    same: bool  # so like that it is a misspelling of this term and no other


def nearest(vocabularies: Vocabularies, phrase: str, facets: Sequence[Facet]) -> tuple[Near, ...]:
    """At most three terms, the likest first; the first alone can be ``same``.

    Numbers are never misspelt: ResNet-51 is not ResNet-50.
    """
    written = _plain(phrase)
    if not SHORTEST <= len(written) <= LONGEST:
        return ()
    likeness: dict[tuple[Facet, str], float] = {}
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(written)
    numbers = _DIGITS.findall(written)
    for facet, term, name in _names(vocabularies, facets):
        if _DIGITS.findall(name) != numbers:
            continue
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
            key = (facet, term.id)
            likeness[key] = max(likeness.get(key, 0.0), matcher.ratio())
    ranked = sorted(
        ((value, key) for key, value in likeness.items() if value >= ALIKE),
        key=lambda item: (-item[0], facets.index(item[1][0]), item[1][1]),
    )
    first, second = [value for value, _ in ranked[:2]] + [0.0] * (2 - len(ranked[:2]))
    return tuple(
        Near(facet, vocabularies[facet][term], value, number == 0 and first >= SAME > second)
        for number, (value, (facet, term)) in enumerate(ranked[:OFFERED])
    )


def _names(vocabularies: Vocabularies, facets: Sequence[Facet]) -> list[tuple[Facet, Term, str]]:
    """Every name of every term, as it is compared."""
    return [
        (facet, term, name)
        for facet in facets
        if facet in vocabularies
        for term in vocabularies[facet]
        for name in dict.fromkeys(_plain(word) for word in (term.id, term.label, *term.words))
        if len(name) >= SHORTEST
    ]


def _plain(name: str) -> str:
    return _APART.sub(" ", name.casefold()).strip()
