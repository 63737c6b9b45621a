"""Neighbours are exact with either library, and the graph over them is umap-learn's."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.projection import neighbours
from acumen.projection.graph import fuzzy_graph, outgoing_graph
from acumen.projection.neighbours import nearest, unit_rows


def _vectors(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.integers(0, 20), st.integers(0, 99))
def test_neighbours_are_those_of_the_full_distance_matrix(count: int, k: int, seed: int) -> None:
    rows = unit_rows(_vectors(count, seed)).astype(np.float64)
    gaps = np.sqrt(((rows[:, None] - rows[None]) ** 2).sum(axis=2))
    np.fill_diagonal(gaps, np.inf)
    k = max(0, min(k, count - 1))
    indices, distances = nearest(_vectors(count, seed), k)
    assert indices.shape == distances.shape == (count, k)
    np.testing.assert_array_equal(indices, np.argsort(gaps, axis=1)[:, :k])
    np.testing.assert_allclose(distances, np.sort(gaps, axis=1)[:, :k], atol=1e-3)


def test_some_rows_have_the_neighbours_they_have_among_all() -> None:
    vectors = _vectors(60)
    rows = np.array([3, 59, 0])
    indices, distances = nearest(vectors, 7)
    some_indices, some_distances = nearest(vectors, 7, of=rows)
    np.testing.assert_array_equal(some_indices, indices[rows])
    np.testing.assert_allclose(some_distances, distances[rows], atol=1e-6)


def test_equal_rows_are_each_others_neighbours_and_never_their_own() -> None:
    indices, distances = nearest(np.ones((30, 4), np.float32), 5)
    assert not (indices == np.arange(30)[:, None]).any()
    np.testing.assert_allclose(distances, 0, atol=1e-3)


def test_faiss_and_numpy_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("faiss")
    vectors = _vectors(300)
    by_numpy = nearest(vectors, 10)
    monkeypatch.setattr(neighbours, "_FAISS_QUERIES", 1)
    by_faiss = nearest(vectors, 10)
    np.testing.assert_array_equal(by_faiss[0], by_numpy[0])
    np.testing.assert_allclose(by_faiss[1], by_numpy[1], atol=1e-5)


def test_what_a_gpu_cannot_do_the_next_way_does(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    vectors = _vectors(80)
    expected = nearest(vectors, 7)

    def fails(*_: object) -> neighbours.Found:
        raise RuntimeError("out of memory\nat some address")

    monkeypatch.setattr(neighbours, "_FAISS_QUERIES", 1)
    monkeypatch.setattr(neighbours, "faiss_gpus", lambda: 1)
    for name in ("search_faiss_gpu", "search_faiss"):
        monkeypatch.setattr(neighbours, name, fails)
    found = nearest(vectors, 7)
    np.testing.assert_array_equal(found[0], expected[0])
    assert caplog.text.count("out of memory") == 2
    assert "some address" not in caplog.text


@pytest.mark.parametrize("error", [ImportError("no module"), OSError("libcublas.so.12")])
def test_a_faiss_that_does_not_load_is_no_faiss(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken() -> object:
        raise error

    vectors = _vectors(80)
    expected = nearest(vectors, 7)
    monkeypatch.setattr(neighbours, "_FAISS_QUERIES", 1)
    monkeypatch.setattr(neighbours, "_faiss", broken)
    monkeypatch.setattr(neighbours, "cuda_device", lambda: False)
    np.testing.assert_array_equal(nearest(vectors, 7)[0], expected[0])


@pytest.mark.parametrize(
    ("gpus", "device", "k", "first"),
    [
        (1, True, 15, "search_faiss_gpu"),
        (0, True, 15, "search_torch"),
        (0, False, 15, "search_faiss"),
        (1, True, 3_000, "search_faiss"),
    ],
)
def test_the_gpu_comes_first_where_it_is(
    monkeypatch: pytest.MonkeyPatch, gpus: int, device: bool, k: int, first: str
) -> None:
    monkeypatch.setattr(neighbours, "faiss_gpus", lambda: gpus)
    monkeypatch.setattr(neighbours, "cuda_device", lambda: device)
    assert next(neighbours._ways(50_000, k)).__name__ == first
    assert not list(neighbours._ways(100, k))


def test_the_graph_is_the_one_of_umap_learn() -> None:
    """Against its functions before compilation: they take seconds to compile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from umap import umap_
    vectors = np.vstack([_vectors(50), _vectors(1).repeat(4, axis=0)])
    indices, distances = nearest(vectors, 8)
    rows = np.arange(len(vectors), dtype=np.int32)[:, None]
    with_self = np.hstack([rows, indices]), np.hstack([np.zeros_like(rows), distances])
    sigmas, rhos = umap_.smooth_knn_dist.py_func(with_self[1].astype(np.float32), 9.0)
    heads, tails, values, _ = umap_.compute_membership_strengths.py_func(
        with_self[0], with_self[1].astype(np.float32), sigmas, rhos
    )
    matrix = np.zeros((len(vectors), len(vectors)))
    matrix[heads, tails] = values
    np.fill_diagonal(matrix, 0)
    wanted = matrix + matrix.T - matrix * matrix.T
    graph = fuzzy_graph(indices, distances)
    got = np.zeros_like(wanted)
    got[graph.heads, graph.tails] = graph.weights
    np.testing.assert_allclose(got, wanted, atol=2e-4)
    some = outgoing_graph(len(vectors), np.array([5]), indices[[5]], distances[[5]])
    np.testing.assert_allclose(some.weights, matrix[5, some.tails], atol=2e-4)
