"""Compares a query's vector with cards and passages: exact cosine, no approximation.

The rows are unit vectors, so one matrix product is the whole search; below a million rows that is
faster than what an approximate index saves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from acumen.domain.card import Passage


class PassageRanges:
    """Which passage rows belong to which template row."""

    def __init__(self, template_ids: Sequence[str], passages: Sequence[Passage]) -> None:
        row_of = {template_id: row for row, template_id in enumerate(template_ids)}
        self._starts = np.zeros(len(template_ids), dtype=np.int64)
        self._ends = np.zeros(len(template_ids), dtype=np.int64)
        end = 0
        for owner, group in groupby(passages, key=lambda passage: passage.template_id):
            start, end = end, end + sum(1 for _ in group)
            if (row := row_of.get(owner)) is not None:
                self._starts[row], self._ends[row] = start, end

    def of(self, row: int) -> range:
        """The passage rows of template ``row``; empty if it has none."""
        return range(int(self._starts[row]), int(self._ends[row]))

    def best(self, similarity: NDArray[np.float64], top: int = 1) -> NDArray[np.float64]:
        """Mean of the ``top`` highest passage similarities per template; the lowest for none.

        ``similarity`` has one value per passage. A template without passages gets the smallest
        value that any template has, so that it neither gains nor breaks the scale.
        """
        owned = np.flatnonzero(self._ends > self._starts)
        result = np.zeros(len(self._starts))
        if not len(owned):
            return result
        if top == 1:
            # The ranges of templates that own passages follow each other without a gap only if
            # every passage has a known owner; the slice per template makes no such assumption.
            values = [similarity[self._starts[r] : self._ends[r]].max() for r in owned]
        else:
            values = [
                np.sort(similarity[self._starts[r] : self._ends[r]])[-top:].mean() for r in owned
            ]
        result[owned] = values
        result[self._ends <= self._starts] = result[owned].min()
        return result


def similarities(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cosine of each row of ``vectors`` (n, dim) with the unit vector ``query`` (dim,)."""
    if not len(vectors):
        return np.zeros(0)
    return np.asarray(vectors @ query, dtype=np.float64)
