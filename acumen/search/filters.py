"""Which templates a query's filters and its licence policy let pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.search.facets import FacetIndex
from acumen.search.records import Query


class Filters:
    """The filters over one index. Never changes once built."""

    def __init__(
        self,
        templates: Sequence[TemplateRecord],
        facets: FacetIndex,
        meanings: Callable[[str, Facet], tuple[str, ...]],
    ) -> None:
        """``meanings`` gives the ids that a label or synonym names in a facet."""
        self._facets = facets
        self._meanings = meanings
        self._allowed_by = {
            policy: np.array(
                [policy.allows(record.licence.state) for record in templates], dtype=bool
            )
            for policy in LicencePolicy
        }

    def meant(self, facet: Facet, value: str) -> tuple[str, ...]:
        """The ids that ``value`` names in ``facet``. Raises UsageError if it names none."""
        return self._facets.canonical(facet, value, self._meanings)

    def canonical(self, selection: Mapping[Facet, Sequence[str]]) -> dict[Facet, list[str]]:
        """``selection`` with ids in place of labels and synonyms. Raises UsageError."""
        return {
            facet: [ids for value in values for ids in self.meant(facet, value)]
            for facet, values in selection.items()
        }

    def passing(self, query: Query) -> NDArray[np.bool_]:
        """(n,) the templates that the facets of ``query`` let pass. Raises UsageError."""
        include, exclude = self.canonical(query.include), self.canonical(query.exclude)
        return self._facets.mask(include, exclude)

    def allowed(self, policy: LicencePolicy) -> NDArray[np.bool_]:
        """(n,) the templates whose licence ``policy`` allows."""
        return self._allowed_by[policy]
