"""Neighbours found on a GPU are those that NumPy finds, by FAISS and by torch."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from acumen.projection import neighbours
from acumen.projection.on_torch import search_torch

pytestmark = pytest.mark.gpu


def _rows(count: int) -> np.ndarray:
    return neighbours.unit_rows(
        np.random.default_rng(0).normal(size=(count, 384)).astype(np.float32)
    )


def _same(found: neighbours.Found, wanted: neighbours.Found) -> None:
    np.testing.assert_array_equal(found[1], wanted[1])
    np.testing.assert_allclose(found[0], wanted[0], atol=1e-5)


def test_torch_and_numpy_agree() -> None:
    rows = _rows(3_000)
    _same(search_torch(rows[:700], rows, 15), neighbours.search_numpy(rows[:700], rows, 15))


def test_faiss_on_the_gpu_and_numpy_agree() -> None:
    try:
        gpus = neighbours.faiss_gpus()
    except (ImportError, OSError) as error:
        pytest.skip(f"faiss does not load: {error}")
    if not gpus:
        pytest.skip("this faiss has no GPU: pip install faiss-gpu in place of faiss-cpu")
    rows = _rows(3_000)
    wanted = neighbours.search_numpy(rows[:700], rows, 15)
    _same(neighbours.search_faiss_gpu(rows[:700], rows, 15), wanted)


def test_a_device_without_memory_is_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import torch

    rows = _rows(600)
    wanted = neighbours.nearest(rows, 9)
    monkeypatch.setattr(neighbours, "_FAISS_QUERIES", 1)
    monkeypatch.setattr(neighbours, "_TORCH_QUERIES", 1)
    monkeypatch.setattr(neighbours, "faiss_gpus", lambda: 0)
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(0.0)
    try:
        with caplog.at_level(logging.WARNING, logger="acumen"):
            found = neighbours.nearest(rows, 9)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    np.testing.assert_array_equal(found[0], wanted[0])
    assert "search_torch failed" in caplog.text
