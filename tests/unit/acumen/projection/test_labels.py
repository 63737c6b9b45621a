"""Clusters are named by what is common inside and rare outside; no name stands twice."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.vocabulary import Term, Vocabulary
from acumen.projection.labels import COARSE, FINE, cluster_labels, k_means
from tests.unit.acumen.store.stored_indexes import small_index

VOCABULARIES = {
    Facet.TASK: Vocabulary(
        Facet.TASK,
        "1",
        (
            Term("image-classification", "Image classification", ""),
            Term("translation", "Translation", ""),
        ),
    )
}
BLANK = dataclasses.replace(small_index(1).templates[0], attributes=())


def _template(*values: tuple[Facet, str]) -> TemplateRecord:
    return dataclasses.replace(
        BLANK, attributes=tuple(Attribute(facet, value, 1.0) for facet, value in values)
    )


def _two_towns(size: int) -> tuple[np.ndarray, list[TemplateRecord]]:
    """Image programs around (-10, 0), translation programs around (10, 0); all use Adam."""
    rng = np.random.default_rng(0)
    positions = rng.normal(size=(2 * size, 2)).astype(np.float32)
    positions[:size, 0] -= 10
    positions[size:, 0] += 10
    common = (Facet.OPTIMIZER, "adam"), (Facet.MODALITY, "any")
    image = _template((Facet.TASK, "image-classification"), *common)
    text = _template((Facet.TASK, "translation"), *common)
    return positions, [image] * size + [text] * size


def test_each_town_has_its_own_name_at_its_own_place() -> None:
    positions, templates = _two_towns(20)
    labels = cluster_labels(positions, templates, VOCABULARIES)
    coarse = {label.text: label for label in labels if label.level == COARSE}
    assert {"Image classification", "Translation"} <= set(coarse)
    assert coarse["Image classification"].x == pytest.approx(-10, abs=1.5)
    assert coarse["Translation"].x == pytest.approx(10, abs=1.5)


def test_what_all_have_tells_no_place_apart() -> None:
    positions, templates = _two_towns(20)
    names = {label.text for label in cluster_labels(positions, templates, VOCABULARIES)}
    assert names.isdisjoint({"any", "adam"})


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 80), st.integers(0, 9))
def test_no_name_stands_twice_on_a_level(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    positions = rng.normal(size=(count, 2)).astype(np.float32)
    facets = (Facet.TASK, Facet.ARCHITECTURE, Facet.DATASET)
    templates = [
        _template(*((facet, f"{facet}-{rng.integers(4)}") for facet in facets))
        for _ in range(count)
    ]
    labels = cluster_labels(positions, templates, VOCABULARIES)
    assert labels == cluster_labels(positions, templates, VOCABULARIES)
    for level in (COARSE, FINE):
        names = [label.text for label in labels if label.level == level]
        assert len(set(names)) == len(names)
    assert all(label.size >= 3 for label in labels)


def test_values_outside_the_vocabulary_name_nothing() -> None:
    positions, _ = _two_towns(10)
    unknown = Attribute(Facet.DATASET, "my_data_v2", 1.0, known=False)
    templates = [dataclasses.replace(BLANK, attributes=(unknown,))] * 20
    assert cluster_labels(positions, templates, VOCABULARIES) == ()


def test_equal_positions_form_one_cluster() -> None:
    member = k_means(np.zeros((9, 2), np.float32), 4)
    assert len(set(member.tolist())) == 1
