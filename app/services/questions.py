"""The questions that can be put to an index, answered alike on the web, to agents and by commands.

Each answer is the document that the command of that name prints with ``--json``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.errors import UsageError
from acumen.recommend.needs import Needs
from acumen.search.payload import Json, JsonObject, faults_json, record_json, search_json
from acumen.search.records import Query
from app.services import recommending
from app.services.facets import passing
from app.services.library import Catalogue, Shelf
from app.urlstate import ExploreState

MOST: Final = 100  # hits or templates in one answer
DEEPEST: Final = 1_000  # place of the last hit that can be asked for

CodeCheck = Callable[[str], JsonObject]  # a program's text to the document of ``acumen check``


def found(shelf: Shelf, catalogue: Catalogue, query: Query, *, skip: int = 0) -> JsonObject:
    """``acumen search``. Raises UsageError."""
    if not (query.text.strip() or query.code.strip() or query.like or query.include):
        raise UsageError(
            "There is nothing to search for.", remedy="give a query, code, a template or a filter"
        )
    return search_json(shelf.engine(catalogue).search(query, skip=skip))


def template(shelf: Shelf, catalogue: Catalogue, template_id: str) -> JsonObject:
    """``acumen show``. Raises UsageError."""
    return _record(catalogue, shelf.engine(catalogue).template(template_id))


def templates(
    catalogue: Catalogue, state: ExploreState, *, limit: int, skip: int = 0
) -> JsonObject:
    """A part of ``acumen list``, with how many there are."""
    rows = np.flatnonzero(passing(catalogue.facets, state))
    records = [catalogue.index.templates[row] for row in rows[skip : skip + limit]]
    shown: list[Json] = [_record(catalogue, record) for record in records]
    return {"index": catalogue.manifest, "total": len(rows), "templates": shown}


def compared(shelf: Shelf, catalogue: Catalogue, ids: Sequence[str]) -> JsonObject:
    """``acumen compare``. Raises UsageError."""
    from acumen.recommend.comparison import compare  # noqa: PLC0415 (on first use)
    from acumen.recommend.payload import comparison_json  # noqa: PLC0415

    return comparison_json(compare(shelf.engine(catalogue), ids))


def recommended(
    shelf: Shelf, catalogue: Catalogue, needs: Needs, licence: LicencePolicy
) -> JsonObject:
    """``acumen recommend``. Raises UsageError."""
    from acumen.recommend.payload import recommendation_json  # noqa: PLC0415 (on first use)

    if needs.empty:
        raise UsageError(
            "Nothing is said about what you need.", remedy="task=image-classification, or a text"
        )
    return recommendation_json(recommending.recommended(shelf, catalogue, needs, licence))


def facets(catalogue: Catalogue, state: ExploreState, of: Sequence[Facet]) -> JsonObject:
    """How many of the templates that pass have each value."""
    mask = passing(catalogue.facets, state)
    counts: dict[str, Json] = {}
    for facet in of:
        counts[facet.value] = [
            {"value": c.value, "label": catalogue.labels.value(facet, c.value), "count": c.count}
            for c in catalogue.facets.counts(facet, mask)
        ]
    return {"index": catalogue.manifest, "total": int(np.count_nonzero(mask)), "facets": counts}


def faults(shelf: Shelf, catalogue: Catalogue, template_id: str) -> JsonObject:
    """What is said of a template's faults, leaf by leaf. Raises UsageError."""
    record = shelf.engine(catalogue).template(template_id)
    return {"id": record.id, **faults_json(record)}


def _record(catalogue: Catalogue, record: TemplateRecord) -> JsonObject:
    repository = catalogue.repositories.get(record.template.repository)
    return record_json(record, repository, catalogue.labels.vocabularies)
