"""Moves points until near neighbours are near: UMAP's stochastic descent, in one of two engines.

umap-learn's compiled loop is the faster one per epoch, but it takes six seconds to load and
compile in every process. Below that much work the same descent in whole arrays is done sooner.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.projection.graph import Graph

# Of 1 / (1 + a d^(2b)), the least-squares fit for spread 2 and min_dist 1.5. UMAP's customary 1 and
# 0.1 pack 97 of 100 real templates closer than 5 px to another on a map of 700 px; this leaves 40,
# and 15-neighbour recall stays (.61 against .62).
CURVE_A: Final = 0.028874203505551185
CURVE_B: Final = 1.6217005586154891
_NEGATIVES: Final = 5  # random points pushed away per neighbour pulled
_LARGEST_STEP: Final = np.float32(4.0)
_ARRAY_WORK: Final = 14_000_000  # edges x epochs above which compiling pays


def optimise(
    positions: NDArray[np.float32],
    graph: Graph,
    *,
    epochs: int,
    rate: float,
    seed: int,
    tails_move: bool = True,
    compiled: bool | None = None,
) -> NDArray[np.float32]:
    """``positions`` (n, 2) after ``epochs`` of descent from learning rate ``rate`` down to 0.

    With ``tails_move`` both ends of an edge come nearer; without it only heads ever move, and
    every other point stays where it is, bit for bit. ``compiled`` picks the engine; by default
    the amount of work does. Same arguments, same result.
    """
    heads, tails, weights = graph.heads, graph.tails, graph.weights
    keep = weights >= weights.max(initial=0.0) / max(1, epochs)
    heads, tails, weights = heads[keep], tails[keep], weights[keep]
    result = np.array(positions, dtype=np.float32, order="C")
    if len(heads) == 0 or epochs <= 0:
        return result
    descent = _Descent(
        heads=heads,
        tails=tails,
        period=(graph.weights.max() / weights).astype(np.float64),
        epochs=epochs,
        rate=rate,
        seed=seed,
        both_ends=tails_move,
    )
    if compiled is None:
        compiled = len(heads) * epochs > _ARRAY_WORK
    return _run_compiled(result, descent) if compiled else _run_arrays(result, descent)


@dataclass(frozen=True, slots=True, eq=False)
class _Descent:
    heads: NDArray[np.int32]  # (m,)
    tails: NDArray[np.int32]  # (m,)
    period: NDArray[np.float64]  # (m,) epochs between two pulls of an edge
    epochs: int
    rate: float
    seed: int
    both_ends: bool  # False: tails stand still


def _run_compiled(positions: NDArray[np.float32], descent: _Descent) -> NDArray[np.float32]:
    state = np.random.default_rng(descent.seed).integers(-(2**31) + 1, 2**31 - 1, 3, dtype=np.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its dependencies announce deprecations on import
        from umap.layouts import optimize_layout_euclidean  # noqa: PLC0415  (loads a compiler)

        # Called directly: umap-learn's public way rescales every start to 0..10 and so would
        # move the whole map.
        moved: NDArray[np.float32] = optimize_layout_euclidean(
            positions,
            positions,
            descent.heads,
            descent.tails,
            descent.epochs,
            len(positions),
            descent.period,
            CURVE_A,
            CURVE_B,
            state,
            initial_alpha=descent.rate,
            negative_sample_rate=float(_NEGATIVES),
            parallel=False,
            move_other=descent.both_ends,
        )
    return moved


def _run_arrays(positions: NDArray[np.float32], descent: _Descent) -> NDArray[np.float32]:
    rng = np.random.default_rng(descent.seed)
    due = descent.period.copy()
    for epoch in range(descent.epochs):
        active = np.flatnonzero(due <= epoch)
        due[active] += descent.period[active]
        step = np.float32(descent.rate * (1.0 - epoch / descent.epochs))
        for part in _one_edge_per_head(descent.heads, active):
            heads, tails = descent.heads[part], descent.tails[part]
            _pull(positions, heads, tails, step, both_ends=descent.both_ends)
            _push(positions, heads, rng, step)
    return positions


def _one_edge_per_head(
    heads: NDArray[np.int32], active: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Cut ``active`` so that no part holds a head twice: a point moves, then is looked at again.

    Pulling a point to all its neighbours at once would throw it far past them.
    """
    if len(active) == 0:
        return []
    owners = heads[active]
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    rank = np.arange(len(active)) - np.repeat(starts, np.diff(starts, append=len(active)))
    order = np.argsort(rank, kind="stable")
    return np.split(active[order], np.cumsum(np.bincount(rank))[:-1])


def _pull(
    positions: NDArray[np.float32],
    heads: NDArray[np.int32],
    tails: NDArray[np.int32],
    step: np.float32,
    *,
    both_ends: bool,
) -> None:
    difference = positions[heads] - positions[tails]
    squared = np.einsum("ij,ij->i", difference, difference)
    power = np.maximum(squared, np.float32(1e-12)) ** np.float32(CURVE_B - 1.0)
    strength = np.float32(-2.0 * CURVE_A * CURVE_B) * power
    strength /= np.float32(CURVE_A) * power * squared + np.float32(1.0)
    move = np.clip(strength[:, None] * difference, -_LARGEST_STEP, _LARGEST_STEP) * step
    positions[heads] += move
    if both_ends:
        for axis in (0, 1):
            shift = np.bincount(tails, weights=move[:, axis], minlength=len(positions))
            positions[:, axis] -= shift.astype(np.float32)


def _push(
    positions: NDArray[np.float32],
    heads: NDArray[np.int32],
    rng: np.random.Generator,
    step: np.float32,
) -> None:
    others = rng.integers(0, len(positions), (len(heads), _NEGATIVES), dtype=np.int32)
    difference = positions[heads][:, None, :] - positions[others]
    squared = np.einsum("ijk,ijk->ij", difference, difference)
    strength = np.float32(2.0 * CURVE_B) / (
        (np.float32(0.001) + squared) * (np.float32(CURVE_A) * squared ** np.float32(CURVE_B) + 1)
    )
    move = np.clip(strength[:, :, None] * difference, -_LARGEST_STEP, _LARGEST_STEP)
    positions[heads] += move.sum(axis=1) * step
