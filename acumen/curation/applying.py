"""What people said, laid over what the rules found: attributes, role, licence and remarks.

A statement counts for the content of the entry file that its author looked at. Once that content
has changed it is not applied but handed back as stale, to be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from acumen.attributes.titles import summary_of, title_of
from acumen.domain.annotation import Aspect, Event, Slot, Verdict
from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import Licence, LicenceState
from acumen.domain.remark import Remark, RemarkKind
from acumen.domain.replay import SlotState
from acumen.domain.template import Role, Template
from acumen.domain.vocabulary import Vocabularies

_NAMING: Final = frozenset(
    {
        Facet.TASK,
        Facet.ARCHITECTURE,
        Facet.DATASET,
        Facet.FRAMEWORK,
        Facet.ROLE,
        Facet.SIZE,
    }
)  # facets that title and summary are made from


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person says of one value of one program."""

    aspect: Aspect
    value: str
    verdict: Verdict
    who: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """Records that differ from those of the index because of what people said."""

    records: Mapping[int, TemplateRecord]  # by row
    stale: tuple[SlotState, ...]  # said of another content, or of a program that is gone


def judgement(event: Event) -> Judgement:
    """The judgement that ``event`` records."""
    said = event.statement
    return Judgement(said.slot.aspect, said.value, said.verdict, event.author.name)


def overlay(
    templates: Sequence[TemplateRecord],
    row_of: Mapping[tuple[str, str], int],
    states: Iterable[SlotState],
    vocabularies: Vocabularies,
) -> Overlay:
    """The records of ``templates`` that ``states`` change.

    ``row_of`` gives the row of a repository and path; ``states`` hold whole programs.
    """
    by_row: dict[int, list[Judgement]] = {}
    stale = []
    for state in sorted(states, key=lambda state: state.slot):
        if not state.standing:
            continue
        row = row_of.get((state.slot.repository, state.slot.path))
        blob = "" if row is None else entry_blob(templates[row])
        fresh = [event for event in state.standing if event.statement.blob == blob]
        old = tuple(event for event in state.standing if event.statement.blob != blob)
        if row is not None and fresh:
            by_row.setdefault(row, []).extend(judgement(event) for event in fresh)
        if old:
            stale.append(SlotState(state.slot, state.version, old))
    records = {
        row: judged_record(templates[row], said, Origin.ANNOTATED, vocabularies)
        for row, said in sorted(by_row.items())
    }
    return Overlay(records, tuple(stale))


def rows_by_place(templates: Sequence[TemplateRecord]) -> dict[tuple[str, str], int]:
    """The row of every (repository, path)."""
    return {(r.template.repository, r.template.path): row for row, r in enumerate(templates)}


def slot_of(record: TemplateRecord, aspect: Aspect) -> Slot:
    """The slot of ``aspect`` of the record's program."""
    return Slot(record.template.repository, record.template.path, aspect)


def entry_blob(record: TemplateRecord) -> str:
    """Names the content of the entry file; "" where it could not be read."""
    return record.files[0].blob if record.files else ""


def judged_record(
    record: TemplateRecord,
    said: Sequence[Judgement],
    origin: Origin,
    vocabularies: Vocabularies,
) -> TemplateRecord:
    """``record`` as people say it is; its title follows its attributes."""
    changed = replace(
        record,
        template=judged_template(record.template, said),
        attributes=judged_attributes(record.attributes, said, origin, vocabularies),
        licence=judged_licence(record.licence, said),
        remarks=judged_remarks(record.remarks, said, origin),
    )
    if not any(each.aspect in _NAMING for each in said):
        return changed
    return replace(
        changed,
        title=title_of(changed.template, changed.attributes, vocabularies),
        summary=summary_of(changed.template, changed.attributes, vocabularies),
    )


def judged_template(template: Template, said: Sequence[Judgement]) -> Template:
    """``template`` with the role that people say it has."""
    roles = [Role(j.value) for j in said if j.aspect is Facet.ROLE and _set(j)]
    return replace(template, role=roles[-1]) if roles else template


def judged_licence(licence: Licence, said: Sequence[Judgement]) -> Licence:
    """``licence`` with the state that people say it has; its note says who, and what was found."""
    for each in said:
        if each.aspect is not Facet.LICENCE or not _set(each):
            continue
        state = LicenceState(each.value)
        spdx = licence.spdx if state is licence.state else ""
        note = f"{state.value} according to {each.who}"
        if licence.spdx and not spdx:
            note += f"; the files say {licence.spdx}"
        licence = replace(licence, spdx=spdx, state=state, confidence=1.0, note=note)
    return licence


def judged_attributes(
    attributes: Sequence[Attribute],
    said: Sequence[Judgement],
    origin: Origin,
    vocabularies: Vocabularies,
) -> tuple[Attribute, ...]:
    """``attributes`` without what is said to be wrong and with what is said to be right.

    A value that was found already keeps its evidence. The order is kept; what is new comes last,
    ascending by facet and value.
    """
    removed = {(j.aspect, j.value) for j in said if j.verdict is Verdict.REMOVED}
    untold = {j.aspect for j in said if j.verdict is Verdict.UNKNOWN}
    right = {(j.aspect, j.value): j for j in said if _set(j) and isinstance(j.aspect, Facet)}
    kept: list[Attribute] = []
    for attribute in attributes:
        key = (attribute.facet, attribute.value)
        if key in right:
            who = right[key].who
            kept.append(replace(attribute, confidence=1.0, origin=origin, rule=who))
        elif key not in removed and attribute.facet not in untold:
            kept.append(attribute)
    there = {(attribute.facet, attribute.value) for attribute in attributes}
    for (facet, value), each in sorted(right.items()):
        if (facet, value) not in there and isinstance(facet, Facet):
            vocabulary = vocabularies.get(facet)
            known = vocabulary is None or value in vocabulary
            kept.append(Attribute(facet, value, 1.0, (), origin, each.who, known))
    return tuple(kept)


def judged_remarks(
    remarks: Sequence[Remark], said: Sequence[Judgement], origin: Origin
) -> tuple[Remark, ...]:
    """``remarks`` without those that were taken off and with those that were made."""
    about = [j for j in said if isinstance(j.aspect, RemarkKind)]
    judged = {(j.aspect, j.value) for j in about}
    kept = [remark for remark in remarks if (remark.kind, remark.text) not in judged]
    made = [
        Remark(j.aspect, j.value, j.who, origin)
        for j in sorted(about, key=lambda j: (j.aspect, j.value))
        if _set(j) and isinstance(j.aspect, RemarkKind)
    ]
    return (*kept, *made)


def _set(said: Judgement) -> bool:
    return said.verdict is Verdict.SET
