"""Traits of a program: known ones are bounded, unknown ones neither help nor hurt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.domain.safety import Gate, Safety
from acumen.recommend.focus import Focus
from acumen.recommend.needs import Experience
from acumen.recommend.quality import QUALITY_WEIGHT, WEIGHTS, Judged, Quality, Trait
from corpus.vocabulary import load_vocabularies
from tests.indexes import TemplateSpec, build_index
from tests.unit.acumen.recommend.wishes import program, programs, vocabularies


def judge(spec: TemplateSpec, experience: Experience = Experience.UNSAID) -> dict[Trait, Judged]:
    others = [each for each in programs() if each.id != spec.id]
    index = build_index([spec, *others])
    row = next(n for n, record in enumerate(index.templates) if record.id == spec.id)
    wanted = {Facet.TASK: ("segmentation",)}
    focus = Focus(index.templates, wanted, vocabularies())
    quality = Quality(index, focus, experience)
    found = quality.judge(row, np.ones(len(index.templates), dtype=bool))
    return {each.trait: each for each in found}


@pytest.mark.parametrize("experience", Experience)
def test_weights_add_up(experience: Experience) -> None:
    assert sum(WEIGHTS[experience].values()) == pytest.approx(1.0)
    assert set(WEIGHTS[experience]) == set(Trait)


@settings(max_examples=60, deadline=None)
@given(
    lines=st.integers(0, 100_000),
    changed=st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2030, 1, 1))),
    state=st.sampled_from(LicenceState),
    bounds=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted),
    experience=st.sampled_from(Experience),
)
def test_all_quality_together_stays_within_its_weight(
    lines: int,
    changed: date | None,
    state: LicenceState,
    bounds: list[float],
    experience: Experience,
) -> None:
    safety = Safety(Gate.NOT_ESTABLISHED, bounds[0], bounds[1], 0, 1, 1, 1)
    spec = program(
        "t.py", "a/a", code_lines=lines, last_change=changed, licence=state, safety=safety
    )
    found = judge(spec, experience)
    assert abs(sum(each.contribution for each in found.values())) <= QUALITY_WEIGHT / 2 + 1e-12
    for each in found.values():
        assert each.low <= each.contribution <= each.high
        assert 0 <= each.value <= 1
        if not each.known and each.trait is not Trait.SAFETY:
            assert each.contribution == 0
            assert each.low == pytest.approx(-each.high)
        if each.known:
            assert each.evidence


def test_more_looked_for_never_counts_less_and_a_fault_found_never_more() -> None:
    def contribution(lower: float, upper: float, found: int) -> float:
        safety = Safety(Gate.NOT_ESTABLISHED, lower, upper, found, 1, 1, 1)
        return judge(program("t.py", "a/a", safety=safety))[Trait.SAFETY].contribution

    assert contribution(0.5, 0.9, 0) > contribution(0.2, 0.9, 0)
    assert contribution(0.2, 0.6, 3) <= contribution(0.2, 0.9, 0)
    assert contribution(0.0, 1.0, 0) == 0


def test_freshness_is_measured_from_the_newest_date_of_the_corpus() -> None:
    old = judge(program("t.py", "a/a", last_change=date(2020, 5, 1)))[Trait.FRESHNESS]
    new = judge(program("t.py", "a/a", last_change=date(2026, 5, 1)))[Trait.FRESHNESS]
    unknown = judge(program("t.py", "a/a", last_change=None))[Trait.FRESHNESS]
    assert new.value == 1
    assert old.value == pytest.approx(0.25, abs=0.01)  # two half-lives of three years
    assert old.contribution < unknown.contribution == 0 < new.contribution


def test_what_cannot_be_installed_is_less_fresh_and_what_is_unknown_is_not() -> None:
    plain = program("t.py", "a/a", last_change=date(2026, 5, 1))
    fresh = judge(plain)[Trait.FRESHNESS]
    values = {}
    for word in ("can-install", "unmaintained-dependency", "cannot-install", "archived"):
        spec = replace(plain, attributes={**plain.attributes, Facet.UPKEEP: (word,)})
        values[word] = judge(spec)[Trait.FRESHNESS].value
    assert fresh.value == values["can-install"] == 1
    assert 1 > values["unmaintained-dependency"] > values["cannot-install"] > values["archived"] > 0


def test_packages_that_are_not_known_do_not_make_a_program_simple() -> None:
    spec = program("t.py", "a/a", code_lines=500)
    bare = replace(
        spec,
        attributes={k: v for k, v in spec.attributes.items() if k is not Facet.DEPENDENCY},
    )
    with_packages, without = judge(spec)[Trait.SIMPLICITY], judge(bare)[Trait.SIMPLICITY]
    assert "package" not in without.text
    assert without.value == pytest.approx(with_packages.value, abs=0.1)


def test_smaller_is_simpler_but_a_mere_call_is_not_known() -> None:
    values = [judge(program("t.py", "a/a", code_lines=n))[Trait.SIMPLICITY] for n in (30, 500, 3)]
    assert values[0].value > values[1].value
    assert not values[2].known


def test_focus_sees_where_the_answer_stands_and_what_else_there_is() -> None:
    plain = judge(program("t.py", "a/a"))[Trait.FOCUS]
    mixed = judge(program("t.py", "a/a", framework=("pytorch", "spikes")))[Trait.FOCUS]
    away = judge(program("t.py", "a/a", task="text-generation"))[Trait.FOCUS]
    assert plain.value == 1
    assert away.value == 0
    assert 0 < mixed.value < 1
    assert "SpikeLib" in mixed.text


def test_a_purpose_that_comes_with_the_asked_one_is_no_other_purpose() -> None:
    spec = program("t.py", "a/a", task="text-generation")
    (record,) = build_index([spec]).templates

    def with_task(value: str) -> TemplateRecord:
        other = Attribute(Facet.TASK, value, 0.9)
        return replace(record, attributes=(*record.attributes, other))

    focus = Focus([record], {Facet.TASK: ("text-generation",)}, load_vocabularies())
    alone = focus.of(record).value
    assert focus.of(with_task("language-modeling")).value == alone
    assert focus.of(with_task("image-classification")).value < alone


def test_what_a_reader_confirmed_counts_and_what_nobody_read_takes_nothing() -> None:
    spec = program("t.py", "a/a")
    (record,) = build_index([spec]).templates
    focus = Focus([record], {Facet.TASK: ("segmentation",)}, vocabularies())
    assert focus.confirmed(record) is None
    assert judge(spec)[Trait.READ].contribution == 0
    attributes = tuple(
        replace(a, origin=Origin.CURATED, rule="ada", confidence=1.0)
        if a.facet is Facet.TASK
        else a
        for a in record.attributes
    )
    read = replace(record, attributes=attributes)
    index = replace(build_index([spec]), templates=(read,))
    found = Quality(index, focus).judge(0, np.ones(1, dtype=bool))[-1]
    assert found.trait is Trait.READ
    assert found.contribution == pytest.approx(
        QUALITY_WEIGHT * WEIGHTS[Experience.UNSAID][Trait.READ] / 2
    )
    assert "Read by ada" in found.text
    other = Focus([read], {Facet.TASK: ("text-generation",)}, vocabularies())
    assert other.confirmed(read) is None
