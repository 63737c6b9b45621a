"""Joins the signals of a search into one relevance: a sum of per-query z-scores.

A signal is divided by its spread among the best candidates of that query, so that signals of
different scale count alike. The means are left out: they are the same for every template, so the
order is that of the z-scores, and each summand stays a plain share of the score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

POOL: Final = 200  # best candidates per signal among which the spread is taken
MAX_SPREADS: Final = 5.0  # a signal's range counts at most this many spreads
NO_SPREAD: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """One opinion on every template."""

    name: str
    values: NDArray[np.float64]  # (n,)
    weight: float = 1.0
    zero_based: bool = True  # 0 means nothing in common; otherwise the pool's lowest value does


@dataclass(frozen=True, slots=True, eq=False)
class FusedSignal:
    """A signal with the line that turns its values into shares of relevance."""

    signal: Signal
    scale: float  # 0 if the signal says the same of all candidates
    offset: float

    def share(self, row: int) -> float:
        """What this signal adds to the relevance of template ``row``."""
        return self.scale * (float(self.signal.values[row]) - self.offset)


@dataclass(frozen=True, slots=True, eq=False)
class Fusion:
    """The relevance of every template, and what it is made of."""

    relevance: NDArray[np.float64]  # (n,)
    parts: tuple[FusedSignal, ...]


def fuse(signals: Sequence[Signal], allowed: NDArray[np.bool_]) -> Fusion:
    """Add ``signals`` over all templates, scaled by their spread among those ``allowed``."""
    rows = np.flatnonzero(allowed)
    pool = _pool(signals, rows)
    parts = tuple(_scaled(signal, pool) for signal in signals)
    relevance = np.zeros(len(allowed))
    for part in parts:
        if part.scale:
            relevance += part.scale * (part.signal.values - part.offset)
    return Fusion(relevance, parts)


def _pool(signals: Sequence[Signal], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    if len(rows) <= POOL:
        return rows
    if not signals:
        return rows
    best = np.zeros(rows[-1] + 1, dtype=bool)
    for signal in signals:
        best[rows[np.argpartition(-signal.values[rows], POOL)[:POOL]]] = True
    return np.flatnonzero(best)


def _scaled(signal: Signal, pool: NDArray[np.int64]) -> FusedSignal:
    values = signal.values[pool]
    if not len(values):
        return FusedSignal(signal, 0.0, 0.0)
    low, high = float(values.min()), float(values.max())
    offset = 0.0 if signal.zero_based else low
    if high - low <= NO_SPREAD:
        return FusedSignal(signal, 0.0, offset)
    spread = max(float(values.std()), (high - low) / MAX_SPREADS)
    return FusedSignal(signal, signal.weight / spread, offset)
