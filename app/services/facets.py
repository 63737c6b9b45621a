"""Which templates pass the filters of a page, and which value gives a template its colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class FilterEffect:
    """What dropping one filter would give back."""

    facet: Facet
    values: tuple[str, ...]
    without: int  # templates that pass all other filters


def values_of(record: TemplateRecord, facet: Facet) -> tuple[str, ...]:
    """The values of a facet, most confident first."""
    found = [a for a in attributes_of(record) if a.facet is facet]
    found.sort(key=lambda a: (-a.confidence, a.value))
    return tuple(dict.fromkeys(a.value for a in found))


def colouring(facet: Facet, templates: Sequence[TemplateRecord]) -> Colouring:
    """Give the most frequent values of ``facet`` a colour each."""
    primary = [(values_of(record, facet) or ("",))[0] for record in templates]
    frequency = Counter(value for value in primary if value)
    ranked = sorted(frequency, key=lambda value: (-frequency[value], value))
    hues = tuple(ranked[:OTHER])
    code = {value: number for number, value in enumerate(hues)} | {"": UNKNOWN}
    codes = np.array([code.get(value, OTHER) for value in primary], dtype=np.uint8)
    return Colouring(facet, hues, len(ranked) - len(hues), codes)


def passing(facets: FacetIndex, state: ExploreState, *, leave_out: Facet | None = None) -> Mask:
    """Templates that pass every filter of ``state``, but for those of the facet ``leave_out``."""
    include = {facet: values for facet, values in state.include if facet is not leave_out}
    exclude = {facet: values for facet, values in state.exclude if facet is not leave_out}
    mask = facets.mask(include, exclude)
    if state.licence is not LicencePolicy.ANY and leave_out is not Facet.LICENCE:
        allowed = [s.value for s in LicenceState if state.licence.allows(s)]
        mask &= facets.mask({Facet.LICENCE: allowed}, {})
    return mask


def effects(facets: FacetIndex, state: ExploreState) -> tuple[FilterEffect, ...]:
    """What each filter keeps out on its own account, the strictest first."""
    touched = {**dict(state.exclude), **dict(state.include)}
    if state.licence is not LicencePolicy.ANY:
        touched.setdefault(Facet.LICENCE, (state.licence.value,))
    found = [
        FilterEffect(facet, values, int(passing(facets, state, leave_out=facet).sum()))
        for facet, values in touched.items()
    ]
    return tuple(sorted(found, key=lambda effect: (-effect.without, effect.facet)))
