"""Chooses three programs that differ: maximal marginal relevance under three points of view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import TemplateRecord
from acumen.recommend.quality import Judged, Trait
from acumen.recommend.records import PickKind
from acumen.recommend.relaxing import PER_REPOSITORY

BAND: Final = 0.7  # of the best fit's relevance; below it nothing is picked while others are left
DIVERSITY: Final = 0.7  # lambda: the rest weighs against what resembles an earlier pick
TRAIT_SHARE: Final = 0.6  # of the trait that a pick is made for, beside its score

_TRAIT_OF: Final = {PickKind.SIMPLEST: Trait.SIMPLICITY, PickKind.MOST_MAINTAINED: Trait.FRESHNESS}


class Standing(IntEnum):
    """What a person who read a program says of it for the asked task; the best comes first."""

    FIT = 0
    WITH_A_NOTE = 1  # fit, with something to mind
    UNREAD = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program that may be picked."""

    row: int
    record: TemplateRecord
    tier: int  # constraints given up before it fitted
    relevance: float  # 0..1, relative to the most relevant candidate
    score: float
    judged: tuple[Judged, ...]
    doubtful: bool = False  # whether it is for the asked task at all
    standing: Standing = Standing.UNREAD

    def value(self, trait: Trait) -> float:
        """0..1; the middle where it is not known."""
        return next(each.value for each in self.judged if each.trait is trait)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate and the kind it was picked as."""

    kind: PickKind
    candidate: Candidate


def pick_three(
    candidates: Sequence[Candidate],
    vectors: NDArray[np.float32],
    on_task: Callable[[Candidate, Candidate], bool],
) -> tuple[Chosen, ...]:
    """Best fit, simplest and most maintained; ``vectors`` are the cards' unit rows, (n, dim).

    ``on_task(best, other)`` says whether ``other`` is about the same as the best fit. Programs that
    are surely for the asked task always come first, even a third one of a repository; then those of
    repositories picked less than twice; then those that meet more of the needs; then those on task
    and inside the relevance band; then those that somebody read. Fewer than three are chosen where
    what is left is neither surely for the task nor inside the band.
    """
    chosen: list[Chosen] = []
    left = sorted(candidates, key=order)
    for kind in PickKind:
        if not left:
            break
        if not chosen:
            taken = left[0]
        else:
            group = _group(left, chosen, on_task)
            in_band = _in_band(group[0], BAND * _reference(left, chosen))
            if group[0].doubtful and not in_band:
                break  # neither task nor words speak for what is left
            taken = max(group, key=_worth(kind, group, chosen, vectors, in_band=in_band))
        chosen.append(Chosen(kind, taken))
        left.remove(taken)
    return tuple(chosen)


def order(candidate: Candidate) -> tuple[int, bool, Standing, float, str]:
    """The best fit comes first."""
    score = -round(candidate.score, 9)
    return candidate.tier, candidate.doubtful, candidate.standing, score, candidate.record.id


def likeness(first: Candidate, second: Candidate, vectors: NDArray[np.float32]) -> float:
    """Cosine of their cards."""
    return float(vectors[first.row] @ vectors[second.row])


def _group(
    left: Sequence[Candidate],
    chosen: Sequence[Chosen],
    on_task: Callable[[Candidate, Candidate], bool],
) -> list[Candidate]:
    """The candidates with the fewest concessions, the first kind counting most."""
    best = chosen[0].candidate
    reference = BAND * _reference(left, chosen)
    used = Counter(each.candidate.record.template.repository for each in chosen)

    def concessions(candidate: Candidate) -> tuple[bool, bool, bool, int, bool, bool, Standing]:
        return (
            any(_variants(candidate, each.candidate) for each in chosen),
            candidate.doubtful,
            used[candidate.record.template.repository] >= PER_REPOSITORY,
            candidate.tier,
            not on_task(best, candidate),
            not _in_band(candidate, reference),
            candidate.standing,
        )

    fewest = min(concessions(candidate) for candidate in left)
    return [candidate for candidate in left if concessions(candidate) == fewest]


def _in_band(candidate: Candidate, reference: float) -> bool:
    """Whether it matches well enough; what a reader found fit needs no words to speak for it."""
    return candidate.standing is not Standing.UNREAD or candidate.relevance >= reference


def _reference(left: Sequence[Candidate], chosen: Sequence[Chosen]) -> float:
    """The relevance that the band hangs from: the best fit's, if it matches at all."""
    best = chosen[0].candidate.relevance
    return best if best > 0 else max(candidate.relevance for candidate in left)


def _worth(
    kind: PickKind,
    group: Sequence[Candidate],
    chosen: Sequence[Chosen],
    vectors: NDArray[np.float32],
    *,
    in_band: bool,
) -> Callable[[Candidate], tuple[float, float, str]]:
    top = max(candidate.score for candidate in group)

    def worth(candidate: Candidate) -> tuple[float, float, str]:
        score = round(candidate.score, 9)
        if not in_band:  # what hardly matches must not win by being different
            return (score, 0.0, candidate.record.id)
        trait = candidate.value(_TRAIT_OF[kind])
        match = 1 - (top - candidate.score) / (1 - BAND)  # from 1 to about 0 within the band
        value = TRAIT_SHARE * trait + (1 - TRAIT_SHARE) * match
        near = max(likeness(candidate, each.candidate, vectors) for each in chosen)
        return (round(DIVERSITY * value - (1 - DIVERSITY) * near, 9), score, candidate.record.id)

    return worth


def _variants(candidate: Candidate, taken: Candidate) -> bool:
    """Whether one is a variant of the other."""
    mine, other = candidate.record.template, taken.record.template
    if mine.repository != other.repository:
        return False
    return mine.path in other.variants or other.path in mine.variants
