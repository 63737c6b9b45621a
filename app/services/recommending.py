"""Recommendations over the current index: the same for the pages, the interface and the commands.

An encoder compares the meaning of a person's own words. Without such words none is loaded, as
``acumen recommend`` does, and the answer is the same.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from acumen.domain.licence import LicencePolicy
from acumen.recommend.needs import Constraint, Needs, understand
from app.services.facets import Mask
from app.services.library import Catalogue, Shelf

if TYPE_CHECKING:
    from acumen.recommend.records import Recommendation
    from acumen.search.engine import Library

_KEPT = 4_096  # masks: one byte a template each, for constraints of one answer only


@dataclass(frozen=True, slots=True, eq=False)
class Remaining:
    """Counts how many programs of one catalogue meet needs, without ranking any."""

    catalogue: Catalogue
    library: Library  # by words only
    open: dict[LicencePolicy, Mask] = field(default_factory=dict)  # programs that may be picked
    masks: dict[Constraint, Mask] = field(default_factory=dict)

    def pickable(self, licence: LicencePolicy) -> Mask:
        """Programs that train a model, could be read and have allowed terms, each once."""
        if licence not in self.open:
            from acumen.recommend.gates import barriers  # noqa: PLC0415 (on first use)

            found = barriers(self.catalogue.index.templates, licence)
            self.open[licence] = np.array([barrier is None for barrier in found], dtype=bool)
        return self.open[licence]

    def fitting(self, needs: Needs) -> Mask:
        """Templates that meet every need. Raises UsageError for an unknown value."""
        mask = np.ones(len(self.catalogue), dtype=bool)
        for constraint in understand(self.library, needs).constraints:
            mask &= self._meeting(constraint)
        return mask

    def _meeting(self, constraint: Constraint) -> Mask:
        known = self.masks.get(constraint)
        if known is None:
            known = self.catalogue.facets.mask({constraint.facet: constraint.values}, {})
            if len(self.masks) < _KEPT:
                self.masks[constraint] = known
        return known


_LAST: list[Remaining] = []  # at most one: that of the newest catalogue asked for
_LOCK = threading.Lock()


def remaining(catalogue: Catalogue) -> Remaining:
    """What counts the programs of ``catalogue``; made once, from what is there already."""
    with _LOCK:
        last = _LAST[0] if _LAST else None
        if last is None or last.catalogue is not catalogue:
            last = Remaining(catalogue, _by_words(catalogue, last))
            _LAST[:] = [last]
        return last


def _by_words(catalogue: Catalogue, last: Remaining | None) -> Library:
    """A library without an encoder: shared, or updated where annotations have come, or new."""
    from acumen.search.engine import Library  # noqa: PLC0415 (on first use)

    if catalogue.engines:
        return catalogue.engines[0].by_words()
    if last is not None and _is_of_one_index(last.catalogue, catalogue):
        pairs = zip(last.library.index.templates, catalogue.index.templates, strict=True)
        changes = {row: now for row, (before, now) in enumerate(pairs) if now is not before}
        return last.library.updated(changes)
    return Library(
        catalogue.index, None, catalogue.labels.vocabularies, index_hash=catalogue.manifest
    )


def _is_of_one_index(first: Catalogue, second: Catalogue) -> bool:
    """Whether the two differ by annotations at most: rows and words mean the same in both."""
    return (
        first.manifest == second.manifest != ""
        and len(first.index.templates) == len(second.index.templates)
        and first.labels.vocabularies == second.labels.vocabularies
    )


def recommended(
    shelf: Shelf, catalogue: Catalogue, needs: Needs, licence: LicencePolicy
) -> Recommendation:
    """Three programs for ``needs``. Raises UsageError for an unknown framework or hardware."""
    from acumen.recommend.engine import recommend  # noqa: PLC0415 (on first use)

    library = remaining(catalogue).library
    if needs.text.strip() or understand(library, needs).notes:
        library = shelf.engine(catalogue)
    return recommend(library, needs, licence=licence)
