"""Which templates pass everything that an address asks for, worked out once for each address."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy
from app.services.facets import Mask, passing
from app.services.lasso import enclosed
from app.services.library import Catalogue
from app.urlstate import ExploreState, Lasso


@dataclass(frozen=True, slots=True)
class FilterEffect:
    """What dropping one filter would give back."""

    facet: Facet
    values: tuple[str, ...]
    without: int  # templates that pass all other filters


def matching(catalogue: Catalogue, state: ExploreState, *, leave_out: Facet | None = None) -> Mask:
    """(n,) templates that pass the filters, the licence policy and the lasso of ``state``.

    The conditions on the facet ``leave_out`` are set aside. Not to be written to.
    """
    if leave_out is not None and not _touches(state, leave_out):
        leave_out = None  # then the answer is that of all conditions
    key = ("mask", state.include, state.exclude, state.licence, state.lasso, leave_out)

    def made() -> Mask:
        mask = passing(catalogue.facets, state, leave_out=leave_out)
        if state.lasso is not None:
            mask = mask & within(catalogue, state.lasso)
        return mask

    return catalogue.memo.get(key, made)


def within(catalogue: Catalogue, lasso: Lasso) -> Mask:
    """(n,) templates that the lasso encloses. Not to be written to."""
    return catalogue.memo.get(
        ("lasso", lasso), lambda: enclosed(lasso, catalogue.index.layout.positions)
    )


def in_order(catalogue: Catalogue, state: ExploreState) -> Mask:
    """As :func:`matching`, in the order of the map's table. Not to be written to."""
    key = ("ordered", state.include, state.exclude, state.licence, state.lasso)
    return catalogue.memo.get(key, lambda: matching(catalogue, state)[catalogue.table.rows])


def effects(catalogue: Catalogue, state: ExploreState) -> tuple[FilterEffect, ...]:
    """What each filter keeps out on its own account, the strictest first."""
    touched = {**dict(state.exclude), **dict(state.include)}
    if state.licence is not LicencePolicy.ANY:
        touched.setdefault(Facet.LICENCE, (state.licence.value,))
    found = [
        FilterEffect(facet, values, _count(matching(catalogue, state, leave_out=facet)))
        for facet, values in touched.items()
    ]
    return tuple(sorted(found, key=lambda effect: (-effect.without, effect.facet)))


def _touches(state: ExploreState, facet: Facet) -> bool:
    licence = facet is Facet.LICENCE and state.licence is not LicencePolicy.ANY
    return licence or bool(state.chosen(facet) or state.unwanted(facet))


def _count(mask: Mask) -> int:
    return int(np.count_nonzero(mask))
