"""The nearest other rows of each row, exactly: faiss or a GPU where it pays, else numpy."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from acumen.embedding.registry import cuda_device
from acumen.projection.on_torch import search_torch

Found: TypeAlias = tuple[NDArray[np.float32], NDArray[np.int64]]
Search: TypeAlias = Callable[[NDArray[np.float32], NDArray[np.float32], int], Found]

_BLOCK_ROWS: Final = 1_024
_FAISS_QUERIES: Final = 5_000  # below this, loading faiss takes longer than the search
_TORCH_QUERIES: Final = 30_000  # below this, loading torch takes longer than faiss on a CPU
_GPU_NEIGHBOURS: Final = 2_048  # of a row at most, in faiss

_log = logging.getLogger(__name__)


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """``vectors`` with rows of norm 1; what is not finite counts as 0, zero rows stay."""
    rows = np.nan_to_num(np.asarray(vectors, dtype=np.float32), posinf=0.0, neginf=0.0)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.ascontiguousarray(rows / np.where(norms > 0, norms, 1), dtype=np.float32)


def nearest(
    vectors: NDArray[np.float32], k: int, *, of: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Indices and distances of the ``k`` nearest other rows, both (n, min(k, n - 1)).

    ``of`` asks for some rows only, (m,) indices, and gives (m, min(k, n - 1)). The distance is
    that of the unit vectors, sqrt(2 - 2 cos), ascending in each row; rows at the same distance
    stand in ascending order. The search is exact.
    """
    rows = unit_rows(vectors)
    own = np.arange(len(rows)) if of is None else of
    k = max(0, min(k, len(rows) - 1))
    if k == 0 or len(own) == 0:
        return np.zeros((len(own), k), np.int32), np.zeros((len(own), k), np.float32)
    similarity, indices = _without_self(*_search(rows[own], rows, k + 1), own)
    distances = np.sqrt(np.maximum(0.0, 2.0 - 2.0 * similarity)).astype(np.float32)
    order = np.lexsort((indices, distances), axis=1)
    return (
        np.take_along_axis(indices, order, 1).astype(np.int32),
        np.take_along_axis(distances, order, 1),
    )


def search_numpy(queries: NDArray[np.float32], rows: NDArray[np.float32], k: int) -> Found:
    """Similarities and indices (m, k) of the ``k`` best of ``rows`` for each query, best first."""
    similarity = np.empty((len(queries), k), np.float32)
    indices = np.empty((len(queries), k), np.int64)
    for start in range(0, len(queries), _BLOCK_ROWS):
        block = queries[start : start + _BLOCK_ROWS] @ rows.T
        best = np.argpartition(-block, k - 1, axis=1)[:, :k]
        best.sort(axis=1)
        values = np.take_along_axis(block, best, 1)
        order = np.argsort(-values, axis=1, kind="stable")
        indices[start : start + len(block)] = np.take_along_axis(best, order, 1)
        similarity[start : start + len(block)] = np.take_along_axis(values, order, 1)
    return similarity, indices


def search_faiss(queries: NDArray[np.float32], rows: NDArray[np.float32], k: int) -> Found:
    """As ``search_numpy``, on the CPU. Raises ImportError or OSError where faiss does not load."""
    index = _faiss().IndexFlatIP(rows.shape[1])
    index.add(rows)
    similarity, indices = index.search(queries, k)
    return similarity, indices


def search_faiss_gpu(queries: NDArray[np.float32], rows: NDArray[np.float32], k: int) -> Found:
    """As ``search_numpy``, on the first GPU. Raises RuntimeError where that fails."""
    faiss = _faiss()
    index = faiss.GpuIndexFlatIP(faiss.StandardGpuResources(), rows.shape[1])
    index.add(rows)
    similarity, indices = index.search(queries, k)
    return similarity, indices


def faiss_gpus() -> int:
    """How many GPUs the installed faiss can use; 0 without one.

    Raises:
        ImportError, OSError: faiss is not installed, or one of its libraries is missing.
    """
    faiss = _faiss()
    return int(faiss.get_num_gpus()) if hasattr(faiss, "StandardGpuResources") else 0


def _search(queries: NDArray[np.float32], rows: NDArray[np.float32], k: int) -> Found:
    """The first way of ``_ways`` that works; each gives the same but for rounding."""
    for search in _ways(len(queries), k):
        try:
            return search(queries, rows, k)
        except (RuntimeError, MemoryError) as error:
            reason = str(error).strip().partition("\n")[0]
            _log.warning("%s failed, the next way is taken: %s", search.__name__, reason)
    return search_numpy(queries, rows, k)


def _ways(queries: int, k: int) -> Iterator[Search]:
    if queries < _FAISS_QUERIES:
        return
    try:
        gpus, installed = faiss_gpus(), True
    except (ImportError, OSError):
        gpus, installed = 0, False
    if k <= _GPU_NEIGHBOURS:
        if gpus:
            yield search_faiss_gpu
        elif (queries >= _TORCH_QUERIES or "torch" in sys.modules) and cuda_device():
            yield search_torch
    if installed:
        yield search_faiss


def _faiss() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of its generated wrappers
        import faiss  # noqa: PLC0415  (native library, only for large maps)
    return faiss


def _without_self(
    similarity: NDArray[np.float32], indices: NDArray[np.int64], own: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Drop each row's own index; where equal rows pushed it out, drop the last one."""
    count, k = indices.shape
    drop = indices == own[:, None]
    drop[~drop.any(axis=1), -1] = True
    return (
        similarity[~drop].reshape(count, k - 1),
        indices[~drop].reshape(count, k - 1),
    )
