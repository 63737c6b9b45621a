"""The embed stage: order, reuse, and what a run that is killed leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from acumen.domain.card import text_hash
from acumen.embedding.backends.hashing import HashingEncoder
from acumen.errors import EncoderError
from indexer.stages.embed import EmbedReport, embed_texts

Vectors = dict[str, NDArray[np.float32]]


class MemoryCache:
    """A cache in memory that counts how often it was written."""

    def __init__(self, known: Vectors | None = None) -> None:
        self.known = dict(known or {})
        self.writes: list[int] = []

    def get_many(self, keys: Iterable[str]) -> Vectors:
        return {key: self.known[key] for key in keys if key in self.known}

    def put_many(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        self.writes.append(len(vectors))
        self.known.update({key: np.array(vector) for key, vector in vectors.items()})


class CountingEncoder(HashingEncoder):
    """Counts texts, and fails once ``fuel`` of them were encoded."""

    def __init__(self, fuel: int = 10**9) -> None:
        super().__init__()
        self.encoded = 0
        self.fuel = fuel

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.encoded + len(texts) > self.fuel:
            raise EncoderError("the power went", remedy="run again")
        self.encoded += len(texts)
        return super().encode_documents(texts)


@given(st.lists(st.text(max_size=12), max_size=20), st.integers(1, 5))
def test_rows_are_those_of_the_texts_in_their_order(texts: list[str], batch: int) -> None:
    vectors, report = embed_texts(texts, HashingEncoder(), MemoryCache(), batch_texts=batch)
    assert np.array_equal(vectors, HashingEncoder().encode_documents(texts))
    assert vectors.dtype == np.float32
    assert report.computed == len(set(texts))
    assert report.computed + report.reused == len(texts)


def test_what_is_known_is_not_encoded_again() -> None:
    cache, encoder = MemoryCache(), CountingEncoder()
    embed_texts(["a", "b", "b"], encoder, cache)
    assert encoder.encoded == 2
    vectors, report = embed_texts(["b", "c", "a", "c"], encoder, cache)
    assert encoder.encoded == 3
    assert report == EmbedReport(reused=3, computed=1)
    assert np.array_equal(vectors, HashingEncoder().encode_documents(["b", "c", "a", "c"]))


def test_a_killed_run_loses_one_batch_at_most() -> None:
    texts = [f"text {number}" for number in range(10)]
    cache = MemoryCache()
    with pytest.raises(EncoderError):
        embed_texts(texts, CountingEncoder(fuel=7), cache, batch_texts=3)
    assert cache.writes == [3, 3]
    encoder = CountingEncoder()
    _, report = embed_texts(texts, encoder, cache, batch_texts=3)
    assert (report.reused, report.computed, encoder.encoded) == (6, 4, 4)


def test_progress_counts_texts_and_ends_at_their_number() -> None:
    cache = MemoryCache()
    embed_texts(["known"], HashingEncoder(), cache)
    steps: list[tuple[int, int]] = []
    texts = ["known", "a", "bb", "known", "a", "ccc"]
    embed_texts(
        texts,
        HashingEncoder(),
        cache,
        report=lambda done, total: steps.append((done, total)),
        batch_texts=1,
    )
    assert steps == [(2, 6), (3, 6), (4, 6), (6, 6)]


@pytest.mark.parametrize("bad", [np.zeros(7, np.float32), np.full(256, np.nan, np.float32)])
def test_a_cached_vector_that_does_not_fit_is_computed_again(bad: NDArray[np.float32]) -> None:
    cache = MemoryCache({text_hash("a"): bad})
    vectors, report = embed_texts(["a"], HashingEncoder(), cache)
    assert report.computed == 1
    assert np.array_equal(vectors, HashingEncoder().encode_documents(["a"]))
    assert np.array_equal(cache.known[text_hash("a")], vectors[0])


def test_long_texts_share_no_batch() -> None:
    cache = MemoryCache()
    embed_texts(["x" * 150_000, "y" * 150_000, "z"], HashingEncoder(), cache)
    assert cache.writes == [1, 2]


def test_no_texts() -> None:
    vectors, report = embed_texts([], HashingEncoder(), MemoryCache())
    assert vectors.shape == (0, 256)
    assert report == EmbedReport(reused=0, computed=0)
