"""The weighted neighbour graph that a layout is drawn from: UMAP's fuzzy simplicial set.

Method: McInnes, Healy and Melville, "UMAP", arXiv:1802.03426, sections 3.1 and 4.1. Written here
in whole arrays because umap-learn compiles its own for 8 s in every new process; a test holds the
two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SEARCH_STEPS: Final = 64
_LEAST_WIDTH: Final = 1e-3  # of the mean distance


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Directed edges, those of one head side by side."""

    vertices: int
    heads: NDArray[np.int32]  # (m,)
    tails: NDArray[np.int32]  # (m,)
    weights: NDArray[np.float32]  # (m,) 0..1


def fuzzy_graph(indices: NDArray[np.int32], distances: NDArray[np.float32]) -> Graph:
    """The graph of ``nearest``'s answer for all rows, both (n, k)."""
    count, k = indices.shape
    weights = _weights(distances).ravel()
    heads = np.repeat(np.arange(count, dtype=np.int64), k)
    tails = indices.ravel().astype(np.int64)
    there, back = heads * count + tails, tails * count + heads
    keys = np.unique(np.concatenate([there, back]))
    one, other = np.zeros(len(keys)), np.zeros(len(keys))
    one[np.searchsorted(keys, there)] = weights
    other[np.searchsorted(keys, back)] = weights
    both = one + other - one * other
    keep = both > 0
    return Graph(
        count,
        (keys[keep] // max(1, count)).astype(np.int32),
        (keys[keep] % max(1, count)).astype(np.int32),
        both[keep].astype(np.float32),
    )


def outgoing_graph(
    count: int,
    rows: NDArray[np.int64],
    indices: NDArray[np.int32],
    distances: NDArray[np.float32],
) -> Graph:
    """The edges from some ``rows`` (m,) of ``count`` to their neighbours, (m, k), alone."""
    weights = _weights(distances).ravel()
    keep = weights > 0
    heads = np.repeat(rows, indices.shape[1]).astype(np.int32)
    return Graph(count, heads[keep], indices.ravel()[keep], weights[keep].astype(np.float32))


def _weights(distances: NDArray[np.float32]) -> NDArray[np.float64]:
    """Membership (m, k) of each neighbour, 0..1."""
    rho, width = _scales(distances.astype(np.float64))
    excess = np.maximum(0.0, distances - rho[:, None])
    weights: NDArray[np.float64] = np.exp(-excess / width[:, None])
    return weights


def _scales(distances: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distance to the nearest different row, and the width that gives log2(k + 1) neighbours."""
    count, k = distances.shape
    if count == 0 or k == 0:
        return np.zeros(count), np.ones(count)
    positive = np.where(distances > 0, distances, np.inf)
    rho = positive.min(axis=1)
    rho[~np.isfinite(rho)] = 0.0
    excess = np.maximum(0.0, distances - rho[:, None])
    target = np.log2(k + 1)
    low, high = np.zeros(count), np.full(count, np.inf)
    width = np.ones(count)
    for _ in range(_SEARCH_STEPS):
        mass = np.exp(-excess / width[:, None]).sum(axis=1)
        above = mass > target
        high = np.where(above, width, high)
        low = np.where(above, low, width)
        with np.errstate(invalid="ignore"):
            width = np.where(np.isinf(high), width * 2, (low + high) / 2)
    # Means count the row itself, at distance 0, as umap-learn's do.
    mean = distances.sum(axis=1) / (k + 1)
    floor = _LEAST_WIDTH * np.where(rho > 0, mean, mean.mean())
    return rho, np.maximum(width, np.maximum(floor, np.finfo(np.float64).tiny))
