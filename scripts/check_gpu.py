"""Whether Acumen works on the GPU of this machine, how fast, and how near to the CPU.

    python scripts/check_gpu.py [--only encode --only search ...] [--out REPORT.json]
        [--manifest SOURCES.toml --mirror FOLDER] [--quick]

Prints one JSON document. Every part stands for itself: what one lacks (faiss-gpu, weights, sources
to index) is said in its place, and the others go on. Everything is measured side by side in one
process, in turn, on the same texts and vectors, so that ratios mean something on a shared machine
too. Needs a CUDA device, torch and transformers. With --quick everything is small.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from bench_encode import made_texts
from gpulab import encoding, indexing, searching

from acumen.embedding.backends.onnx import OnnxEncoder, usable_cores
from acumen.embedding.backends.torch import SMALL_MODEL, TorchEncoder
from acumen.embedding.registry import cuda_device
from acumen.embedding.weights import Weights, find_weights
from acumen.projection import layout

QUERY_FILES = tuple(sorted((indexing.ROOT / "corpus" / "queries").glob("*.jsonl")))
PACKAGES = ("torch", "transformers", "tokenizers", "onnxruntime", "numpy", "faiss-gpu", "faiss-cpu")


def device() -> dict[str, object]:
    """What is here."""
    import torch  # noqa: PLC0415  (the optional extra)

    found: dict[str, object] = {
        "name": torch.cuda.get_device_name(0),
        "capability": list(torch.cuda.get_device_capability(0)),
        "memory_gb": round(torch.cuda.get_device_properties(0).total_memory / 1e9, 1),
        "cuda": torch.version.cuda,
        "python": platform.python_version(),
        "cores": usable_cores(),
    }
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def map_of(count: int) -> dict[str, object]:
    """Seconds of a whole map, neighbours and layout, as the project stage makes it."""
    rows = searching.synthetic(count)
    began = time.perf_counter()
    positions = layout.fit(rows, seed=0)
    return {
        "rows": count,
        "s": round(time.perf_counter() - began, 2),
        "finite": bool(np.isfinite(positions).all()),
    }


def parts(given: argparse.Namespace) -> dict[str, Callable[[], object]]:
    """Every part by name, in the order in which they run."""
    small = given.quick

    def weights() -> Weights:
        return find_weights(None, default=SMALL_MODEL)

    def encoders() -> dict[str, object]:
        return {
            "onnx_cpu": OnnxEncoder(weights()),
            "torch_cpu": TorchEncoder(weights(), device="cpu"),
            **{
                f"cuda_{precision}": TorchEncoder(weights(), device="cuda", precision=precision)
                for precision in encoding.PRECISIONS
            },
        }

    found: dict[str, Callable[[], object]] = {
        "device": device,
        "search": lambda: searching.measure(
            (4_000, 100_000) if small else (4_000, 100_000, 1_000_000, 10_000_000), rounds=4
        ),
        "neighbours": lambda: searching.on_the_map(
            (4_000, 20_000) if small else (4_000, 20_000, 100_000, 300_000), slow=20_000
        ),
        "cold": lambda: searching.cold((5_000,) if small else (5_000, 20_000)),
        "map": lambda: map_of(6_000 if small else 20_000),
        "encode": lambda: encoding.measure(
            weights(), few=120 if small else 1_200, many=2_000 if small else 10_000, rounds=3
        ),
        "calls": lambda: encoding.in_calls(SMALL_MODEL, 2_000 if small else 20_000),
        "memory": lambda: encoding.little_memory(weights(), made_texts(3_000)),
        "answers": lambda: indexing.answers(encoders(), QUERY_FILES),  # type: ignore[arg-type]
        "start": lambda: indexing.started(3),
        "doctor": indexing.doctors,
    }
    if given.manifest:
        work = Path(tempfile.mkdtemp(prefix="acumen-gpu-"))
        found["index"] = lambda: indexing.indexed(given.manifest, given.mirror, work)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", default=[], help="this part; repeat for more")
    parser.add_argument("--out", type=Path, help="write the document there too, part by part")
    parser.add_argument("--manifest", type=Path, help="sources to index with both backends")
    parser.add_argument("--mirror", type=Path, default=Path())
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    if not cuda_device():
        print("Torch sees no CUDA device here. See: acumen doctor", file=sys.stderr)
        return 1
    report: dict[str, object] = {}
    for name, part in parts(given).items():
        if given.only and name not in given.only:
            continue
        began = time.perf_counter()
        try:
            report[name] = part()
        except Exception as error:  # noqa: BLE001  (the other parts are worth having)
            report[name] = {"problem": f"{type(error).__name__}: {error}"[:600]}
            traceback.print_exc()
        print(f"{name}: {time.perf_counter() - began:.1f} s", file=sys.stderr)
        if given.out:
            given.out.write_text(json.dumps(report, indent=1), encoding="utf-8")
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
