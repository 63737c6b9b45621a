"""What one search costs at a size, in time and memory, beside the parts nobody can save.

    python scripts/bench_search.py --home HOME [--templates 10000] [--json]

The index of HOME is repeated with small random changes of its vectors until it has the size asked
for; passages, words and attributes are repeated with it. Then one thread answers queries, warm:
with the encoder, without it (words, attributes, facets, ranking), and, in the same run and
interleaved, a bare FAISS search of the cards plus one call of the encoder. Times are wall
milliseconds; memory is what the process holds when it has answered.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # one thread, set before numpy and faiss read it

import argparse  # noqa: E402
import json  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import replace  # noqa: E402
from pathlib import Path  # noqa: E402

import faiss  # noqa: E402
import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from acumen.domain.attribute import Facet  # noqa: E402
from acumen.domain.index import Index, MapLayout, TermCounts  # noqa: E402
from acumen.embedding.registry import load_encoder  # noqa: E402
from acumen.search.engine import Library  # noqa: E402
from acumen.search.records import Query  # noqa: E402
from acumen.store.generations import open_index, publish  # noqa: E402
from acumen.store.home import Home  # noqa: E402
from corpus.loader import load_vocabularies  # noqa: E402

QUERIES = (
    "sort photos into categories",
    "image segmentation with a U-Net",
    "write text in the style of a book",
    "variational autoencoder on MNIST",
    "predict tomorrow's value from a series",
    "fine-tune BERT for question answering",
    "play a game by trial and error",
    "graph neural network node classification pytorch",
    "recognise speech",
    "make new faces",
)
NOISE = 0.15  # of a unit vector's length
ROUNDS = 8


def repeated(index: Index, size: int) -> Index:
    """``index`` with its templates repeated under other names until there are ``size``."""
    n = len(index.templates)
    copies = -(-size // n)
    rng = np.random.default_rng(0)
    order = [(copy, row) for copy in range(copies) for row in range(n)][:size]
    records = []
    for copy, row in order:
        record = index.templates[row]
        name = f"{record.template.repository}-{copy:04d}" if copy else record.template.repository
        records.append(replace(record, template=replace(record.template, repository=name)))
    by_id = sorted(range(size), key=lambda place: records[place].id)
    rows = np.array([order[place][1] for place in by_id])
    owned: dict[str, list[int]] = {}
    for place, passage in enumerate(index.passages):
        owned.setdefault(passage.template_id, []).append(place)
    passages, sources = [], []
    for place in by_id:
        for source in owned.get(index.templates[order[place][1]].id, ()):
            passages.append(replace(index.passages[source], template_id=records[place].id))
            sources.append(source)
    return replace(
        index,
        templates=tuple(records[place] for place in by_id),
        passages=tuple(passages),
        card_vectors=shaken(index.card_vectors[rows], rng),
        passage_vectors=shaken(index.passage_vectors[sources], rng),
        term_counts=tuple(taken(table, rows) for table in index.term_counts),
        layout=MapLayout(index.layout.positions[rows], (), index.layout.version),
    )


def shaken(vectors: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Unit vectors near ``vectors`` (n, dim)."""
    noise = rng.standard_normal(vectors.shape, dtype=np.float32)
    moved = vectors + noise * np.float32(NOISE / vectors.shape[1] ** 0.5)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def taken(table: TermCounts, rows: NDArray[np.int64]) -> TermCounts:
    """The counts of ``rows``, in their order."""
    lengths = np.diff(table.indptr)[rows]
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    at = np.repeat(table.indptr[rows] - indptr[:-1], lengths) + np.arange(indptr[-1])
    return replace(table, indptr=indptr, term_ids=table.term_ids[at], counts=table.counts[at])


def percentiles(times: list[float]) -> dict[str, float]:
    return {
        name: round(float(np.percentile(times, share)) * 1000, 2)
        for name, share in (("median_ms", 50), ("p95_ms", 95))
    }


def resident_mb(index: Index, encoder_name: str) -> float:
    """Megabytes that a process holds which opened ``index`` and answered every query."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        publish(home, index, report_json=b"{}")
        command = [sys.executable, __file__, "--home", str(home.path), "--encoder", encoder_name]
        done = subprocess.run(
            [*command, "--only-memory"], capture_output=True, text=True, check=True
        )
    return float(done.stdout)


def answer_all(home: Path, encoder_name: str) -> float:
    """Megabytes that this process holds once it has answered every query over ``home``."""
    library = Library(
        open_index(Home(home.absolute())).index,
        load_encoder(encoder_name, threads=1),
        load_vocabularies(),
    )
    for text in QUERIES * ROUNDS:
        library.search(Query(text, limit=20))
        library.facets(Query(text))
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def measure(index: Index, encoder_name: str) -> dict[str, object]:
    vocabularies = load_vocabularies()
    encoder = load_encoder(encoder_name, threads=1)
    began = time.perf_counter()
    library = Library(index, encoder, vocabularies)
    built = time.perf_counter() - began
    words = Library(index, None, vocabularies)
    flat = faiss.IndexFlatIP(index.card_vectors.shape[1])
    flat.add(index.card_vectors)
    faiss.omp_set_num_threads(1)
    filtered = {Facet.FRAMEWORK: ("pytorch",)}

    def bare(text: str) -> object:
        return flat.search(encoder.encode_queries([text]), 50)

    subjects: dict[str, Callable[[str], object]] = {
        "with_encoder": lambda text: library.search(Query(text, limit=20)),
        "without_encoder": lambda text: words.search(Query(text, limit=20, include=filtered)),
        "facets": lambda text: library.facets(Query(text)),
        "faiss_and_encoder": bare,
    }
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(ROUNDS + 1):
        for text in QUERIES:
            for name, subject in subjects.items():
                started = time.perf_counter()
                subject(text)
                if turn:  # the first round warms up
                    times[name].append(time.perf_counter() - started)
    report: dict[str, object] = {
        "templates": len(index.templates),
        "passages": len(index.passages),
        "build_s": round(built, 2),
        **{name: percentiles(found) for name, found in times.items()},
        "resident_mb": resident_mb(index, encoder_name),
    }
    report["times_faiss_and_encoder"] = round(
        float(np.median(times["with_encoder"]) / np.median(times["faiss_and_encoder"])), 2
    )
    return report


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--templates", type=int, default=10_000)
    parser.add_argument("--encoder", default="auto")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only-memory", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only_memory:
        print(answer_all(given.home, given.encoder))
        return 0
    index = open_index(Home(given.home.absolute())).index
    report = measure(repeated(index, given.templates), given.encoder)
    if given.json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            print(f"{name:24} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
