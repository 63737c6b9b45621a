"""What a line drawn around part of the map encloses, and what is special about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.search.facets import FacetIndex
from app.services.labels import Labels
from app.urlstate import Lasso

FACETS: Final = (
    Facet.TASK,
    Facet.ARCHITECTURE,
    Facet.DATASET,
    Facet.FRAMEWORK,
    Facet.MODALITY,
    Facet.TRAINING_STYLE,
    Facet.LOSS,
    Facet.OPTIMIZER,
    Facet.HARDWARE,
    Facet.PRETRAINED,
    Facet.LAYER,
)  # those that a selection is described by
SHOWN: Final = 5  # traits of each kind
_COMMON: Final = 0.5  # share from which on a value is common
_LIFT: Final = 1.5  # times the corpus's share from which on a value is unusual
_FEWEST: Final = 3  # templates that must have an unusual value
_SURE: Final = 6.63  # log-likelihood ratio: one percent by chance (chi-squared, 1 degree)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trait:
    """A value, with how much of the selection and of the corpus has it."""

    facet: Facet
    value: str
    label: str
    count: int  # templates of the selection
    share: float  # of the selection, 0..1
    corpus: float  # share of the corpus, 0..1

    @property
    def lift(self) -> float:
        """How many times more frequent than in the corpus."""
        return self.share / self.corpus if self.corpus else math.inf


@dataclass(frozen=True, slots=True)
class Summary:
    """A selection in a line: what most of it has, and what it has more than the corpus."""

    total: int
    common: tuple[Trait, ...]  # largest share first
    unusual: tuple[Trait, ...]  # surest first


def enclosed(lasso: Lasso, positions: NDArray[np.float32]) -> Mask:
    """(n,) whether each position lies within the line, by the even-odd rule."""
    corners = np.array(lasso.corners, dtype=np.float64)
    low, high = corners.min(axis=0), corners.max(axis=0)
    inside = np.zeros(len(positions), dtype=bool)
    near = np.flatnonzero(((positions >= low) & (positions <= high)).all(axis=1))
    x = positions[near, 0].astype(np.float64)
    y = positions[near, 1].astype(np.float64)
    odd = np.zeros(len(near), dtype=bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        odd ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    inside[near] = odd
    return inside


def summary(
    facets: FacetIndex, labels: Labels, selected: Mask, *, of: Sequence[Facet] = FACETS
) -> Summary:
    """Describe the templates ``selected`` against all of them."""
    total, corpus = int(np.count_nonzero(selected)), len(selected)
    if not total:
        return Summary(0, (), ())
    everyone = np.ones(corpus, dtype=bool)
    traits: list[Trait] = []
    for facet in of:
        whole = {count.value: count.count for count in facets.counts(facet, everyone)}
        traits += [
            Trait(
                facet,
                count.value,
                labels.value(facet, count.value),
                count.count,
                count.count / total,
                whole[count.value] / corpus,
            )
            for count in facets.counts(facet, selected)
        ]
    common = [trait for trait in traits if trait.share >= _COMMON]
    common.sort(key=lambda trait: (-trait.share, trait.facet, trait.value))
    unusual = [
        (surprise, trait)
        for trait in traits
        if trait.count >= _FEWEST
        and trait.lift >= _LIFT
        and (surprise := _log_likelihood(trait, total, corpus)) >= _SURE
    ]
    unusual.sort(key=lambda pair: (-pair[0], pair[1].facet, pair[1].value))
    return Summary(total, tuple(common[:SHOWN]), tuple(trait for _, trait in unusual[:SHOWN]))


def _log_likelihood(trait: Trait, total: int, corpus: int) -> float:
    """Dunning's G2 (1993): how badly chance explains that the selection differs from the rest."""
    having = round(trait.corpus * corpus)
    cells = (
        (trait.count, total, having),
        (having - trait.count, corpus - total, having),
        (total - trait.count, total, corpus - having),
        (corpus - total - having + trait.count, corpus - total, corpus - having),
    )
    return 2 * sum(
        seen * math.log(seen * corpus / (row * column))
        for seen, row, column in cells
        if seen > 0 and row > 0 and column > 0
    )
