"""Positions on the map, and how they stay where they were when the index changes.

A new point is put among its nearest known neighbours and settles there while all known points
stand still. Only a refit moves known points; it is turned, mirrored and scaled back onto the map
that people remember.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.projection.graph import Graph, fuzzy_graph, outgoing_graph
from acumen.projection.neighbours import nearest, unit_rows
from acumen.projection.optimise import optimise
from acumen.projection.placement import place

NEIGHBOURS: Final = 14  # others; UMAP's customary 15 counts the point itself
_EXTENT: Final = 10.0  # half the width that the first arrangement is given
_JITTER: Final = 1e-2  # keeps equal vectors apart at the start
_SETTLE_EPOCHS: Final = 100
_SETTLE_RATE: Final = 0.25


def fit(vectors: NDArray[np.float32], *, seed: int) -> NDArray[np.float32]:
    """Positions (n, 2) from scratch, centred on the origin. Equal arguments, equal bytes."""
    count = len(vectors)
    rows = unit_rows(vectors)
    start = _principal_plane(rows, seed)
    if count <= 2:
        return start
    moved = optimise(
        start, _graph(rows), epochs=500 if count <= 10_000 else 200, rate=1.0, seed=seed
    )
    centred: NDArray[np.float32] = (moved - moved.mean(axis=0)).astype(np.float32)
    return centred


def update(
    vectors: NDArray[np.float32],
    known: NDArray[np.bool_],
    previous: NDArray[np.float32],
    *,
    seed: int,
) -> NDArray[np.float32]:
    """Positions (n, 2) where every ``known`` row keeps its ``previous`` one, bit for bit.

    ``previous`` is (n, 2), row by row with ``vectors``; its rows that are not known are not read.
    """
    if not known.any():
        return fit(vectors, seed=seed)
    if known.all():
        return np.array(previous, dtype=np.float32)
    rows = unit_rows(vectors)
    new = np.flatnonzero(~known)
    indices, distances = nearest(rows, NEIGHBOURS, of=new)
    return optimise(
        place(rows, known, previous, indices, seed=seed),
        outgoing_graph(len(rows), new, indices, distances),
        epochs=_SETTLE_EPOCHS,
        rate=_SETTLE_RATE,
        seed=seed,
        tails_move=False,
    )


def refit(
    vectors: NDArray[np.float32],
    known: NDArray[np.bool_],
    previous: NDArray[np.float32],
    *,
    seed: int,
) -> NDArray[np.float32]:
    """``fit``, then laid over the ``previous`` positions of the ``known`` rows."""
    return align(fit(vectors, seed=seed), known, previous)


def align(
    positions: NDArray[np.float32], known: NDArray[np.bool_], previous: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Turn, mirror, scale and shift ``positions`` so that ``known`` rows come nearest to before.

    Orthogonal Procrustes; with fewer than three known points only the shift is determined.
    """
    if not known.any():
        return positions
    here = positions[known].astype(np.float64)
    there = previous[known].astype(np.float64)
    centre, target = here.mean(axis=0), there.mean(axis=0)
    spread = float(((here - centre) ** 2).sum())
    turn, scale = np.eye(2), 1.0
    if known.sum() >= 3 and spread > 0:
        left, _, right = np.linalg.svd((here - centre).T @ (there - target))
        turn = left @ right
        # Two arrangements that differ shrink each other; the map keeps its size instead.
        scale = float(np.sqrt(((there - target) ** 2).sum() / spread))
    moved = (positions.astype(np.float64) - centre) @ turn * (scale or 1.0) + target
    aligned: NDArray[np.float32] = moved.astype(np.float32)
    return aligned


def _graph(rows: NDArray[np.float32]) -> Graph:
    return fuzzy_graph(*nearest(rows, NEIGHBOURS))


def _principal_plane(rows: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """The two directions of largest variance, scaled to +-10, with a little noise."""
    count = len(rows)
    if count <= 1:
        return np.zeros((count, 2), np.float32)
    if count == 2:
        return np.array([[-0.5, 0.0], [0.5, 0.0]], np.float32)
    centred = rows.astype(np.float64) - rows.mean(axis=0, dtype=np.float64)
    _, directions = np.linalg.eigh(centred.T @ centred)
    plane = np.zeros((count, 2))
    axes = directions[:, ::-1][:, :2]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])] < 0, -1, 1)
    plane[:, : axes.shape[1]] = centred @ axes
    largest = np.abs(plane).max()
    if largest > 1e-9:
        plane *= _EXTENT / largest
    noise = np.random.default_rng(seed).normal(scale=_JITTER, size=plane.shape)
    return (plane + noise).astype(np.float32)
