"""The map is the same for the same input, stays where it was, and survives every odd input."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from acumen.projection.graph import fuzzy_graph
from acumen.projection.layout import align, fit, refit, update
from acumen.projection.neighbours import nearest
from acumen.projection.optimise import optimise


def clustered(count: int, *, clusters: int = 6, seed: int = 0) -> NDArray[np.float32]:
    """Unit rows around ``clusters`` centres; row i belongs to centre i modulo ``clusters``."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(7).normal(size=(clusters, 24))
    rows = centres[np.arange(count) % clusters] + 0.3 * rng.normal(size=(count, 24))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def neighbours_kept(vectors: NDArray[np.float32], positions: NDArray[np.float32]) -> float:
    """Share of map neighbours that are of the same one of six clusters."""
    gaps = ((positions[:, None] - positions[None]) ** 2).sum(axis=2)
    np.fill_diagonal(gaps, np.inf)
    near = np.argsort(gaps, axis=1)[:, :5]
    own = np.arange(len(vectors))[:, None] % 6
    return float((near % 6 == own).mean())


def test_clusters_stay_together() -> None:
    vectors = clustered(90)
    assert neighbours_kept(vectors, fit(vectors, seed=0)) > 0.95


@pytest.mark.parametrize("compiled", [False, pytest.param(True, id="umap-learn")])
def test_both_engines_draw_the_same_neighbourhoods(compiled: bool) -> None:
    vectors = clustered(120)
    graph = fuzzy_graph(*nearest(vectors, 14))
    start = np.random.default_rng(0).normal(size=(120, 2)).astype(np.float32)
    drawn = optimise(start, graph, epochs=100, rate=1.0, seed=0, compiled=compiled)
    again = optimise(start, graph, epochs=100, rate=1.0, seed=0, compiled=compiled)
    assert drawn.tobytes() == again.tobytes()
    assert neighbours_kept(vectors, drawn) > 0.95


def test_a_seed_decides_the_map_in_any_process() -> None:
    program = (
        "import sys; from tests.unit.acumen.projection.test_layout import clustered, fit;"
        "sys.stdout.buffer.write(fit(clustered(30), seed=3).tobytes())"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert other.stdout == fit(clustered(30), seed=3).tobytes()
    assert other.stdout != fit(clustered(30), seed=4).tobytes()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6])
@pytest.mark.parametrize("kind", ["clustered", "identical", "zero", "not finite", "one column"])
def test_small_and_degenerate_inputs_have_finite_maps(count: int, kind: str) -> None:
    vectors = clustered(count)
    if kind == "identical":
        vectors[:] = vectors[:1]
    elif kind == "zero":
        vectors[:] = 0
    elif kind == "not finite":
        vectors[: count // 2] = np.nan
        vectors[count // 2 :, 0] = np.inf
    elif kind == "one column":
        vectors = vectors[:, :1]
    positions = fit(vectors, seed=0)
    assert positions.shape == (count, 2)
    assert positions.dtype == np.float32
    assert np.isfinite(positions).all()
    if count:
        known = np.arange(count) < (count + 1) // 2
        assert np.isfinite(align(positions, known, positions[::-1])).all()
        moved = update(vectors, known, positions, seed=0)
        assert moved.shape == (count, 2)
        assert np.isfinite(moved).all()
    if count > 2:
        assert len(np.unique(positions, axis=0)) == count


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 12), st.data())
def test_known_points_stay_bit_for_bit(count: int, data: st.DataObject) -> None:
    vectors = clustered(count)
    known = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    previous = np.random.default_rng(1).normal(size=(count, 2)).astype(np.float32)
    previous[~known] = np.nan  # must not be read
    moved = update(vectors, known, previous, seed=0)
    assert np.isfinite(moved).all()
    if known.any():
        assert moved[known].tobytes() == previous[known].tobytes()


def test_nothing_new_changes_nothing_and_shares_no_memory() -> None:
    previous = np.random.default_rng(1).normal(size=(9, 2)).astype(np.float32)
    moved = update(clustered(9), np.ones(9, bool), previous, seed=0)
    assert moved.tobytes() == previous.tobytes()
    assert not np.shares_memory(moved, previous)


def test_new_points_join_their_own_kind() -> None:
    vectors = clustered(120)
    known = np.arange(120) < 100
    positions = fit(vectors[:100], seed=0)
    previous = np.vstack([positions, np.zeros((20, 2), np.float32)])
    assert neighbours_kept(vectors, update(vectors, known, previous, seed=0)) > 0.95


def test_a_new_kind_gets_its_own_place() -> None:
    """Thirty programs unlike all others must not be scattered over old clusters."""
    rng = np.random.default_rng(3)
    old = clustered(120)
    centre = rng.normal(size=24)
    novel = centre + 0.1 * rng.normal(size=(30, 24))
    vectors = np.vstack([old, novel / np.linalg.norm(novel, axis=1, keepdims=True)])
    vectors = vectors.astype(np.float32)
    known = np.arange(150) < 120
    previous = np.vstack([fit(old, seed=0), np.zeros((30, 2), np.float32)])
    positions = update(vectors, known, previous, seed=0)
    gaps = ((positions[:, None] - positions[None]) ** 2).sum(axis=2)
    np.fill_diagonal(gaps, np.inf)
    near = np.argsort(gaps[120:], axis=1)[:, :5]
    assert (near >= 120).mean() > 0.95


def test_a_refit_is_laid_over_the_old_map() -> None:
    vectors = clustered(60)
    before = fit(vectors, seed=0)
    angle = 2.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    mirrored = (before * [1, -1] @ turn * 1.7 + [30, -4]).astype(np.float32)
    known = np.arange(60) % 3 > 0
    back = align(mirrored, known, before)
    np.testing.assert_allclose(back, before, atol=1e-3)
    again = refit(vectors, known, mirrored, seed=0)
    np.testing.assert_allclose(again, mirrored, atol=1e-2)


def test_small_maps_load_no_compiler() -> None:
    program = (
        "import sys; from tests.unit.acumen.projection.test_layout import clustered, fit;"
        "fit(clustered(40), seed=0);"
        "sys.exit(any(name in sys.modules for name in ('umap', 'numba', 'faiss', 'torch')))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
