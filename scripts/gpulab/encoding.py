"""Encoding on a GPU beside both CPU backends: speed, nearness, same bytes, little memory."""

from __future__ import annotations

import logging
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from bench_encode import made_texts
from numpy.typing import NDArray

from acumen.embedding.backends.onnx import OnnxEncoder, usable_cores
from acumen.embedding.backends.torch import TorchEncoder, padded
from acumen.embedding.encoder import Encoder
from acumen.embedding.tokens import load_tokenizer
from acumen.embedding.weights import Weights

Vectors = NDArray[np.float32]
Report = dict[str, object]

PRECISIONS = ("float32", "float16", "bfloat16")
BATCH_TOKENS = (8_192, 32_768, 65_536, 131_072)
STAGE_TEXTS = 256  # in one call of the indexer
QUERIES = 200
# A run of the indexer meets every shape of a batch for the first time; so must this.
_CALLS = """
import sys, time
from bench_encode import made_texts
from acumen.embedding.registry import load_encoder
began = time.perf_counter()
encoder = load_encoder({backend!r}, device={device!r}, model={model!r})
print(time.perf_counter() - began)
texts = sorted(made_texts({texts}, seed=1), key=len, reverse=True)
encoder.encode_documents(["warm"])
for _ in range(2):
    began = time.perf_counter()
    for at in range(0, len(texts), {call}):
        encoder.encode_documents(texts[at : at + {call}])
    print(time.perf_counter() - began)
"""


def measure(weights: Weights, *, few: int, many: int, rounds: int) -> Report:
    """``few`` texts on every backend in turn, ``many`` on the GPU alone."""
    texts, crowd = made_texts(few), made_texts(many, seed=1)
    ids = load_tokenizer(weights.read("tokenizer.json"), max_tokens=weights.model.card.max_tokens)
    tokens, all_tokens = (sum(ids(text).shape[1] for text in some) for some in (texts, crowd))
    encoders: dict[str, Encoder] = {
        "onnx_cpu": OnnxEncoder(weights),
        "torch_cpu": TorchEncoder(weights, device="cpu"),
        **{f"cuda_{p}": TorchEncoder(weights, device="cuda", precision=p) for p in PRECISIONS},
    }
    times: dict[str, list[float]] = {name: [] for name in encoders}
    vectors: dict[str, Vectors] = {}
    for turn in range(rounds + 1):
        for name, encoder in encoders.items():
            began = time.perf_counter()
            vectors[name] = encoder.encode_documents(texts)
            if turn:  # the first one warms up
                times[name].append(time.perf_counter() - began)
    exact = vectors["torch_cpu"]
    report: Report = {"texts": few, "tokens": tokens, "cores": usable_cores()}
    for name in encoders:
        report[name] = {
            "tokens_per_s": round(tokens / statistics.median(times[name])),
            **nearness(vectors[name], exact),
        }
    report["many"] = {"texts": many, "tokens": all_tokens, **_sweep(encoders, crowd, all_tokens)}
    report["query_ms"] = {name: _latency(encoder) for name, encoder in encoders.items()}
    report["host"] = _host(encoders["cuda_float16"], crowd)
    report["same_bytes"] = {
        name: _repeatable(encoders[name], texts) for name in encoders if "cuda" in name
    }
    return report


def nearness(vectors: Vectors, exact: Vectors) -> Report:
    """Cosines of unit rows."""
    cosines = (vectors.astype(np.float64) * exact).sum(axis=1)
    return {
        "cosine_mean": round(float(cosines.mean()), 6),
        "cosine_min": round(float(cosines.min()), 6),
    }


def _sweep(encoders: dict[str, Encoder], texts: Sequence[str], tokens: int) -> Report:
    """Tokens per second by precision and tokens in a batch."""
    found: Report = {}
    for name, encoder in encoders.items():
        if not isinstance(encoder, TorchEncoder) or "cuda" not in name:
            continue
        usual = encoder._batch_tokens
        for size in BATCH_TOKENS:
            encoder._batch_tokens = size
            encoder.encode_documents(texts[:512])
            best = min(_seconds(lambda e=encoder: e.encode_documents(texts)) for _ in range(2))
            found[f"{name}/{size}"] = round(tokens / best)
        encoder._batch_tokens = usual
    return found


def in_calls(model: str, texts: int) -> Report:
    """Seconds to load, and for ``texts`` in calls as the indexer's, first and again, by backend."""
    report: Report = {"texts": texts, "in_a_call": STAGE_TEXTS}
    for backend, device in (("onnx", "cpu"), ("torch", "cuda")):
        code = _CALLS.format(
            backend=backend, device=device, model=model, texts=texts, call=STAGE_TEXTS
        )
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            report[backend] = {"problem": done.stderr.strip()[-300:]}
            continue
        load, first, again = (round(float(line), 2) for line in done.stdout.split())
        report[backend] = {"load_s": load, "first_s": first, "again_s": again}
    return report


def _host(encoder: Encoder, texts: Sequence[str]) -> Report:
    """Seconds of what the host does for ``texts``: reading them, and laying out the batches."""
    assert isinstance(encoder, TorchEncoder)
    began = time.perf_counter()
    ids = encoder._ids(list(texts))
    tokenised = time.perf_counter()
    for rows in encoder._batches([len(each) for each in ids]):
        padded([ids[row] for row in rows], 0)
    return {
        "tokenise_s": round(tokenised - began, 3),
        "pad_s": round(time.perf_counter() - tokenised, 3),
    }


def _latency(encoder: Encoder) -> Report:
    times = []
    for number in range(QUERIES):
        text = f"sort photos of {number} kinds into categories"  # never the same one twice
        times.append(_seconds(lambda t=text: encoder.encode_queries([t])) * 1000)
    return {
        "median": round(statistics.median(times[20:]), 2),
        "p95": round(float(np.percentile(times[20:], 95)), 2),
    }


def _repeatable(encoder: Encoder, texts: Sequence[str]) -> Report:
    first = encoder.encode_documents(texts)
    again = encoder.encode_documents(texts)
    alone = np.concatenate([encoder.encode_documents([text]) for text in texts[:64]])
    return {
        "twice": first.tobytes() == again.tobytes(),
        "alone": alone.tobytes() == first[:64].tobytes(),
        "alone_cosine_min": nearness(alone, first[:64])["cosine_min"],
    }


def little_memory(weights: Weights, texts: Sequence[str]) -> Report:
    """The same vectors when the device is left a sliver of its memory, and what is said then."""
    import torch  # noqa: PLC0415  (the optional extra)

    said: list[str] = []

    class _Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    encoder = TorchEncoder(weights, device="cuda")
    encoder._batch_tokens = 1 << 20
    expected = encoder.encode_documents(texts)
    peak = torch.cuda.max_memory_allocated()
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(0).total_memory
    listener = _Listener()
    logging.getLogger("acumen").addHandler(listener)
    fraction = (torch.cuda.memory_reserved() + (peak - torch.cuda.memory_allocated()) / 6) / total
    torch.cuda.set_per_process_memory_fraction(fraction)
    try:
        found = encoder.encode_documents(texts)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
        logging.getLogger("acumen").removeHandler(listener)
    return {
        "peak_mb": round(peak / 1e6),
        "allowed_mb": round(fraction * total / 1e6),
        "batch_tokens_after": encoder._batch_tokens,
        "said": said,
        **nearness(found, expected),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
