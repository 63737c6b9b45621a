"""Finds the programs that fit; where they are too few, gives up one named constraint at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import TemplateRecord
from acumen.recommend.needs import Constraint, Need
from acumen.recommend.records import Relaxed
from acumen.search.engine import Library
from acumen.search.records import Query

WANTED: Final = 3
PER_REPOSITORY: Final = 2
NEVER: Final = np.iinfo(np.int64).max  # the tier of a program that is not let in at all


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """Which programs fit, and after how many concessions."""

    tiers: NDArray[np.int64]  # (n,) constraints given up before a program fitted; NEVER
    relaxed: tuple[Relaxed, ...]


class Masks:
    """Which templates meet a constraint; each constraint is looked up once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._row_of = {record.id: row for row, record in enumerate(library.index.templates)}
        self._known: dict[Constraint, NDArray[np.bool_]] = {}

    def of(self, constraint: Constraint) -> NDArray[np.bool_]:
        """Shape (n,)."""
        if constraint not in self._known:
            query = Query(include={constraint.facet: constraint.values})
            mask = np.zeros(len(self._row_of), dtype=bool)
            mask[[self._row_of[record.id] for record in self._library.select(query)]] = True
            self._known[constraint] = mask
        return self._known[constraint]

    def all_of(self, constraints: Sequence[Constraint]) -> NDArray[np.bool_]:
        """Shape (n,): those that meet every one."""
        mask = np.ones(len(self._row_of), dtype=bool)
        for constraint in constraints:
            mask &= self.of(constraint)
        return mask


def fitting(
    masks: Masks,
    constraints: Sequence[Constraint],
    usable: NDArray[np.bool_],
    templates: Sequence[TemplateRecord],
) -> Fitting:
    """Relax ``constraints``, the first ones first, until three ``usable`` programs fit.

    At most two of one repository count, and variants of one program count once. A constraint whose
    loss brings nothing is kept as long as another one's does.
    """
    active = list(constraints)
    mask = masks.all_of(active) & usable
    tiers = np.where(mask, 0, NEVER)
    relaxed: list[Relaxed] = []
    while True:
        families = {_family(templates[row]) for row in np.flatnonzero(tiers != NEVER).tolist()}
        if _pickable(families) >= WANTED:
            break
        enough = len(families) >= WANTED
        places = [place for place, each in enumerate(active) if _may_go(each, enough=enough)]
        if not places:
            break
        place, looser = _cheapest(masks, active, places, usable & (tiers == NEVER))
        wider = masks.all_of(looser) & usable
        before = int((masks.all_of(active) & usable).sum())
        relaxed.append(_relaxed(active, place, before, int(wider.sum())))
        active = looser
        tiers[wider & (tiers == NEVER)] = len(relaxed)
    return Fitting(tiers, tuple(relaxed))


def _family(record: TemplateRecord) -> tuple[str, str]:
    """Repository and first path of a program and its variants."""
    template = record.template
    return template.repository, min((template.path, *template.variants))


def _pickable(families: Collection[tuple[str, str]]) -> int:
    per_repository = Counter(repository for repository, _ in families)
    return sum(min(count, PER_REPOSITORY) for count in per_repository.values())


def _cheapest(
    masks: Masks,
    active: Sequence[Constraint],
    places: Sequence[int],
    missing: NDArray[np.bool_],
) -> tuple[int, list[Constraint]]:
    """The first of ``places`` whose loosening lets a missing program in, else the first."""
    for place in places:
        looser = _loosened(active, place)
        if (masks.all_of(looser) & missing).any():
            return place, looser
    return places[0], _loosened(active, places[0])


def _may_go(constraint: Constraint, *, enough: bool) -> bool:
    """A task is never dropped only because what fits it is all of one repository."""
    return not enough or constraint.need is not Need.TASK or bool(constraint.broader)


def _loosened(active: Sequence[Constraint], place: int) -> list[Constraint]:
    return [*active[:place], *active[place].broader, *active[place + 1 :]]


def _relaxed(active: Sequence[Constraint], place: int, before: int, after: int) -> Relaxed:
    dropped = active[place]
    instead = " and ".join(constraint.label for constraint in dropped.broader)
    wishes = ", ".join(constraint.shown for constraint in active)
    some = "No program fits" if not before else f"Only {before} fit{'s' * (before == 1)}"
    if before >= WANTED:
        some = f"At most {PER_REPOSITORY} of a repository are picked, and few have any that fit"
    how = f"with {instead} instead of {dropped.label}" if instead else f"without {dropped.shown}"
    why = f"{some} {wishes}; {how} {after} {'does' if after == 1 else 'do'}."
    return Relaxed(dropped, instead, before, after, why)
