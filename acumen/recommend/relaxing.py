"""Finds the programs that fit; where they are too few, gives up one named constraint at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
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
    loss brings nothing is kept.
    """
    active = list(constraints)
    mask = masks.all_of(active) & usable
    tiers = np.where(mask, 0, NEVER)
    relaxed: list[Relaxed] = []
    while True:
        families = {_family(templates[row]) for row in np.flatnonzero(tiers != NEVER).tolist()}
        if _pickable(families) >= WANTED:
            break
        missing = usable & (tiers == NEVER)
        step = _next_step(masks, active, missing, enough=len(families) >= WANTED)
        if step is None:
            break
        looser = [*active[: step.place], *step.instead, *active[step.place + 1 :]]
        wider = masks.all_of(looser) & usable
        before = int((masks.all_of(active) & usable).sum())
        relaxed.append(_relaxed(active, step, before, int(wider.sum())))
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


@dataclass(frozen=True, slots=True)
class _Step:
    """One constraint and what takes its place."""

    place: int
    instead: tuple[Constraint, ...]


def _next_step(
    masks: Masks, active: Sequence[Constraint], missing: NDArray[np.bool_], *, enough: bool
) -> _Step | None:
    """The first constraint to give up on the shortest way to a ``missing`` program, if any."""
    asked = {each.facet for each in active if each.need is Need.TASK}
    spare = {Facet.ARCHITECTURE} if Facet.TASK in asked and not enough else set()
    ladders = {
        place: _ladder(each, may_drop=each.need is not Need.TASK or each.facet in spare)
        for place, each in enumerate(active)
    }
    places = [place for place, steps in ladders.items() if steps]
    for size in range(1, len(places) + 1):
        for together in combinations(places, size):
            ends = {place: ladders[place][-1] for place in together}
            if not _gains(masks, active, ends, missing):
                continue
            first = together[0]
            if size > 1:
                return _Step(first, ladders[first][0])
            return next(
                _Step(first, step)
                for step in ladders[first]
                if _gains(masks, active, {first: step}, missing)
            )
    return None


def _ladder(constraint: Constraint, *, may_drop: bool) -> list[tuple[Constraint, ...]]:
    """What may take its place, ever looser; nothing at all comes last if it ``may_drop``.

    What a program is for is widened and never dropped: one for another task is no answer. Only an
    architecture gives way to its task, and not just because what fits it is all of one repository.
    """
    steps = []
    current = constraint.broader
    while current:
        steps.append(current)
        current = tuple(looser for each in current for looser in each.broader)
    if may_drop:
        steps.append(())
    return steps


def _gains(
    masks: Masks,
    active: Sequence[Constraint],
    instead: Mapping[int, tuple[Constraint, ...]],
    missing: NDArray[np.bool_],
) -> bool:
    wishes = [c for place, each in enumerate(active) for c in instead.get(place, (each,))]
    return bool((masks.all_of(wishes) & missing).any())


def _relaxed(active: Sequence[Constraint], step: _Step, before: int, after: int) -> Relaxed:
    dropped = active[step.place]
    instead = " and ".join(constraint.label for constraint in step.instead)
    wishes = ", ".join(constraint.shown for constraint in active)
    some = "No program fits" if not before else f"Only {before} fit{'s' * (before == 1)}"
    if before >= WANTED:
        some = f"At most {PER_REPOSITORY} of a repository are picked, and few have any that fit"
    how = f"with {instead} instead of {dropped.label}" if instead else f"without {dropped.shown}"
    why = f"{some} {wishes}; {how} {after} {'does' if after == 1 else 'do'}."
    return Relaxed(dropped, instead, before, after, why)
