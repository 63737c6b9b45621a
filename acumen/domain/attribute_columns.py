"""The attributes of many templates as columns, so that counting them makes no objects.

A corpus has some 25 attributes a template, and most readers look at a few templates or facets.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Attribute, Facet


@dataclass(frozen=True, slots=True, eq=False)
class AttributeColumns:
    """What facets are counted from; an entry per attribute, template by template."""

    facets: NDArray[np.int8]  # (m,) places in tuple(Facet)
    values: tuple[str, ...]  # each value once
    codes: NDArray[np.int32]  # (m,) into values
    confidence: NDArray[np.float64]  # (m,)


class KeptAttributes(Sequence[Attribute], ABC):
    """The attributes of one template: the entries ``first`` to ``last`` (exclusive) of columns."""

    __slots__ = ("columns", "first", "last")

    def __init__(self, columns: AttributeColumns, first: int, last: int) -> None:
        self.columns = columns
        self.first = first
        self.last = last

    @abstractmethod
    def of(self, facets: Collection[Facet]) -> tuple[Attribute, ...]:
        """Those of ``facets`` alone, in their order; the others cost nothing."""

    @abstractmethod
    def told(self) -> Iterable[tuple[Facet, str, float]]:
        """Facet, value and confidence of each, in their order; no objects are made."""

    def __len__(self) -> int:
        return self.last - self.first
