"""What a candidate's confidence follows from, as numbers that a linear rule can weigh.

Every number is small, the same for all facets in meaning, and told by its name; how much each
counts stands in ``confidence.toml``. Their order is that of :data:`FEATURES`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.attributes.candidates import BROADER, Candidate, Candidates
from acumen.attributes.companions import Companions, FacetValue
from acumen.attributes.matching import matcher
from acumen.attributes.signs import SHOWN_FROM, SignKind
from acumen.attributes.words import WORDS
from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Vocabularies

_SURE: Final = 0.85  # of a rival
_GIVES: Final = 0.7  # from here on a stated value says something about other facets
_LEAST, _MOST_SURE = 0.02, 0.985  # the ends of what is turned into odds
_USUAL: Final = 1.5  # log odds of a usual statement: .82
_LEAST_WORDED, _USUAL_WORDED = 0.003, -1.5  # a share, and the log odds of one that tells nothing
_KINDS: Final = frozenset(kind.value for kind in SignKind)
_WORDS: Final = frozenset(kind.value for kind in WORDS)
_NO_CODE: Final = _WORDS | {SignKind.IMPLIED.value, SignKind.STRING.value}


@dataclass(frozen=True, slots=True)
class Described:
    """One candidate in numbers. Shares and flags are 0..1, counts are ``log(1 + n)``."""

    always: float  # 1
    stated: float  # flag: the rules say it
    worth: float  # log odds of the rule's own confidence; 0 where not stated
    seen: float  # what its signs are worth together
    only_seen: float  # the same, where not stated
    kinds: float  # further kinds of signs that agree
    words_only: float  # flag: path, title, docstring and prose alone
    code_only: float  # flag: code alone
    broader: float  # flag: follows from a narrower value
    concluded: float  # flag: follows from another facet
    own_rule: float  # flag: a rule of the facet's own, no sign of a term
    unknown: float  # flag: stands in no vocabulary
    beside: float  # flag: other modules alone say so
    signs: float  # count
    signs_in_entry: float  # count
    modules: float  # count of files with a sign
    better: float  # count of rivals that are stated more surely
    rivals: float  # count of rivals that are stated
    sure_rivals: float  # count
    best_rival: float  # confidence
    first: float  # flag: no rival is stated more surely
    narrower: float  # confidence of the surest narrower value
    implied: float  # confidence of the surest value that implies it, by the vocabularies
    rival_implied: float  # the same for its rivals
    unsupported: float  # flag: something is implied, but not this
    companion_for: float  # lift by the companion that speaks most for it
    companion_against: float  # by the one that speaks most against it
    companions: float  # mean lift
    reached: float  # modules, log(1 + n) / 3
    parts: float  # flag
    notebook: float  # flag
    wording: float  # log odds of what the program's words say of it; 0 where nobody learned it
    learned: float  # flag: somebody did
    rival_worded: float  # share of the rival that the words speak most for
    worded_only: float  # flag: nothing else speaks for it


FEATURES: Final = tuple(field.name for field in fields(Described))


def described(
    program: Candidates, companions: Companions, vocabularies: Vocabularies
) -> NDArray[np.float64]:
    """The candidates of ``program`` in numbers, of shape (candidates, len(FEATURES))."""
    kin = _Kin(program, vocabularies)
    implied = _implied(program.found, vocabularies)
    given = [one for one in program.found if one.stated >= _GIVES]
    rows = []
    for candidate in program.found:
        row = _row(program, candidate, kin, implied, _lifts(candidate, given, companions))
        rows.append([getattr(row, name) for name in FEATURES])
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


class _Kin:
    """The broader terms of each candidate, and who its rivals are."""

    def __init__(self, program: Candidates, vocabularies: Vocabularies) -> None:
        self._by_facet: dict[Facet, list[Candidate]] = {}
        self._broader: dict[FacetValue, frozenset[str]] = {}
        for one in program.found:
            self._by_facet.setdefault(one.facet, []).append(one)
            vocabulary = vocabularies.get(one.facet)
            known = vocabulary is not None and one.value in vocabulary
            self._broader[one.facet, one.value] = frozenset(
                matcher(vocabulary).ancestors(one.value) if vocabulary is not None and known else ()
            )

    def broader(self, one: Candidate) -> frozenset[str]:
        return self._broader[one.facet, one.value]

    def rivals(self, one: Candidate) -> list[Candidate]:
        """Other values of the facet that are neither broader nor narrower."""
        return [
            other
            for other in self._by_facet[one.facet]
            if other.value != one.value
            and other.value not in self.broader(one)
            and one.value not in self.broader(other)
        ]

    def narrower(self, one: Candidate) -> list[Candidate]:
        return [o for o in self._by_facet[one.facet] if one.value in self.broader(o)]


def _implied(found: Sequence[Candidate], vocabularies: Vocabularies) -> Mapping[FacetValue, float]:
    """What stated values imply of other facets, with the confidence of the surest of them."""
    implied: dict[FacetValue, float] = {}
    names = {facet.value: facet for facet in Facet}
    for one in found:
        vocabulary = vocabularies.get(one.facet)
        if not one.stated or vocabulary is None or one.value not in vocabulary:
            continue
        for key, value in vocabulary[one.value].extra:
            facet = names.get(key)
            if facet is not None and value in vocabularies.get(facet, ()):
                implied[facet, value] = max(implied.get((facet, value), 0.0), one.stated)
    return implied


def _lifts(one: Candidate, given: Sequence[Candidate], known: Companions) -> list[float]:
    value = (one.facet, one.value)
    return [known.lift(value, (o.facet, o.value)) for o in given if o.facet is not one.facet]


def _row(
    program: Candidates,
    one: Candidate,
    kin: _Kin,
    implied: Mapping[FacetValue, float],
    lifts: Sequence[float],
) -> Described:
    stated = one.stated > 0.0
    kinds = frozenset(one.reason.split("+")) & _KINDS if stated else frozenset()
    broader = one.reason.startswith(BROADER)
    rivals = kin.rivals(one)
    ours = implied.get((one.facet, one.value), 0.0)
    spared = kin.broader(one) | {one.value} | {c.value for c in kin.narrower(one)}
    theirs = [w for (f, v), w in implied.items() if f is one.facet and v not in spared]
    any_implied = any(facet is one.facet for facet, _ in implied)
    best = max((rival.stated for rival in rivals), default=0.0)
    return Described(
        always=1.0,
        stated=float(stated),
        worth=_odds(one.stated) - _USUAL if stated else 0.0,
        seen=one.seen,
        only_seen=0.0 if stated else one.seen,
        kinds=float(max(len(kinds) - 1, 0)),
        words_only=float(bool(kinds) and kinds <= _WORDS),
        code_only=float(bool(kinds) and not kinds & _NO_CODE),
        broader=float(broader),
        concluded=float(SignKind.IMPLIED.value in kinds),
        own_rule=float(stated and not kinds and not broader),
        unknown=float(not one.known),
        beside=float(one.beside),
        signs=math.log1p(one.signs),
        signs_in_entry=math.log1p(one.signs_in_entry),
        modules=math.log1p(one.modules),
        better=math.log1p(sum(rival.stated > one.stated for rival in rivals)),
        rivals=math.log1p(sum(rival.stated >= SHOWN_FROM for rival in rivals)),
        sure_rivals=math.log1p(sum(rival.stated >= _SURE for rival in rivals)),
        best_rival=best,
        first=float(stated and one.stated >= best),
        narrower=max((other.stated for other in kin.narrower(one)), default=0.0),
        implied=ours,
        rival_implied=max(theirs, default=0.0),
        unsupported=float(any_implied and not ours),
        companion_for=max(lifts, default=0.0),
        companion_against=min(lifts, default=0.0),
        companions=sum(lifts) / len(lifts) if lifts else 0.0,
        reached=math.log1p(program.reached) / 3,
        parts=float(program.parts),
        notebook=float(program.notebook),
        wording=_wording(one.worded),
        learned=float(one.worded is not None),
        rival_worded=max((rival.worded or 0.0 for rival in rivals), default=0.0),
        worded_only=float(not stated and not one.seen),
    )


def _wording(share: float | None) -> float:
    if share is None:
        return 0.0
    clipped = min(max(share, _LEAST_WORDED), 1.0 - _LEAST_WORDED)
    return math.log(clipped / (1 - clipped)) - _USUAL_WORDED


def _odds(confidence: float) -> float:
    clipped = min(max(confidence, _LEAST), _MOST_SURE)
    return math.log(clipped / (1 - clipped))
