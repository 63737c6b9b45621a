"""The same sources and the same queries with either backend: what stays the same, what it costs."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from acumen.domain.index import Index
from acumen.embedding.encoder import Encoder
from acumen.search.engine import Library
from acumen.search.queryfile import read_rows
from acumen.search.records import Query
from acumen.store.catalogue import open_index_or
from acumen.store.generations import open_index
from acumen.store.home import Home
from corpus.loader import load_vocabularies
from corpus.prebuilt import shipped_catalogue
from gpulab.encoding import nearness

Report = dict[str, object]

SHOWN = 10
ROOT = Path(__file__).parents[2]
QUESTION = "sort photos into categories"


def answers(encoders: dict[str, Encoder], files: Sequence[Path]) -> Report:
    """The shipped catalogue, made on a CPU, asked with every encoder: how far the hits agree."""
    index = open_index_or(Home(Path("/nonexistent")), shipped_catalogue(), verify=False).index
    vocabularies = load_vocabularies()
    queries = [row.query for file in files for row in read_rows(file)]
    hits: dict[str, list[list[str]]] = {}
    report: Report = {"templates": len(index.templates), "queries": len(queries)}
    for name, encoder in encoders.items():
        library = Library(index, encoder, vocabularies)
        library.search(Query(QUESTION))
        times = []
        hits[name] = []
        for text in queries:
            began = time.perf_counter()
            found = library.search(Query(text, limit=SHOWN)).hits
            times.append((time.perf_counter() - began) * 1000)
            hits[name].append([hit.id for hit in found])
        first = next(iter(hits.values()))
        pairs = list(zip(hits[name], first, strict=True))
        report[name] = {
            "top_10_in_common": round(
                float(np.mean([len({*a} & {*b}) / max(1, len(b)) for a, b in pairs])), 4
            ),
            "same_first": round(float(np.mean([a[:1] == b[:1] for a, b in pairs])), 4),
            "same_list": round(float(np.mean([a == b for a, b in pairs])), 4),
            "least_in_common": min(len({*a} & {*b}) for a, b in pairs),
            "median_ms": round(statistics.median(times), 2),
        }
    return report


def indexed(manifest: Path, mirror: Path, work: Path) -> Report:
    """`acumen index` of ``manifest`` with onnx on the CPU and with torch on the GPU."""
    report: Report = {}
    indexes: dict[str, Index] = {}
    for name in ("onnx", "torch"):
        home = work / name
        done, seconds = _acumen(
            "index", str(manifest), "--mirror", str(mirror), "--home", str(home),
            "--encoder", name, "--fresh", "--no-sandbox", "--json",
        )  # fmt: skip
        report[name] = {"s": round(seconds, 2), "said": done.stderr.strip()[-300:]}
        if done.returncode == 0:
            indexes[name] = open_index(Home(home)).index
            report[name]["report"] = json.loads(done.stdout)  # type: ignore[index]
    if len(indexes) == 2:
        report["compared"] = _compared(indexes["onnx"], indexes["torch"])
        report["asked"] = {
            f"{made}_index_by_{asks}": _asked(work / made, asks)
            for made in ("onnx", "torch")
            for asks in ("onnx", "torch", "auto")
        }
    return report


def _compared(one: Index, other: Index) -> Report:
    cards = nearness(other.card_vectors, one.card_vectors)
    passages = nearness(other.passage_vectors, one.passage_vectors)
    return {
        "templates": len(one.templates),
        "passages": len(one.passages),
        "same_templates": [t.id for t in one.templates] == [t.id for t in other.templates],
        "same_records": one.templates == other.templates,
        "same_passages": one.passages == other.passages,
        "encoders": [one.encoder.fingerprint[:12], other.encoder.fingerprint[:12]],
        "cards": cards,
        "passage_vectors": passages,
    }


def _asked(home: Path, encoder: str) -> Report:
    done, seconds = _acumen("search", QUESTION, "--home", str(home), "--encoder", encoder, "--json")
    if done.returncode:
        return {"problem": done.stderr.strip()[-300:]}
    found = json.loads(done.stdout)
    return {"s": round(seconds, 2), "first": found["hits"][0]["id"], "said": done.stderr[-200:]}


def started(rounds: int) -> Report:
    """Seconds of one `acumen search` over the shipped catalogue in a fresh process."""
    report: Report = {}
    for encoder in ("onnx", "torch", "auto", "none"):
        times = []
        for _ in range(rounds):
            done, seconds = _acumen("search", QUESTION, "--encoder", encoder, "--json")
            times.append(seconds)
        report[encoder] = (
            round(statistics.median(times), 2) if done.returncode == 0 else done.stderr[-300:]
        )
    return report


def doctors() -> Report:
    """`acumen doctor` as things are, and with the device hidden."""
    report: Report = {}
    for name, hidden in (("as it is", {}), ("device hidden", {"CUDA_VISIBLE_DEVICES": ""})):
        done, seconds = _acumen("doctor", "--json", environment=hidden)
        try:
            report[name] = {"s": round(seconds, 2), **json.loads(done.stdout)}
        except ValueError:
            report[name] = done.stderr[-600:] or done.stdout[-600:]
    return report


def _acumen(
    *arguments: str, environment: dict[str, str] | None = None
) -> tuple[subprocess.CompletedProcess[str], float]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "from acumen.cli import main; main()", *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return done, time.perf_counter() - began
