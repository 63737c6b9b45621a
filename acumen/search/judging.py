"""Answers to queries from what readers found in the programs, never from what was extracted.

A query that carries its ``meaning`` (facet values that a person had in mind) is answered by the
labelled programs whose values fit: grade 2 where all of them do, grade 1 where the task (or, where
no task is meant, the architecture) fits and something else does not. Programs that nobody read are
not judged; :func:`acumen.search.evaluation.evaluate` leaves them out of the rankings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from acumen.attributes.labels import LABELLED, LabelledProgram
from acumen.domain.attribute import Facet
from acumen.domain.index import Index
from acumen.domain.vocabulary import Vocabularies
from acumen.search.queryfile import Answer, EvaluationRow

EXACT: Final = 2
RELATED: Final = 1
_LEADING: Final = (Facet.TASK, Facet.ARCHITECTURE, Facet.MODALITY)  # the first that is meant


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows with answers from labels, and the templates that were read."""

    rows: tuple[EvaluationRow, ...]  # all; those without an answer in the labels keep none
    pool: frozenset[str]  # ids of templates that somebody labelled


def judge(
    rows: Sequence[EvaluationRow],
    programs: Sequence[LabelledProgram],
    index: Index,
    vocabularies: Vocabularies,
) -> Judged:
    """Answer the ``rows`` that carry a meaning from ``programs`` that stand in ``index``."""
    labelled = {program.key: program for program in programs}
    ids: dict[tuple[str, str], str] = {}
    for record in index.templates:
        key = (record.template.repository, record.template.path)
        if key in labelled:
            ids[key] = record.id
    read = [labelled[key] for key in sorted(ids)]
    judged = tuple(
        replace(row, relevant=_answers(row, read, vocabularies)) if row.meaning else row
        for row in rows
    )
    return Judged(judged, frozenset(ids.values()))


def _answers(
    row: EvaluationRow, programs: Iterable[LabelledProgram], vocabularies: Vocabularies
) -> tuple[Answer, ...]:
    wanted = [(Facet(facet), value) for facet, value in row.meaning if facet in set(Facet)]
    wanted = [(facet, value) for facet, value in wanted if facet in LABELLED]
    leading = next((facet for facet in _LEADING if facet in dict(wanted)), None)
    if leading is None:
        return ()
    accepted = [(facet, narrower(value, facet, vocabularies)) for facet, value in wanted]
    found = []
    for program in programs:
        fits = {facet: not values.isdisjoint(program.values[facet]) for facet, values in accepted}
        if all(fits.values()):
            found.append(Answer(program.repository, program.path, EXACT))
        elif fits[leading]:
            found.append(Answer(program.repository, program.path, RELATED))
    return tuple(found)


def narrower(value: str, facet: Facet, vocabularies: Vocabularies) -> frozenset[str]:
    """``value`` and every term below it in its vocabulary."""
    found = {value}
    terms = tuple(vocabularies.get(facet, ()))
    while more := {term.id for term in terms if found & set(term.parents)} - found:
        found |= more
    return frozenset(found)
