"""A new map against an updated one: CPU ratio, how far known points move, and map quality.

    python scripts/bench_project.py --templates 10000 --json

Vectors are synthetic: clusters of a 16-d latent space in 384 dimensions, 5 % of them new. Both
ways run in one process with all compilation done before, which favours the refit: a fresh process
pays about six seconds more for it and nothing more for the update. The ratio is the figure to
quote; seconds depend on the machine.
"""

# ruff: noqa: E402  (the number of threads must be set before numpy is loaded)

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # CPU seconds of several threads cannot be compared

import numpy as np
from numpy.typing import NDArray

from acumen.projection.graph import fuzzy_graph
from acumen.projection.layout import fit, refit, update
from acumen.projection.neighbours import nearest
from acumen.projection.optimise import optimise

SAMPLE = 500
K = 15


@dataclass(frozen=True, slots=True)
class Quality:
    """Of 500 sampled points, against all."""

    trustworthiness: float  # 0..1
    neighbours_kept: float  # share of the 15 nearest in 384 dimensions among the 15 on the map
    trustworthiness_new: float  # of new points alone


@dataclass(frozen=True, slots=True)
class Report:
    templates: int
    new: int
    refit_cpu_s: float
    update_cpu_s: float
    cpu_ratio: float
    refit_median_move: float  # of known points, in standard deviations of the map
    update_median_move: float
    refit: Quality
    update: Quality


def clustered_unit_rows(count: int, *, clusters: int = 50) -> NDArray[np.float32]:
    """Rows around ``clusters`` centres of a 16-d space; uniform noise has no map to draw."""
    rng = np.random.default_rng(0)
    centres = 1.2 * rng.normal(size=(clusters, 16))
    widths = rng.uniform(0.2, 0.7, size=(clusters, 1))
    lift = rng.normal(size=(16, 384))
    own = rng.integers(0, clusters, count)
    latent = centres[own] + rng.normal(size=(count, 16)) * widths[own]
    rows = latent @ lift + 0.6 * rng.normal(size=(count, 384))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def trustworthiness(
    vectors: NDArray[np.float32], positions: NDArray[np.float32], rows: NDArray[np.int64]
) -> tuple[float, float]:
    """Venna and Kaski's trustworthiness of ``rows`` and their share of neighbours kept."""
    count, own = len(vectors), np.arange(len(rows))
    far = -(vectors[rows] @ vectors.T)
    far[own, rows] = np.inf
    rank = np.argsort(np.argsort(far, axis=1), axis=1) + 1
    gaps = ((positions[rows, None] - positions[None]) ** 2).sum(axis=2)
    gaps[own, rows] = np.inf
    near = np.argpartition(gaps, K, axis=1)[:, :K]
    excess = np.maximum(0, np.take_along_axis(rank, near, 1) - K)
    worst = len(rows) * K * (2 * count - 3 * K - 1) / 2
    kept = (np.take_along_axis(rank, near, 1) <= K).mean()
    return 1 - float(excess.sum()) / worst, float(kept)


def quality(
    vectors: NDArray[np.float32], positions: NDArray[np.float32], new: NDArray[np.int64]
) -> Quality:
    rng = np.random.default_rng(5)
    rows = rng.choice(len(vectors), min(SAMPLE, len(vectors)), replace=False)
    of_all, kept = trustworthiness(vectors, positions, rows)
    of_new, _ = trustworthiness(vectors, positions, new[:SAMPLE])
    return Quality(round(of_all, 4), round(kept, 3), round(of_new, 4))


def timed(draw: Callable[[], NDArray[np.float32]]) -> tuple[NDArray[np.float32], float]:
    start = time.process_time()
    positions = draw()
    return positions, time.process_time() - start


def measure(count: int, share_new: float) -> Report:
    vectors = clustered_unit_rows(count)
    known = np.arange(count) < round(count * (1 - share_new))
    new = np.flatnonzero(~known)
    warm = vectors[:200]
    graph = fuzzy_graph(*nearest(warm, 14))
    optimise(warm[:, :2], graph, epochs=2, rate=1.0, seed=0, compiled=True)

    before = np.zeros((count, 2), np.float32)
    before[known] = fit(vectors[known], seed=0)
    drawn, refit_s = timed(lambda: refit(vectors, known, before, seed=0))
    kept, update_s = timed(lambda: update(vectors, known, before, seed=0))
    size = float(before[known].std(axis=0).mean())

    def move(positions: NDArray[np.float32]) -> float:
        return float(np.median(np.linalg.norm((positions - before)[known], axis=1))) / size

    return Report(
        templates=count,
        new=len(new),
        refit_cpu_s=round(refit_s, 2),
        update_cpu_s=round(update_s, 2),
        cpu_ratio=round(refit_s / update_s, 1),
        refit_median_move=round(move(drawn), 4),
        update_median_move=round(move(kept), 4),
        refit=quality(vectors, drawn, new),
        update=quality(vectors, kept, new),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--templates", "--n", type=int, default=4_000)
    parser.add_argument("--share-new", type=float, default=0.05)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    report = measure(args.templates, args.share_new)
    if args.json:
        print(json.dumps(asdict(report), indent=2))
        return
    print(
        f"refit / update = {report.cpu_ratio}x CPU   "
        f"median move {report.refit_median_move} / {report.update_median_move} map std   "
        f"trustworthiness {report.refit.trustworthiness} / {report.update.trustworthiness}   "
        f"of new points {report.refit.trustworthiness_new} / {report.update.trustworthiness_new}"
    )


if __name__ == "__main__":
    main()
