"""Two or three templates side by side: what differs first, then what they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.index import TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.errors import UsageError
from acumen.search.engine import Library
from acumen.search.facets import attributes_of

FEWEST: Final = 2
MOST: Final = 3
_SAID_OTHERWISE: Final = frozenset({Facet.LICENCE, Facet.SIZE, Facet.LAST_CHANGE, Facet.ROLE})


@dataclass(frozen=True, slots=True)
class Cell:
    """What one template has. No values: nothing is known of it there."""

    values: tuple[str, ...]  # as people read them
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One aspect of all compared templates."""

    name: str
    cells: tuple[Cell, ...]  # in the order of the templates
    common: tuple[str, ...]  # values that all of them have

    @property
    def differs(self) -> bool:
        return any(set(cell.values) != set(self.cells[0].values) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Templates side by side; rows that differ stand first, each group in a fixed order."""

    records: tuple[TemplateRecord, ...]
    rows: tuple[Row, ...]


def compare(library: Library, ids: Sequence[str]) -> Comparison:
    """Compare two or three templates by ID.

    Raises UsageError for another number of IDs, an ID given twice, or an unknown one.
    """
    if not FEWEST <= len(ids) <= MOST:
        raise UsageError(
            f"{len(ids)} templates cannot be compared.", remedy="give two or three different IDs"
        )
    records = tuple(library.template(template_id) for template_id in ids)
    if len({record.id for record in records}) < len(records):
        raise UsageError("One ID is given twice.", remedy="give two or three different IDs")
    rows = [row for row in _rows(records, library.vocabularies) if any(c.values for c in row.cells)]
    return Comparison(records, tuple(sorted(rows, key=lambda row: not row.differs)))


def _rows(records: Sequence[TemplateRecord], vocabularies: Vocabularies) -> Iterable[Row]:
    yield _row("role", [Cell((r.template.role.value,), r.template.role_evidence) for r in records])
    for facet in Facet:
        if facet not in _SAID_OTHERWISE and facet is not Facet.DEPENDENCY:
            yield _row(facet.value, [_values(r, facet, vocabularies) for r in records])
    yield _row("code lines", [Cell((str(r.code_lines),)) for r in records])
    yield _row("files", [Cell((str(len(r.files)),)) for r in records])
    yield _row("dependencies", [_values(r, Facet.DEPENDENCY, vocabularies) for r in records])
    yield _row("licence", [Cell((r.licence.with_kind,), r.licence.evidence) for r in records])
    yield _row(
        "last change",
        [Cell((r.last_change.isoformat(),) if r.last_change else ()) for r in records],
    )
    yield _row("faults", [Cell((_safety(r),)) for r in records])
    yield _row("variants", [Cell(r.template.variants) for r in records])


def _row(name: str, cells: Sequence[Cell]) -> Row:
    shared = set(cells[0].values).intersection(*(cell.values for cell in cells[1:]))
    return Row(name, tuple(cells), tuple(value for value in cells[0].values if value in shared))


def _values(record: TemplateRecord, facet: Facet, vocabularies: Vocabularies) -> Cell:
    found = [a for a in attributes_of(record) if a.facet is facet]
    found.sort(key=lambda a: (-a.confidence, a.value))
    vocabulary = vocabularies.get(facet)
    labels = [vocabulary.label(a.value) if vocabulary else a.value for a in found]
    evidence = dict.fromkeys(place for a in found for place in a.evidence[:1])
    return Cell(tuple(dict.fromkeys(labels)), tuple(evidence))


def _safety(record: TemplateRecord) -> str:
    safety = record.safety
    return (
        f"{safety.gate}, {safety.lower:.2f} to {safety.upper:.2f}: {safety.found} found, "
        f"{safety.clean} clean, {safety.unknown} undecided"
    )
