"""The templates most like one, with what they share and what sets them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from app.services.cards import CardView, card
from app.services.facets import values_of
from app.services.labels import Labels
from app.services.library import Catalogue
from app.services.recommending import remaining

_COMPARED: Final = (
    Facet.TASK,
    Facet.ARCHITECTURE,
    Facet.DATASET,
    Facet.FRAMEWORK,
    Facet.LOSS,
    Facet.OPTIMIZER,
    Facet.TRAINING_STYLE,
)
_NAMED: Final = 5  # of what is shared


@dataclass(frozen=True, slots=True)
class NeighbourView:
    """One of them. Values are ready to be read."""

    card: CardView
    shared: tuple[str, ...]
    differs: tuple[str, ...]  # "Framework: JAX instead of PyTorch"


def neighbours(catalogue: Catalogue, template_id: str, limit: int) -> tuple[NeighbourView, ...]:
    """The nearest first. Raises UsageError for an unknown template."""
    record = catalogue.record(template_id)
    found = remaining(catalogue).library.similar(template_id, limit)
    return tuple(_neighbour(catalogue, record, hit.record) for hit in found.hits)


def _neighbour(catalogue: Catalogue, one: TemplateRecord, other: TemplateRecord) -> NeighbourView:
    shared: list[str] = []
    differs: list[str] = []
    for facet in _COMPARED:
        mine, theirs = values_of(one, facet), values_of(other, facet)
        both = [value for value in mine if value in theirs]
        shared += [catalogue.labels.value(facet, value) for value in both]
        if mine and theirs and not both:
            differs.append(_instead(catalogue.labels, facet, theirs[0], mine[0]))
    return NeighbourView(
        card(catalogue, catalogue.rows[other.id]),
        tuple(dict.fromkeys(shared))[:_NAMED],
        tuple(differs),
    )


def _instead(labels: Labels, facet: Facet, theirs: str, mine: str) -> str:
    return f"{labels.value(facet, theirs)} instead of {labels.value(facet, mine)}"
