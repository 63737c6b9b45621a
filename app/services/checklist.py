"""What to mind when a template is taken as a start, as a Markdown list that can be copied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.faults.statement import LeafState
from app.services.faults import FaultsView, LeafView
from app.services.labels import LICENCES, Labels
from app.services.shown import one_line

_DUTIES: Final = {
    LicenceState.PERMISSIVE: "Keep the licence text and the copyright notices in what you pass on.",
    LicenceState.WEAK_COPYLEFT: "Pass on changes to these files under the same licence.",
    LicenceState.STRONG_COPYLEFT: "What you pass on has to be under the same licence as a whole.",
    LicenceState.NETWORK_COPYLEFT: "A service counts as passing on: offer its source code.",
    LicenceState.NON_COMMERCIAL: "No commercial use. Ask the authors for other terms.",
    LicenceState.README_ONLY: "The terms are named without a text. Ask the authors to add it.",
    LicenceState.CONFLICT: "The files contradict each other. Ask the authors which terms hold.",
    LicenceState.UNKNOWN: "The text was not recognised. Read it before you use the code.",
    LicenceState.NONE: "No terms of use are known. Ask the authors before you use the code.",
}
_TO_CHECK: Final = (
    Facet.TASK,
    Facet.DATASET,
    Facet.ARCHITECTURE,
    Facet.LOSS,
    Facet.OPTIMIZER,
    Facet.HARDWARE,
)
_NAMED: Final = 12  # open kinds of fault named in full; how many more there are is said


def duty(state: LicenceState) -> str:
    """One sentence: what the terms ask of somebody who starts from the code."""
    return _DUTIES[state]


def checklist(
    record: TemplateRecord,
    repository: RepositoryRecord,
    faults: FaultsView,
    labels: Labels,
    commands: str,
) -> str:
    """The text of a ``CHECKLIST.md`` for ``record``."""
    template = record.template
    licence = record.licence
    terms = one_line(licence.spdx) or LICENCES[licence.state]
    source = one_line(repository.url or template.repository)
    parts = [
        f"# Starting from {one_line(record.title or template.path)}",
        "",
        f"Source: {source} at commit {template.commit}, {one_line(template.path)}",
        "",
        *(["```sh", commands, "```", ""] if commands else []),
        "## Terms",
        "",
        f"- [ ] {terms}: {duty(licence.state)}",
        f"- [ ] Name the source: {source}, commit {template.commit}.",
        "",
        "## Files",
        "",
        *[f"- {one_line(file.path)} ({file.lines} lines)" for file in record.files],
        *[f"- {one_line(path)} (configuration)" for path in template.configs],
        "",
        "## Faults to watch",
        "",
        *_faults(faults),
        "",
        "## What was read from the code, to be checked against your own case",
        "",
        *_attributes(record, labels),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _faults(faults: FaultsView) -> Iterable[str]:
    leaves = [leaf for _, found in faults.categories for leaf in found]
    marked = [leaf for leaf in leaves if leaf.state in {LeafState.FOUND, LeafState.ADVICE}]
    open_ = [leaf for leaf in leaves if leaf.state in {LeafState.PARTLY, LeafState.UNKNOWN}]
    outside = [leaf for leaf in leaves if leaf.state is LeafState.NOT_CHECKABLE]
    for leaf in marked:
        yield f"- [ ] {leaf.label}: {leaf.name}{_at(leaf)}. {leaf.fix}".rstrip()
    if open_:
        yield f"- [ ] Not decided, {len(open_)} kinds: {_names(open_)}."
    if outside:
        yield f"- [ ] Needs the data or a run, {len(outside)} kinds: {_names(outside)}."
    if not (marked or open_ or outside):
        yield "- Nothing is open."


def _at(leaf: LeafView) -> str:
    places = ", ".join(place.text for place in leaf.places[:3])
    return f" ({places})" if places else ""


def _names(leaves: list[LeafView]) -> str:
    named = ", ".join(leaf.name for leaf in leaves[:_NAMED])
    more = len(leaves) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _attributes(record: TemplateRecord, labels: Labels) -> Iterable[str]:
    for facet in _TO_CHECK:
        values = ", ".join(labels.value(facet, value) for value in record.values(facet)[:4])
        yield f"- [ ] {labels.facet(facet)}: {values or 'not known'}"
