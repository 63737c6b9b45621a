"""Which templates pass the filters of a page, and which value gives a template its colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy, LicenceState
from acumen.search.facets import FacetIndex, attributes_of
from app.services.points import OTHER, UNKNOWN
from app.urlstate import ExploreState

Mask = NDArray[np.bool_]  # (n_templates,)


@dataclass(frozen=True, slots=True, eq=False)
class Colouring:
    """The colour of each template by one facet: that of its most confident value."""

    facet: Facet
    hues: tuple[str, ...]  # values with a colour of their own, most frequent first
    others: int  # number of rarer values that share one colour
    codes: NDArray[np.uint8]  # (n_templates,) 0..len(hues)-1, OTHER or UNKNOWN


def values_of(record: TemplateRecord, facet: Facet) -> tuple[str, ...]:
    """The values of a facet, most confident first."""
    found = [a for a in attributes_of(record) if a.facet is facet]
    found.sort(key=lambda a: (-a.confidence, a.value))
    return tuple(dict.fromkeys(a.value for a in found))


def colouring(facets: FacetIndex, facet: Facet) -> Colouring:
    """Give the most frequent values of ``facet`` a colour each."""
    values, best = facets.values(facet), facets.best(facet)
    frequency = np.bincount(best[best >= 0], minlength=len(values))
    present = [place for place in range(len(values)) if frequency[place]]
    ranked = sorted(present, key=lambda place: (-frequency[place], place))
    code = np.full(len(values) + 1, UNKNOWN, dtype=np.uint8)  # the last for -1
    code[ranked] = np.minimum(np.arange(len(ranked)), OTHER)
    hues = tuple(values[place] for place in ranked[:OTHER])
    return Colouring(facet, hues, len(ranked) - len(hues), code[best])


def passing(facets: FacetIndex, state: ExploreState, *, leave_out: Facet | None = None) -> Mask:
    """Templates that pass every filter of ``state``, but for those of the facet ``leave_out``."""
    include = {facet: values for facet, values in state.include if facet is not leave_out}
    exclude = {facet: values for facet, values in state.exclude if facet is not leave_out}
    mask = facets.mask(include, exclude)
    if state.licence is not LicencePolicy.ANY and leave_out is not Facet.LICENCE:
        allowed = [s.value for s in LicenceState if state.licence.allows(s)]
        mask &= facets.mask({Facet.LICENCE: allowed}, {})
    return mask
