"""Misspelt names: what is read as which term, and what is only offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Term, Vocabulary
from acumen.recommend.misspelt import ALIKE, OFFERED, nearest

TASKS = Vocabulary(
    Facet.TASK,
    "1",
    (
        Term("image-segmentation", "Image segmentation", "", words=("semantic segmentation",)),
        Term("image-generation", "Image generation", ""),
        Term("gan", "GAN", ""),
    ),
)
NETWORKS = Vocabulary(
    Facet.ARCHITECTURE,
    "1",
    (Term("resnet-50", "ResNet-50", ""), Term("resnet-101", "ResNet-101", "")),
)
KNOWN = {Facet.TASK: TASKS, Facet.ARCHITECTURE: NETWORKS}
FACETS = (Facet.TASK, Facet.ARCHITECTURE)


def read(phrase: str) -> list[str]:
    return [near.term.id for near in nearest(KNOWN, phrase, FACETS) if near.same]


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("image-segmentaton", ["image-segmentation"]),
        ("Image  Segmentation", ["image-segmentation"]),
        ("semantic segmentatoin", ["image-segmentation"]),
        ("imgae generation", ["image-generation"]),
        ("resnett-50", ["resnet-50"]),
        ("resnet-51", []),
        ("resnet-110", []),
        ("gann", []),
        ("sort my holiday snaps", []),
        ("", []),
        ("x" * 10_000, []),
    ],
)
def test_a_misspelling_is_of_one_name(phrase: str, meant: list[str]) -> None:
    assert read(phrase) == meant


def test_between_two_names_none_is_chosen() -> None:
    twins = Vocabulary(
        Facet.TASK, "1", (Term("night-riding", "", ""), Term("night-rising", "", ""))
    )
    near = nearest({Facet.TASK: twins}, "night-rizing", (Facet.TASK,))
    assert [one.term.id for one in near] == ["night-riding", "night-rising"]
    assert not any(one.same for one in near)


@given(st.text(max_size=80))
def test_any_text_is_answered_with_few_names_in_order(phrase: str) -> None:
    near = nearest(KNOWN, phrase, FACETS)
    assert len(near) <= OFFERED
    assert [one.likeness for one in near] == sorted((n.likeness for n in near), reverse=True)
    assert all(ALIKE <= one.likeness <= 1 for one in near)
    assert not any(one.same for one in near[1:])
