"""Recommending: which three, why, what was given up, and what is never done."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import date

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy, LicenceState
from acumen.domain.template import Role
from acumen.errors import UsageError
from acumen.recommend.engine import count_fitting, recommend
from acumen.recommend.needs import Experience, Needs
from acumen.recommend.payload import recommendation_json
from acumen.recommend.records import PickKind, Recommendation
from acumen.search.engine import Library
from tests.unit.acumen.recommend.wishes import SAFE, library, program, programs

LIBRARY = library()
WORDS_LIBRARY = library(encoder=False)
SEGMENT = Needs(task=("image segmentation",), framework=("pytorch",))


def picked(found: Recommendation) -> dict[PickKind, str]:
    return {
        pick.kind: f"{pick.record.template.repository}/{pick.record.template.path}"
        for pick in found.picks
    }


# --- the three -------------------------------------------------------------------------------


def test_the_three_points_of_view() -> None:
    found = recommend(WORDS_LIBRARY, SEGMENT)
    assert [pick.kind for pick in found.picks] == list(PickKind)
    assert picked(found) == {
        PickKind.BEST_FIT: "kept/seg/seg.py",
        PickKind.SIMPLEST: "tiny/unet/main.py",
        PickKind.MOST_MAINTAINED: "big/zoo/unet/train_other.py",
    }
    assert found.fitting == 5
    assert found.relaxed == ()


def test_a_tiny_program_for_another_task_is_never_the_simplest() -> None:
    found = recommend(LIBRARY, replace(SEGMENT, framework=()))
    assert all("seg" in path or "unet" in path for path in picked(found).values())


def test_free_words_alone_stay_on_the_task_of_the_best_fit() -> None:
    found = recommend(WORDS_LIBRARY, Needs(text="semantic segmentation with a U-Net"))
    assert all(pick.record.values(Facet.ARCHITECTURE) == ("unet",) for pick in found.picks)


def test_at_most_two_of_one_repository() -> None:
    subjects = ("cells", "roads", "clouds", "leaves", "ships", "faces")
    many = [
        program(f"unet/{name}.py", "big/zoo", title=f"semantic segmentation of {name} unet",
                readme=f"{name} {name}", last_change=date(2026, 5, 1), code_lines=50)
        for name in subjects
    ]  # fmt: skip
    other = program("a.py", "other/a", code_lines=9999, last_change=date(2005, 1, 1),
                    title="semantic segmentation of cells unet", readme="cells")  # fmt: skip
    found = recommend(library([*many, other], encoder=False), SEGMENT)
    counts = Counter(pick.record.template.repository for pick in found.picks)
    assert counts == {"big/zoo": 2, "other/a": 1}
    assert any("two programs of big/zoo" in r.why_not for r in found.runners_up)


def test_a_third_of_one_repository_is_better_than_another_task() -> None:
    many = [program(f"unet/train_{n}.py", "big/zoo", code_lines=50 + n) for n in range(4)]
    away = program("lm.py", "w/w", task="text-generation", architecture="vae", modality="text")
    found = recommend(library([*many, away]), Needs(task=("semantic segmentation",)))
    assert {pick.record.template.repository for pick in found.picks} == {"big/zoo"}


def test_near_copies_give_way_to_something_different() -> None:
    copies = [
        program("train.py", f"copy/{n}", title="unet segmentation of cells", symbols=f"Cell{n}")
        for n in range(4)
    ]
    other = program(
        "main.py",
        "else/where",
        title="segmentation of roads with unet",
        symbols="Road Lane Camera Street",
        readme="streets seen from a car, lanes and kerbs",
    )
    away = [program(f"{n}.py", f"w/{n}", task="text-generation", architecture="transformer",
                    framework="jax", modality="text") for n in range(4)]  # fmt: skip
    found = recommend(library([*copies, other, *away]), SEGMENT)
    assert "else/where/main.py" in picked(found).values()


def test_variants_of_one_program_are_one() -> None:
    twins = [program(f"unet/t{n}.py", "a/a", code_lines=60) for n in range(2)]
    others = [program("x.py", "b/b", code_lines=600), program("y.py", "c/c", code_lines=700)]
    index = library([*twins, *others]).index
    variants = ("unet/t0.py", "unet/t1.py")
    templates = tuple(
        replace(record, template=replace(record.template, variants=variants))
        if record.template.repository == "a/a"
        else record
        for record in index.templates
    )
    shelf = Library(replace(index, templates=templates), None, LIBRARY.vocabularies)
    found = recommend(shelf, SEGMENT)
    assert {p.record.template.repository for p in found.picks} == {"a/a", "b/b", "c/c"}


def test_a_special_case_gives_way_to_a_plain_program() -> None:
    plain = program("train.py", "plain/one", task="image-classification", architecture="resnet")
    special = replace(
        program(
            "train.py",
            "spiking/one",
            task="image-classification",
            architecture="resnet",
            framework=("pytorch", "spikes"),
        ),
        title=plain.title,
    )
    shelf = library([special, plain, *programs()], encoder=False)
    found = recommend(shelf, Needs(task=("image classifier",)))
    score = {
        each.record.template.repository: each.score for each in (*found.picks, *found.runners_up)
    }
    assert score["spiking/one"] < score["plain/one"] - 0.005
    assert "plain/one/train.py" in picked(found).values()


def test_a_call_of_three_lines_is_not_called_simple() -> None:
    shim = program("train.py", "shim/one", code_lines=3)
    found = recommend(library([shim, *programs()]), SEGMENT)
    assert picked(found).get(PickKind.SIMPLEST) != "shim/one/train.py"


# --- reasons ---------------------------------------------------------------------------------

NEEDS = st.builds(
    Needs,
    task=st.lists(
        st.sampled_from(["image segmentation", "vae", "text-generation", "gibberish xq", "unet"]),
        max_size=2,
    ).map(tuple),
    data=st.lists(st.sampled_from(["mnist", "my own images", "text", "zzz"]), max_size=2).map(
        tuple
    ),
    framework=st.lists(st.sampled_from(["pytorch", "keras", "tensorflow"]), max_size=2).map(tuple),
    hardware=st.lists(st.sampled_from(["cpu", "single-gpu", "multi-gpu"]), max_size=1).map(tuple),
    experience=st.sampled_from(Experience),
    text=st.one_of(st.just(""), st.text(max_size=600), st.sampled_from(["unet mnist", "words"])),
)


@pytest.mark.parametrize("chosen", [LIBRARY, WORDS_LIBRARY], ids=["all", "words-only"])
@settings(max_examples=80, deadline=None)
@given(needs=NEEDS, licence=st.sampled_from(LicencePolicy))
def test_every_score_is_the_sum_of_its_reasons(
    chosen: object, needs: Needs, licence: LicencePolicy
) -> None:
    found = recommend(chosen, needs, licence=licence)  # type: ignore[arg-type]
    assert len(found.picks) == 3 or any(needs.task)
    assert len({pick.id for pick in found.picks}) == len(found.picks)
    for pick in found.picks:
        total = math.fsum(reason.contribution for reason in pick.reasons)
        assert total == pytest.approx(pick.score, abs=1e-9)
        assert pick.low <= pick.score + 1e-12
        assert pick.score <= pick.high + 1e-12
        assert len(pick.reasons) >= 3
        assert all(reason.evidence for reason in pick.reasons)
        assert pick.record.template.role is Role.TRAINING
        assert licence.allows(pick.record.licence.state)
        kept = {c.need for c in found.constraints} - {r.dropped.need for r in found.relaxed}
        assert not {missed.need for missed in pick.missed} & kept


@settings(max_examples=20, deadline=None)
@given(needs=NEEDS)
def test_equal_questions_get_equal_bytes(needs: Needs) -> None:
    first, second = (recommend(library(), needs) for _ in range(2))
    assert orjson.dumps(recommendation_json(first)) == orjson.dumps(recommendation_json(second))


def test_json_names_everything() -> None:
    document = recommendation_json(recommend(LIBRARY, SEGMENT))
    assert {"picks", "relaxed", "runners_up", "gated", "encoder", "index"} <= set(document)
    pick = orjson.loads(orjson.dumps(document))["picks"][0]
    assert pick["kind"] == "best-fit"
    assert isinstance(pick["reasons"][0]["contribution"], float)
    assert pick["reasons"][0]["evidence"][0]["path"]


# --- gates -----------------------------------------------------------------------------------


def test_a_licence_outside_the_policy_is_shown_with_its_remedy() -> None:
    gpl = program("train.py", "gpl/unet", licence=LicenceState.STRONG_COPYLEFT, code_lines=80)
    shelf = library([gpl, *programs()], encoder=False)
    found = recommend(shelf, SEGMENT)
    gated = next(g for g in found.gated if g.record.template.repository == "gpl/unet")
    assert "GPL-3.0-only" in gated.reason
    assert gated.remedy == "allow it with --licence copyleft"
    allowed = recommend(shelf, SEGMENT, licence=LicencePolicy.COPYLEFT)
    assert not any(g.record.template.repository == "gpl/unet" for g in allowed.gated)


def test_what_does_not_train_is_never_picked_and_says_so() -> None:
    found = recommend(WORDS_LIBRARY, SEGMENT)
    assert "tiny/unet/show.py" not in picked(found).values()
    show = next(g for g in found.gated if g.record.template.path == "show.py")
    assert "role: inference" in show.reason


def test_an_equal_program_and_an_empty_one_are_kept_out() -> None:
    first = program("train.py", "a/unet", symbols="Same")
    twin = program("train.py", "b/unet", symbols="Same")
    empty = program("train.py", "c/unet", code_lines=0)
    found = recommend(library([first, twin, empty, *programs()]), SEGMENT)
    reasons = {gated.record.template.repository: gated.reason for gated in found.gated}
    assert reasons["b/unet"] == f"the same program as {first.id}"
    assert reasons["c/unet"] == "its entry could not be read"


def _confirmed(shelf: Library, repository: str) -> Library:
    templates = tuple(
        replace(
            record,
            attributes=tuple(
                replace(a, origin=Origin.CURATED, rule="ada") if a.facet is Facet.TASK else a
                for a in record.attributes
            ),
        )
        if record.template.repository == repository
        else record
        for record in shelf.index.templates
    )
    return Library(replace(shelf.index, templates=templates), None, LIBRARY.vocabularies)


def test_a_program_that_somebody_read_fits_best_unless_words_say_more() -> None:
    plain = [program("train.py", f"a/{n}", last_change=date(2026, 5, 1)) for n in range(3)]
    read = program("train.py", "z/read", last_change=date(2019, 1, 1), code_lines=400)
    shelf = _confirmed(library([*plain, read], encoder=False), "z/read")
    found = recommend(shelf, SEGMENT)
    assert picked(found)[PickKind.BEST_FIT] == "z/read/train.py"
    assert found.picks[0].why.endswith("of those that somebody read.")
    assert any("Read by ada" in reason.text for reason in found.picks[0].reasons)
    worded = recommend(shelf, replace(SEGMENT, text="something new"))
    assert picked(worded)[PickKind.BEST_FIT] != "z/read/train.py"


# --- dead ends -------------------------------------------------------------------------------


def test_one_constraint_at_a_time_is_given_up_and_named() -> None:
    found = recommend(LIBRARY, replace(SEGMENT, framework=("keras",)))
    assert [r.dropped.need.value for r in found.relaxed] == ["framework"]
    assert found.relaxed[0].before == 1
    assert found.relaxed[0].after == 6
    assert "without framework Keras 6 do" in found.relaxed[0].why
    assert picked(found)[PickKind.BEST_FIT] == "other/seg/seg.py"
    other = found.picks[1]
    assert [constraint.label for constraint in other.missed] == ["Keras"]
    assert "You asked for framework Keras; this one has PyTorch" in {c.text for c in other.caveats}


def test_what_does_not_help_is_not_given_up() -> None:
    needs = Needs(task=("text-generation",), framework=("jax",), hardware=("multi-gpu",))
    found = recommend(LIBRARY, needs)
    assert found.relaxed == ()  # no other program generates text
    assert list(picked(found).values()) == ["third/words/lm/train.py"]


def test_a_task_is_widened_and_never_dropped() -> None:
    others = [spec for spec in programs() if "seg" not in spec.id and "unet" not in spec.id]
    broad = program("b.py", "b/b", task="segmentation", title="semantic segmentation with unet")
    far = program(
        "c.py", "c/c", task="segmentation", title="speech", symbols="Wave", readme="words"
    )
    shelf = library([program("a.py", "a/a"), broad, far, *others])
    found = recommend(shelf, Needs(task=("semantic segmentation",)))
    assert [r.instead for r in found.relaxed] == ["Segmentation"]
    assert list(picked(found).values()) == ["a/a/a.py", "b/b/b.py"]
    assert "Only 2 of the programs that may be picked fit Semantic segmentation" in found.notes[-1]


def test_nothing_stands_in_for_a_task_that_no_program_is_for() -> None:
    others = [spec for spec in programs() if "seg" not in spec.id and "unet" not in spec.id]
    found = recommend(library(others), SEGMENT)
    assert found.picks == ()
    assert found.relaxed == ()
    assert found.notes[-1].startswith("No program that may be picked is for ")


def test_an_architecture_gives_way_to_its_task() -> None:
    wish = Needs(task=("semantic segmentation", "resnet"))
    found = recommend(LIBRARY, wish)
    assert [r.dropped.facet for r in found.relaxed] == [Facet.ARCHITECTURE]
    assert all("unet" in path or "seg" in path for path in picked(found).values())


def _unsure(record: TemplateRecord, confidence: float) -> TemplateRecord:
    attributes = tuple(
        replace(a, confidence=confidence) if a.facet is Facet.TASK else a for a in record.attributes
    )
    return replace(record, attributes=attributes)


def test_a_third_of_one_repository_is_better_than_a_guessed_task() -> None:
    many = [program(f"unet/train_{n}.py", "big/zoo", code_lines=90 + n) for n in range(4)]
    guess = program("short.py", "a/guess", code_lines=20, safety=SAFE, last_change=date(2026, 5, 1))
    shelf = library([*many, guess], encoder=False)
    assert "a/guess/short.py" in picked(recommend(shelf, SEGMENT)).values()

    def unsure(confidence: float) -> Library:
        templates = tuple(
            _unsure(record, confidence) if record.template.repository == "a/guess" else record
            for record in shelf.index.templates
        )
        return Library(replace(shelf.index, templates=templates), None, LIBRARY.vocabularies)

    found = recommend(unsure(0.62), SEGMENT)
    assert {pick.record.template.repository for pick in found.picks} == {"big/zoo"}
    guessed = next(r for r in found.runners_up if r.record.template.repository == "a/guess")
    assert guessed.why_not == "it is not sure that it is for what was asked"
    assert "a/guess/short.py" in picked(recommend(unsure(0.7), SEGMENT)).values()


def test_a_guessed_task_is_said_where_nothing_better_is_left() -> None:
    shelf = library([program("a.py", "a/a")], encoder=False)
    templates = tuple(_unsure(record, 0.62) for record in shelf.index.templates)
    shelf = Library(replace(shelf.index, templates=templates), None, LIBRARY.vocabularies)
    (pick,) = recommend(shelf, SEGMENT).picks
    assert any("may be for another task" in caveat.text for caveat in pick.caveats)


def test_a_task_in_passing_beside_a_surer_one_is_a_guess() -> None:
    many = [program(f"unet/train_{n}.py", "big/zoo", code_lines=90 + n) for n in range(4)]
    passing = program("short.py", "a/passing", code_lines=20, safety=SAFE)
    shelf = library([*many, passing], encoder=False)
    templates = tuple(
        replace(
            record,
            attributes=(
                *_unsure(record, 0.75).attributes,
                Attribute(Facet.TASK, "text-generation", 0.95),
            ),
        )
        if record.template.repository == "a/passing"
        else record
        for record in shelf.index.templates
    )
    shelf = Library(replace(shelf.index, templates=templates), None, LIBRARY.vocabularies)
    found = recommend(shelf, SEGMENT)
    assert {pick.record.template.repository for pick in found.picks} == {"big/zoo"}


def test_a_small_machine_is_served_by_a_smaller_program_only() -> None:
    one_card = count_fitting(LIBRARY, Needs(hardware=("single-gpu",)))
    assert one_card == count_fitting(LIBRARY, Needs()) - 1
    assert count_fitting(LIBRARY, Needs(hardware=("cpu",))) == one_card - 1


def test_fewer_than_three_programs_give_fewer_picks() -> None:
    assert recommend(library([]), SEGMENT).picks == ()
    one = recommend(library([programs()[0]]), SEGMENT)
    assert [pick.kind for pick in one.picks] == [PickKind.BEST_FIT]
    assert one.picks[0].why == "It is the only program that meets every need."


# --- quality ---------------------------------------------------------------------------------


def test_checked_programs_come_before_equal_unchecked_ones() -> None:
    checked = program("train.py", "z/9", safety=SAFE)
    unchecked = [program("train.py", f"a/{n}") for n in range(3)]
    found = recommend(library([*unchecked, checked], encoder=False), SEGMENT)
    assert picked(found)[PickKind.BEST_FIT] == "z/9/train.py"


def test_quality_cannot_lift_another_architecture_past_the_one_asked() -> None:
    asked = program("train.py", "old/vae", task="image-classification", architecture="vae",
                    last_change=date(2012, 1, 1), code_lines=4000)  # fmt: skip
    fine = program("train.py", "new/resnet", task="image-classification", architecture="resnet",
                   last_change=date(2026, 5, 1), code_lines=20, safety=SAFE)  # fmt: skip
    found = recommend(library([asked, fine, *programs()[:6]]), Needs(text="variational autoencoder"))  # fmt: skip  # noqa: E501
    assert picked(found)[PickKind.BEST_FIT] == "old/vae/train.py"


def test_a_beginner_gets_the_simpler_one() -> None:
    short = program("train.py", "short/one", code_lines=30, last_change=date(2018, 1, 1))
    fresh = program("train.py", "fresh/one", code_lines=800, last_change=date(2026, 5, 1))
    shelf = library([short, fresh, *programs()])
    best = {
        experience: picked(recommend(shelf, replace(SEGMENT, experience=experience)))
        for experience in (Experience.BEGINNER, Experience.EXPERIENCED)
    }
    assert best[Experience.BEGINNER][PickKind.BEST_FIT].startswith("short/")
    assert not best[Experience.EXPERIENCED][PickKind.BEST_FIT].startswith("short/")


def test_an_unknown_framework_names_its_neighbours() -> None:
    with pytest.raises(UsageError) as caught:
        recommend(LIBRARY, Needs(framework=("pytoch",)))
    assert "pytorch" in caught.value.remedy
