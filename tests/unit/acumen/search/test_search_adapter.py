"""The query adapter: whom it moves, whither, and that nothing else notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from indexes import DIMENSION, WordEncoder, build_index, vocabularies

from acumen.domain.encoder import EncoderIdentity
from acumen.embedding.model import load_models
from acumen.search import adapter
from acumen.search.adapter import FOLDER, adapted, file_name
from acumen.search.engine import Library
from acumen.search.records import Query

IDENTITY = WordEncoder.identity


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(adapter, "FOLDER", tmp_path)
    adapter._weights.cache_clear()
    yield tmp_path
    adapter._weights.cache_clear()


def _axis(number: int, dimension: int = DIMENSION) -> np.ndarray:
    return np.eye(dimension, dtype=np.float32)[number]


def _turning(folder: Path, source: int, target: int, by: float) -> None:
    """An adapter that adds ``by`` of one axis to what lies along another."""
    down, up = _axis(source)[None], by * _axis(target)[None]
    np.save(folder / file_name(IDENTITY), np.stack([down, up]).astype(np.float16))


def test_a_model_without_an_adapter_is_left_alone(own_folder: Path) -> None:
    asked = _axis(3)
    assert adapted(asked, IDENTITY) is asked


def test_an_adapter_moves_what_it_knows_and_nothing_else(own_folder: Path) -> None:
    _turning(own_folder, 3, 5, 1.0)
    moved = adapted(_axis(3), IDENTITY)
    assert moved[3] == pytest.approx(moved[5]) == pytest.approx(0.5**0.5)
    np.testing.assert_array_equal(adapted(_axis(4), IDENTITY), _axis(4))


def test_an_adapter_of_another_dimension_is_left_alone(own_folder: Path) -> None:
    _turning(own_folder, 3, 5, 1.0)
    asked = _axis(3, DIMENSION * 2)
    assert adapted(asked, IDENTITY) is asked


@given(arrays(np.float32, DIMENSION, elements=st.floats(-1, 1, width=32)))
def test_what_comes_back_is_a_unit_vector(values: np.ndarray) -> None:
    adapter._weights.cache_clear()
    norm = np.linalg.norm(values)
    asked = values / norm if norm > 1e-3 else _axis(0)
    assert np.linalg.norm(adapted(asked.astype(np.float32), IDENTITY)) == pytest.approx(1, abs=1e-5)


def test_a_name_cannot_leave_the_folder() -> None:
    hostile = replace(IDENTITY, model_id="../../etc/passwd\0", revision="x" * 40)
    name = file_name(hostile)
    assert (FOLDER / name).parent == FOLDER
    assert "\0" not in name


def test_every_adapter_that_ships_is_of_a_known_model() -> None:
    names = {
        file_name(EncoderIdentity("", m.card.id, m.card.revision, m.dimension, "")): m
        for m in load_models()
    }
    shipped = sorted(FOLDER.glob("*"))
    assert shipped
    for path in shipped:
        weights = np.load(path, allow_pickle=False)
        assert path.name in names
        assert weights.dtype == np.float16
        assert weights.shape[::2] == (2, names[path.name].dimension)
        assert np.isfinite(weights).all()
        down, up = weights.astype(np.float32)
        asked = np.random.default_rng(0).normal(size=(200, weights.shape[2]))
        moved = asked + asked @ down.T @ up
        cosine = (
            (asked * moved).sum(1) / np.linalg.norm(asked, axis=1) / np.linalg.norm(moved, axis=1)
        )
        assert cosine.min() > 0.9, "a question must stay what it was in the main"


def test_questions_are_moved_and_snippets_are_not(own_folder: Path) -> None:
    index = build_index()
    words = "train a network on digits"
    encoder = WordEncoder()
    asked = encoder.encode_queries([words])[0]
    source = int(np.abs(asked).argmax())
    _turning(own_folder, source, (source + 1) % DIMENSION, 4.0)
    library = Library(index, encoder, vocabularies())
    plain = WordEncoder()
    plain.identity = replace(IDENTITY, model_id="test/unknown")
    beside = Library(index, plain, vocabularies())
    as_text, as_code = Query(text=words), Query(code="import torch")
    assert library.search(as_text).hits != beside.search(as_text).hits
    assert library.search(as_code).hits == beside.search(as_code).hits
