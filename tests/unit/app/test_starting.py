"""The questions of the start page and the three picks, without any page."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy
from acumen.recommend.engine import recommend
from acumen.recommend.needs import Experience, Needs
from acumen.search.engine import Library
from app.services.library import catalogue
from app.services.recommending import recommended, remaining
from app.services.start import start
from app.starturl import (
    QUESTIONS,
    StartState,
    Step,
    read_start,
    start_link,
    step_after,
    step_before,
)
from tests.support.gallery import MemoryShelf, gallery, labels

words = st.text(min_size=1, max_size=30).map(str.strip).filter(bool)
answers = st.lists(words, max_size=3, unique=True).map(tuple)
states = st.builds(
    StartState,
    step=st.sampled_from(Step),
    task=answers,
    data=answers,
    framework=answers,
    hardware=answers,
    experience=st.sampled_from(Experience),
    text=st.just("") | words,
    licence=st.sampled_from(LicencePolicy),
    index=st.sampled_from(("", "0123abcd")),
)


@pytest.fixture(scope="module")
def shelf() -> MemoryShelf:
    return MemoryShelf(gallery(), labels=labels())


@given(states)
def test_every_state_has_an_address(state: StartState) -> None:
    link = start_link(state)
    reading = read_start(link.partition("?")[2])
    assert reading.state == state
    assert reading.notices == ()
    assert start_link(reading.state) == link


@given(st.text(max_size=200))
def test_no_address_is_an_error(search: str) -> None:
    reading = read_start(search)
    assert read_start(start_link(reading.state).partition("?")[2]).state == reading.state


def test_what_is_not_understood_is_told() -> None:
    reading = read_start("?task=vae&step=nowhere&experience=lots&mood=1&i=UPPER")
    assert reading.state == StartState(task=("vae",))
    assert len(reading.notices) == 4


def test_steps_go_forth_and_back() -> None:
    assert [step_after(step) for step in QUESTIONS] == [*QUESTIONS[1:], Step.PICKS]
    assert all(step_before(step_after(step)) is step for step in QUESTIONS)
    assert step_after(Step.PICKS) is Step.PICKS
    assert step_before(Step.TASK) is Step.TASK


def test_the_count_of_an_option_is_what_choosing_it_leaves(shelf: MemoryShelf) -> None:
    current = shelf.current()
    state = StartState(task=("image-classification",))
    for step in (Step.TASK, Step.DATA, Step.FRAMEWORK, Step.HARDWARE):
        view = start(shelf, current, state.at(step))
        assert view.question is not None
        options = [o for group in view.question.groups for o in (*group.shown, *group.folded)]
        assert options
        for option in options[:8]:
            assert start(shelf, current, option.target.at(Step.EXPERIENCE)).left == option.count


def test_counting_agrees_with_recommending(shelf: MemoryShelf) -> None:
    current = shelf.current()
    needs = Needs(task=("image-classification",), framework=("pytorch",))
    for licence in LicencePolicy:
        found = recommended(shelf, current, needs, licence)
        open_ = remaining(current).pickable(licence)
        assert found.fitting == int((remaining(current).fitting(needs) & open_).sum())


def test_what_counts_follows_annotations_and_shares_the_engine(shelf: MemoryShelf) -> None:
    base = catalogue(gallery().index, index_hash="ab" * 8, labels=labels())
    needs = Needs(task=("image-classification",))
    before = remaining(base).fitting(needs)
    row = int(np.flatnonzero(before)[0])
    record = base.index.templates[row]
    kept = tuple(a for a in record.attributes if a.facet is not Facet.TASK)
    templates = list(base.index.templates)
    templates[row] = replace(record, attributes=kept)
    index = replace(base.index, templates=tuple(templates))
    said = catalogue(index, index_hash="ab" * 8, labels=labels())
    built = Library(index, None, labels().vocabularies)
    after = remaining(said)
    assert after.library.index.templates[row].attributes == kept
    assert (after.fitting(needs) != before).sum() == 1
    picks = [pick.id for pick in recommend(after.library, needs).picks]
    assert picks == [pick.id for pick in recommend(built, needs).picks]
    current = shelf.current()
    engine = shelf.engine(current)
    assert remaining(current).library is engine  # it has no encoder


def test_each_answer_leaves_no_more_than_the_one_before(shelf: MemoryShelf) -> None:
    state = StartState(
        task=("image-classification",), data=("image",), framework=("jax",), text="a vgg"
    )
    view = start(shelf, shelf.current(), state)
    left = [view.corpus, view.pickable, *(answer.left for answer in view.answers)]
    assert left == sorted(left, reverse=True)
    assert left[-1] == view.left
    first = view.answers[0]
    assert first.label == "Image classification"
    assert first.without.task == ()
    assert first.change.step is Step.TASK


def test_every_link_keeps_the_other_answers_and_names_the_index(shelf: MemoryShelf) -> None:
    current = shelf.current()
    state = StartState(step=Step.DATA, task=("vae",), licence=LicencePolicy.ANY)
    view = start(shelf, current, state)
    assert view.question is not None
    for group in view.question.groups:
        for option in group.shown:
            pairs = dict(parse_qsl(start_link(option.target).partition("?")[2]))
            assert pairs["task"] == "vae"
            assert pairs["licence"] == "any"
            assert pairs["i"] == current.hash
            assert pairs["step"] == "framework"


def test_three_picks_say_why_and_what_is_not_known(shelf: MemoryShelf) -> None:
    state = StartState(step=Step.PICKS, task=("image-classification",), framework=("pytorch",))
    view = start(shelf, shelf.current(), state)
    assert view.question is None
    assert view.picks is not None
    assert [pick.kind for pick in view.picks.picks] == ["Best fit", "Simplest", "Most maintained"]
    for pick in view.picks.picks:
        assert pick.why
        assert all(reason.links for reason in pick.reasons)
        assert [category.name for category in pick.faults] == [
            "Model",
            "Tensors & Inputs",
            "Training",
            "GPU Usage",
            "API",
        ]
        assert {category.headline for category in pick.faults} == {"Unknown"}
        assert pick.commit == catalogue_commit(shelf, pick.card.id)
        assert f"git checkout --detach {pick.commit}" in pick.commands


def catalogue_commit(shelf: MemoryShelf, template_id: str) -> str:
    return shelf.current().record(template_id).template.commit[:12]


def test_a_dead_end_names_what_gave_way(shelf: MemoryShelf) -> None:
    state = StartState(step=Step.PICKS, task=("image-classification",), hardware=("tpu",))
    view = start(shelf, shelf.current(), state)
    assert view.picks is not None
    assert view.left == 0
    assert len(view.picks.picks) == 3
    (gave_way,) = view.picks.concessions
    assert gave_way.label == "hardware TPU"
    assert gave_way.without is not None
    assert gave_way.without.hardware == ()
    assert gave_way.without.task == state.task


def test_what_the_terms_keep_out_can_be_let_in(shelf: MemoryShelf) -> None:
    state = StartState(step=Step.PICKS, task=("image-classification",))
    view = start(shelf, shelf.current(), state)
    assert view.picks is not None
    allowed = [other.allow for other in view.picks.kept_out if other.allow]
    assert allowed
    for target in allowed:
        assert start(shelf, shelf.current(), target).pickable > view.pickable


def test_unknown_frameworks_and_hardware_are_left_out_and_told(shelf: MemoryShelf) -> None:
    view = start(shelf, shelf.current(), StartState(framework=("lisp",), hardware=("abacus",)))
    assert view.state.framework == view.state.hardware == ()
    assert len(view.notices) == 2
    assert view.left == view.pickable
