"""Where a new point starts: among its known neighbours, or on free ground if it has none.

Putting each point at the median of its neighbours suits what resembles the map so far. A kind of
program that is new as a whole would be scattered over old clusters, so points whose neighbours are
new themselves are moved together to the nearest empty place.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.projection.neighbours import search_numpy

_ANCHORS: Final = 5  # known neighbours whose median is taken
_NOVEL_SHARE: Final = 0.25  # a point is novel if fewer of its neighbours are known
_NOVEL_SIZE: Final = 5  # smaller groups are no cluster yet
_GRID: Final = 48  # places looked at, per side
_MAX_KNOWN_LOOKED_AT: Final = 4_000


def place(
    rows: NDArray[np.float32],
    known: NDArray[np.bool_],
    previous: NDArray[np.float32],
    neighbours: NDArray[np.int32],
    *,
    seed: int,
) -> NDArray[np.float32]:
    """Starting positions (n, 2): ``previous`` for known rows, a sensible place for the others.

    ``rows`` (n, dim) have norm 1, ``neighbours`` (m, k) are indices of the rows nearest to each of
    the m new ones.
    """
    start = np.array(previous, dtype=np.float32)
    new = np.flatnonzero(~known)
    old = np.flatnonzero(known)
    rng = np.random.default_rng(seed)
    anchors = min(_ANCHORS, len(old))
    _, found = search_numpy(rows[new], rows[old], anchors)
    spread = _typical_gap(start[old])
    start[new] = np.median(start[old[found]], axis=1) + rng.normal(
        scale=0.1 * spread, size=(len(new), 2)
    )
    for group in _novel_groups(known, neighbours):
        radius = spread * np.sqrt(len(group))
        centre = _free_place(start[old], np.median(start[group], axis=0), radius)
        start[group] = centre + _disc(rng, len(group)) * (radius / 2)
    return start


def _typical_gap(positions: NDArray[np.float32]) -> float:
    """About the distance between neighbours, from the area that the middle of the map takes."""
    if len(positions) < 3:
        return 1.0
    low, high = np.percentile(positions, [5, 95], axis=0)
    area = float(np.prod(np.maximum(high - low, 1e-3)))
    return float(np.sqrt(area / len(positions)))


def _novel_groups(
    known: NDArray[np.bool_], neighbours: NDArray[np.int32]
) -> list[NDArray[np.int64]]:
    """Connected groups of new points whose neighbours are nearly all new."""
    new = np.flatnonzero(~known)
    members = new[known[neighbours].mean(axis=1) < _NOVEL_SHARE]
    label = np.full(len(known), -1, dtype=np.int64)
    label[members] = members
    heads = np.repeat(new, neighbours.shape[1])
    tails = neighbours.ravel()
    inside = (label[heads] >= 0) & (label[tails] >= 0)
    heads, tails = heads[inside], tails[inside]
    while True:  # each round hands the least label on; groups are small
        before = label.copy()
        np.minimum.at(label, heads, before[tails])
        np.minimum.at(label, tails, before[heads])
        if (label == before).all():
            break
    groups = [np.flatnonzero(label == first) for first in np.unique(label[members])]
    return [group for group in groups if len(group) >= _NOVEL_SIZE]


def _free_place(
    taken: NDArray[np.float32], wanted: NDArray[np.float32], radius: float
) -> NDArray[np.float32]:
    """The grid point nearest to ``wanted`` with no known point within ``radius``."""
    thin = taken[:: max(1, len(taken) // _MAX_KNOWN_LOOKED_AT)]
    margin = 1.5 * radius
    low, high = taken.min(axis=0) - margin, taken.max(axis=0) + margin
    axes = [np.linspace(low[axis], high[axis], _GRID, dtype=np.float32) for axis in (0, 1)]
    places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    clearance = np.array(
        [((thin - spot) ** 2).sum(axis=1).min() for spot in places], dtype=np.float32
    )
    free = places[clearance >= radius**2]
    nearest_free: NDArray[np.float32] = free[((free - wanted) ** 2).sum(axis=1).argmin()]
    return nearest_free


def _disc(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    angle = rng.uniform(0, 2 * np.pi, count)
    distance = np.sqrt(rng.uniform(0, 1, count))
    return np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])
