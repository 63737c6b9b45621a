"""Needs in a person's words become constraints with names."""

from __future__ import annotations

import pytest

from acumen.domain.attribute import Facet
from acumen.recommend.needs import Need, Needs, understand
from tests.unit.acumen.recommend.wishes import library

LIBRARY = library(encoder=False)


def constraints(needs: Needs) -> list[tuple[Need, Facet, tuple[str, ...]]]:
    return [(c.need, c.facet, c.values) for c in understand(LIBRARY, needs).constraints]


@pytest.mark.parametrize(
    ("word", "facet", "values"),
    [
        ("semantic-segmentation", Facet.TASK, ("semantic-segmentation",)),
        ("Image segmentation", Facet.TASK, ("semantic-segmentation",)),
        ("vae", Facet.ARCHITECTURE, ("vae",)),
        ("I want a U-Net please", Facet.ARCHITECTURE, ("unet",)),
    ],
)
def test_a_task_may_be_an_id_a_label_words_or_an_architecture(
    word: str, facet: Facet, values: tuple[str, ...]
) -> None:
    assert constraints(Needs(task=(word,))) == [(Need.TASK, facet, values)]


def test_a_kind_of_data_given_as_task_is_taken_as_data() -> None:
    assert constraints(Needs(task=("picture",))) == [(Need.DATA, Facet.MODALITY, ("image",))]


def test_data_of_ones_own_ask_for_their_kind_only() -> None:
    found = understand(LIBRARY, Needs(data=("my own images",)))
    assert [(c.facet, c.values) for c in found.constraints] == [(Facet.MODALITY, ("image",))]
    assert found.prefer[Facet.DATASET] == ("own-images",)


def test_a_data_set_gives_way_to_its_kind() -> None:
    (constraint,) = understand(LIBRARY, Needs(data=("mnist",))).constraints
    assert constraint.values == ("mnist",)
    assert [(c.facet, c.values) for c in constraint.broader] == [(Facet.MODALITY, ("image",))]


def test_the_order_of_giving_up_is_hardware_data_framework_task() -> None:
    needs = Needs(
        task=("vae", "text-generation"),
        data=("mnist",),
        framework=("jax",),
        hardware=("cpu",),
    )
    assert [need for need, _, _ in constraints(needs)] == [
        Need.HARDWARE, Need.DATA, Need.FRAMEWORK, Need.TASK, Need.TASK,
    ]  # fmt: skip


def test_what_names_nothing_is_compared_as_words() -> None:
    found = understand(LIBRARY, Needs(task=("sort my holiday snaps",), text="quickly"))
    assert found.constraints == ()
    assert found.text == "quickly sort my holiday snaps"
    assert "names no known task" in found.notes[0]


def test_words_around_a_known_name_are_compared_too() -> None:
    found = understand(LIBRARY, Needs(task=("sharpen a blurry picture",)))
    assert [(c.need, c.values) for c in found.constraints] == [(Need.DATA, ("image",))]
    assert found.text == "sharpen a blurry picture"
    assert "names no known task" in found.notes[0]
    assert understand(LIBRARY, Needs(task=("vae",))).text == "Variational autoencoder"


def test_a_misspelt_task_is_read_as_what_it_nearly_names() -> None:
    found = understand(LIBRARY, Needs(task=("text-generaton",)))
    assert [(c.need, c.values) for c in found.constraints] == [(Need.TASK, ("text-generation",))]
    assert found.notes == ('"text-generaton" is read as Text generation.',)


def test_what_is_only_like_a_name_is_compared_as_words_and_the_name_offered() -> None:
    found = understand(LIBRARY, Needs(task=("tent generators",)))
    assert found.constraints == ()
    assert "Known names like it: text-generation" in found.notes[0]


def test_long_words_are_cut_at_a_word() -> None:
    found = understand(LIBRARY, Needs(text="word " * 300))
    assert len(found.text) <= 500
    assert found.text.endswith("word")
