"""The stage keeps what people know in place, and says by a new version when it could not."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from acumen.domain.index import Index, MapLayout, TemplateRecord
from acumen.store.home import Home
from indexer.stages.project import project
from indexer.stages.publish import publish
from tests.unit.acumen.store.stored_indexes import small_index

COUNT = 40


def _index(vectors: NDArray[np.float32], layout: MapLayout | None, templates: Sequence) -> Index:
    base = small_index(len(templates))
    return dataclasses.replace(
        base,
        templates=tuple(templates),
        card_vectors=vectors,
        layout=layout or base.layout,
    )


@pytest.fixture(scope="module")
def before() -> Index:
    templates = small_index(COUNT).templates
    vectors = np.random.default_rng(0).normal(size=(COUNT, 8)).astype(np.float32)
    return _index(vectors, project(vectors, templates, None, {}, seed=0), templates)


def _rows(index: Index, rows: NDArray[np.int64]) -> tuple[NDArray[np.float32], list]:
    return index.card_vectors[rows], [index.templates[row] for row in rows]


def test_nothing_changed_gives_the_same_map(before: Index) -> None:
    again = project(before.card_vectors, before.templates, before, {}, seed=99)
    assert again.positions.tobytes() == before.layout.positions.tobytes()
    assert again.labels == before.layout.labels
    assert again.version == before.layout.version == "1"


def test_another_commit_and_another_order_move_nothing(before: Index) -> None:
    rows = np.arange(COUNT)[::-1]
    vectors, templates = _rows(before, rows)
    moved = [
        dataclasses.replace(t, template=dataclasses.replace(t.template, commit="d" * 40))
        for t in templates
    ]
    again = project(vectors, moved, before, {}, seed=0)
    assert again.positions.tobytes() == before.layout.positions[rows].tobytes()


def test_removal_moves_nothing(before: Index) -> None:
    rows = np.arange(0, COUNT, 2)
    again = project(*_rows(before, rows), before, {}, seed=0)
    assert again.positions.tobytes() == before.layout.positions[rows].tobytes()
    assert again.version == "1"


def _with_changed_cards(before: Index, changed: int) -> list[TemplateRecord]:
    return [
        dataclasses.replace(record, card_hash="e" * 32) if row < changed else record
        for row, record in enumerate(before.templates)
    ]


def test_a_changed_card_is_placed_anew_and_alone(before: Index) -> None:
    vectors = before.card_vectors.copy()
    vectors[:3] = np.random.default_rng(5).normal(size=(3, 8))
    again = project(vectors, _with_changed_cards(before, 3), before, {}, seed=0)
    assert again.positions[3:].tobytes() == before.layout.positions[3:].tobytes()
    assert (again.positions[:3] != before.layout.positions[:3]).any(axis=1).all()
    assert again.version == "1"


def test_a_fifth_new_draws_the_map_again(before: Index) -> None:
    kept = project(before.card_vectors, _with_changed_cards(before, 8), before, {}, seed=0)
    drawn = project(before.card_vectors, _with_changed_cards(before, 9), before, {}, seed=0)
    assert (kept.version, drawn.version) == ("1", "2")


def test_a_refit_can_be_asked_for(before: Index) -> None:
    again = project(before.card_vectors, before.templates, before, {}, seed=1, refit=True)
    assert again.version == "2"
    assert again.positions.tobytes() != before.layout.positions.tobytes()


@pytest.mark.parametrize("dimension", [8, 12])
def test_another_encoder_draws_the_map_again(before: Index, dimension: int) -> None:
    vectors = np.random.default_rng(9).normal(size=(COUNT, dimension)).astype(np.float32)
    assert project(vectors, before.templates, before, {}, seed=0).version == "2"


def test_an_empty_map_grows_and_shrinks(before: Index) -> None:
    none = np.zeros((0, 8), np.float32)
    empty = project(none, [], None, {}, seed=0)
    assert empty.positions.shape == (0, 2)
    grown = project(*_rows(before, np.arange(3)), _index(none, empty, []), {}, seed=0)
    assert grown.positions.shape == (3, 2)
    gone = project(none, [], before, {}, seed=0)
    assert gone.positions.shape == (0, 2)
    assert gone.labels == ()


def test_publishing_refuses_rows_out_of_order(before: Index, tmp_path: Path) -> None:
    reversed_rows = dataclasses.replace(before, templates=before.templates[::-1])
    with pytest.raises(ValueError, match="templates are not in ascending order"):
        publish(Home(tmp_path), reversed_rows, report_json=b"")
    assert publish(Home(tmp_path), before, report_json=b"").number == 1
