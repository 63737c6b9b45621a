"""Whether one system is above another on the same queries: intervals and tests on paired scores.

The interval is a percentile bootstrap of the mean difference over queries. The test draws signs at
random (Fisher's randomisation): how often would chance alone give so large a mean? Several
comparisons are corrected by Holm's method (S. Holm, Scand. J. Statistics 6, 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 10_000
_BLOCK: Final = 1_000  # draws at a time, so that many queries take little memory


def bootstrap(gaps: NDArray[np.float64], *, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the mean of ``gaps``, shape (queries,); equal input, equal interval."""
    rng = np.random.default_rng(seed)
    means = np.concatenate(
        [
            gaps[rng.integers(len(gaps), size=(_BLOCK, len(gaps)))].mean(axis=1)
            for _ in range(RESAMPLES // _BLOCK)
        ]
    )
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def randomisation(gaps: NDArray[np.float64], *, seed: int = 0) -> float:
    """The two-sided p-value of "the sign of each of ``gaps`` is chance"; never 0."""
    rng = np.random.default_rng(seed)
    seen = abs(float(gaps.mean())) - 1e-12
    larger = 0
    for _ in range(RESAMPLES // _BLOCK):
        signs = rng.integers(2, size=(_BLOCK, len(gaps)), dtype=np.int8) * 2 - 1
        larger += int((np.abs((signs * gaps).mean(axis=1)) >= seen).sum())
    return (larger + 1) / (RESAMPLES + 1)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """``p_values`` corrected for their number, in the order given; each at most 1."""
    adjusted = [0.0] * len(p_values)
    least = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = least
    return tuple(adjusted)
