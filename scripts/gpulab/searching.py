"""Exact search over many vectors: FAISS on the GPU, torch there, FAISS and NumPy on the CPU."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from acumen.projection import neighbours
from acumen.projection.on_torch import search_torch

Vectors = NDArray[np.float32]
Report = dict[str, object]
Found = tuple[Vectors, NDArray[np.int64]]

DIMENSION = 384
BEST = 50
BATCHES = (1, 64)
ON_MAP = 15
NUMPY_ROWS = 1_000_000  # above, sorting 64 rows of similarities takes it many seconds
# What a process pays that has loaded nothing yet, as the map stage is when nothing was encoded.
_COLD = """
import sys, time
import numpy as np
from acumen.projection import neighbours, on_torch
rows = np.random.default_rng(0).standard_normal(({rows}, 384), dtype=np.float32)
rows /= np.linalg.norm(rows, axis=1, keepdims=True)
began = time.perf_counter()
search = getattr(neighbours, {way!r}, None) or getattr(on_torch, {way!r})
search(rows, rows, 15)
print(time.perf_counter() - began)
"""


def synthetic(count: int) -> Vectors:
    """Unit rows, made on the device: ten million take NumPy half a minute."""
    import torch  # noqa: PLC0415  (the optional extra)

    generator = torch.Generator("cuda").manual_seed(0)
    found = np.empty((count, DIMENSION), dtype=np.float32)
    for start in range(0, count, 1 << 20):
        size = min(1 << 20, count - start)
        part = torch.randn(size, DIMENSION, generator=generator, device="cuda")
        part /= part.norm(dim=1, keepdim=True)
        found[start : start + size] = part.cpu().numpy()
    return found


def measure(sizes: tuple[int, ...], *, rounds: int) -> Report:
    """Milliseconds of a batch of queries by size and way, and whether all find the same rows."""
    return {f"{size}": _at(synthetic(size), rounds) for size in sizes}


def _at(rows: Vectors, rounds: int) -> Report:
    rng = np.random.default_rng(1)
    near = rows[rng.integers(0, len(rows), max(BATCHES))]
    queries = near + rng.standard_normal(near.shape, dtype=np.float32) * np.float32(0.03)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    report: Report = {}
    for name, prepare in (
        ("faiss_gpu", _faiss_gpu),
        ("torch_gpu", _torch_gpu),
        ("faiss_cpu", _faiss_cpu),
        ("numpy", _numpy),
    ):
        if name == "numpy" and len(rows) > NUMPY_ROWS:
            continue
        try:
            search = prepare(rows)
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            report[name] = f"left out: {str(error)[:160]}"
            continue
        line: Report = {}
        for batch in BATCHES:
            times = []
            for _ in range(rounds + 1):
                began = time.perf_counter()
                found = search(queries[:batch])
                times.append((time.perf_counter() - began) * 1000)
            line[f"batch_{batch}_ms"] = round(statistics.median(times[1:]), 3)
        report[name] = line
        reference = report.setdefault("_rows", found)
        line["same_rows"] = _agreement(found, reference)  # type: ignore[arg-type]
        del search
    report.pop("_rows", None)
    return report


def _agreement(found: Found, other: Found) -> Report:
    """Share of equal index lists, of indices in common, and the largest gap of similarity."""
    pairs = list(zip(found[1], other[1], strict=True))
    return {
        "lists": round(float(np.mean([np.array_equal(a, b) for a, b in pairs])), 4),
        "indices": round(float(np.mean([len({*a} & {*b}) / len(a) for a, b in pairs])), 6),
        "similarity_gap": float(np.abs(found[0] - other[0]).max()),
    }


def _faiss_gpu(rows: Vectors) -> Callable[[Vectors], Found]:
    if not neighbours.faiss_gpus():
        raise RuntimeError("this faiss has no GPU")
    faiss = neighbours._faiss()
    resources = faiss.StandardGpuResources()
    index = faiss.GpuIndexFlatIP(resources, DIMENSION)
    index.add(rows)
    return lambda queries: index.search(queries, BEST)


def _torch_gpu(rows: Vectors) -> Callable[[Vectors], Found]:
    import torch  # noqa: PLC0415  (the optional extra)

    there = torch.from_numpy(rows).to("cuda").T

    def search(queries: Vectors) -> Found:
        with torch.inference_mode():
            values, places = torch.topk(torch.from_numpy(queries).to("cuda") @ there, BEST, dim=1)
        return values.cpu().numpy(), places.cpu().numpy()

    return search


def _faiss_cpu(rows: Vectors) -> Callable[[Vectors], Found]:
    index: Any = neighbours._faiss().IndexFlatIP(DIMENSION)
    index.add(rows)
    return lambda queries: index.search(queries, BEST)


def _numpy(rows: Vectors) -> Callable[[Vectors], Found]:
    return lambda queries: neighbours.search_numpy(queries, rows, BEST)


def on_the_map(sizes: tuple[int, ...], *, slow: int) -> Report:
    """Seconds for the neighbours of all rows; NumPy and FAISS on the CPU up to ``slow`` rows."""
    report: Report = {}
    for size in sizes:
        rows = synthetic(size)
        line: Report = {}
        reference: Found | None = None
        for name, search in (
            ("faiss_gpu", neighbours.search_faiss_gpu),
            ("torch_gpu", search_torch),
            ("faiss_cpu", neighbours.search_faiss),
            ("numpy", neighbours.search_numpy),
        ):
            if "gpu" not in name and size > slow:
                continue
            try:
                if name == "faiss_gpu" and not neighbours.faiss_gpus():
                    continue
                search(rows[:100], rows, ON_MAP)
                began = time.perf_counter()
                found = search(rows, rows, ON_MAP)
                seconds = round(time.perf_counter() - began, 3)
            except (ImportError, OSError, RuntimeError) as error:
                line[name] = f"left out: {str(error)[:160]}"
                continue
            reference = reference or found
            line[name] = {"s": seconds, **_agreement(found, reference)}
        report[f"{size}"] = line
    return report


def cold(sizes: tuple[int, ...]) -> Report:
    """Seconds of one search in a process that has loaded no library yet."""
    report: Report = {}
    for size in sizes:
        for way in ("search_numpy", "search_faiss", "search_faiss_gpu", "search_torch"):
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-c", _COLD.format(rows=size, way=way)],
                capture_output=True,
                text=True,
                check=False,
            )
            text = done.stdout.strip() if done.returncode == 0 else done.stderr.strip()[-160:]
            report[f"{way}/{size}"] = round(float(text), 3) if done.returncode == 0 else text
    return report
