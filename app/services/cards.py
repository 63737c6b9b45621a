"""What is said of a template in a list, on hover and in the preview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.domain.safety import Safety
from app.services.facets import values_of
from app.services.labels import LICENCES, Labels
from app.services.library import Catalogue
from app.services.shown import one_line
from app.urlstate import template_link

_SHOWN: tuple[Facet, ...] = (Facet.TASK, Facet.ARCHITECTURE, Facet.DATASET)
_PER_FACET = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a template, ready to be read."""

    facet: Facet
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A template in a few lines. Every text is safe to show."""

    row: int
    id: str
    link: str
    title: str
    summary: str
    repository: str
    path: str
    framework: tuple[Fact, ...]
    facts: tuple[Fact, ...]  # task, architecture, dataset
    licence: str
    licence_state: LicenceState
    safety: str
    changed: str  # ISO date, "" where it is not known
    files: int
    code_lines: int


def card(catalogue: Catalogue, row: int) -> CardView:
    record = catalogue.index.templates[row]
    labels = catalogue.labels
    return CardView(
        row=row,
        id=record.id,
        link=template_link(record.id),
        title=one_line(record.title, limit=160) or one_line(record.template.path, limit=160),
        summary=one_line(record.summary, limit=400),
        repository=one_line(record.template.repository),
        path=one_line(record.template.path),
        framework=facts(record, (Facet.FRAMEWORK,), labels, limit=_PER_FACET),
        facts=facts(record, _SHOWN, labels, limit=_PER_FACET),
        licence=licence_label(record),
        licence_state=record.licence.state,
        safety=safety_line(record.safety),
        changed=record.last_change.isoformat() if record.last_change else "",
        files=len(record.files),
        code_lines=record.code_lines,
    )


def facts(
    record: TemplateRecord, facets: Iterable[Facet], labels: Labels, *, limit: int
) -> tuple[Fact, ...]:
    """Up to ``limit`` values of each facet, most confident first."""
    return tuple(
        Fact(facet, value, labels.value(facet, value))
        for facet in facets
        for value in values_of(record, facet)[:limit]
    )


def licence_label(record: TemplateRecord) -> str:
    """The SPDX expression, or what is known instead of one."""
    licence = record.licence
    if licence.spdx and licence.state is not LicenceState.README_ONLY:
        return one_line(licence.spdx, limit=60)
    return LICENCES[licence.state]


def safety_line(safety: Safety) -> str:
    """The gate with the counts behind it: never the one without the other."""
    checked = safety.clean + safety.found
    if not checked:
        return f"{_capital(safety.gate)}: 0 checked"
    return f"{_capital(safety.gate)}: {checked} checked, {safety.found} found"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
