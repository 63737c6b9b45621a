"""Answers from labels: what fits wholly, what fits in the main thing, and who was never read."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from acumen.attributes.labels import LABELLED, LabelledProgram
from acumen.domain.attribute import Facet
from acumen.search.engine import Library
from acumen.search.evaluation import TAG, evaluate
from acumen.search.judging import judge, narrower
from acumen.search.queryfile import Answer, EvaluationRow, QueryKind
from tests.indexes import WordEncoder, build_index, vocabularies

INDEX = build_index()
FIRST, SECOND = (record.template for record in INDEX.templates[:2])


def program(template: object, **values: str) -> LabelledProgram:
    named: Mapping[Facet, tuple[str, ...]] = {
        facet: tuple(filter(None, [values.get(facet.name.lower(), "")])) for facet in LABELLED
    }
    return LabelledProgram(template.repository, template.path, named)


def row(**meaning: str) -> EvaluationRow:
    return EvaluationRow("q", "a wish", QueryKind.TEXT, (), (), tuple(meaning.items()))


def grades(wish: EvaluationRow, *programs: LabelledProgram) -> list[int]:
    (judged,) = judge([wish], programs, INDEX, vocabularies()).rows
    by_place = {(a.repository, a.path): a.grade for a in judged.relevant}
    return [by_place.get(each.key, 0) for each in programs]


def test_what_fits_wholly_counts_more_than_what_fits_in_its_task() -> None:
    both = program(FIRST, task="image-classification", framework="pytorch")
    other = program(SECOND, task="image-classification", framework="keras")
    assert grades(row(task="image-classification", framework="pytorch"), both, other) == [2, 1]
    assert grades(row(task="translation", framework="pytorch"), both, other) == [0, 0]


def test_a_narrower_value_fits_a_broader_wish_and_not_the_other_way_round() -> None:
    broader = next(term for term in vocabularies()[Facet.TASK] if term.parents)
    (parent, *_rest) = broader.parents
    assert broader.id in narrower(parent, Facet.TASK, vocabularies())
    assert parent not in narrower(broader.id, Facet.TASK, vocabularies())


@pytest.mark.parametrize("meaning", [{}, {"framework": "pytorch"}, {"hardware": "gpu"}])
def test_a_wish_without_a_leading_value_is_not_judged(meaning: dict[str, str]) -> None:
    assert grades(row(**meaning), program(FIRST, framework="pytorch")) == [0]


def test_programs_that_nobody_read_are_taken_out_of_the_rankings() -> None:
    library = Library(INDEX, WordEncoder(), vocabularies())
    last = INDEX.templates[-1].template
    wish = EvaluationRow(
        "q", "anything at all", QueryKind.TEXT, (), (Answer(last.repository, last.path, 2),)
    )
    judged = evaluate(library, [wish], pool={INDEX.templates[-1].id}, baselines=())
    assert judged.systems[0].name == TAG
    assert judged.systems[0].means[1] == 1.0  # the only one left is first
    assert evaluate(library, [wish], baselines=()).systems[0].means[1] < 1.0


def test_within_leaves_out_what_other_repositories_hold() -> None:
    library = Library(INDEX, WordEncoder(), vocabularies())
    by_repository: dict[str, list[str]] = {}
    for record in INDEX.templates:
        by_repository.setdefault(record.template.repository, []).append(record.template.path)
    repository, (path, *_) = min(by_repository.items(), key=lambda item: len(item[1]))
    wish = EvaluationRow("q", "anything at all", QueryKind.TEXT, (), (Answer(repository, path, 1),))
    within = evaluate(library, [wish], within=True, baselines=())
    assert within.systems[0].means[1] >= 1 / len(by_repository[repository])
    assert within.systems[0].means[1] > evaluate(library, [wish], baselines=()).systems[0].means[1]
