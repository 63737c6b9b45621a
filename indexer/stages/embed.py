"""Stage embed: texts in, vectors out; a text that was embedded before is not embedded again.

Each batch goes into the cache as soon as it is done, so a run that is killed loses one at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from acumen.domain.card import text_hash
from acumen.embedding.encoder import Encoder

# Large enough to keep every core and a GPU busy, a few seconds of work on a CPU.
BATCH_TEXTS: Final = 256
BATCH_CHARACTERS: Final = 200_000


class VectorCache(Protocol):
    """Vectors of one encoder by text hash; ``acumen.store.cache.VectorCache`` is one."""

    def get_many(self, keys: Iterable[str]) -> Mapping[str, NDArray[np.float32]]: ...
    def put_many(self, vectors: Mapping[str, NDArray[np.float32]]) -> None: ...


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """Counts of texts. A text that stands twice in one run is computed once and reused once."""

    reused: int
    computed: int


def _silent(_done: int, _total: int) -> None:
    """Report to nobody."""


def embed_texts(
    texts: Sequence[str],
    encoder: Encoder,
    cache: VectorCache,
    *,
    report: Callable[[int, int], None] = _silent,
    batch_texts: int = BATCH_TEXTS,
) -> tuple[NDArray[np.float32], EmbedReport]:
    """Unit rows (len(texts), encoder.identity.dimension) in the order of ``texts``.

    ``report`` is called with (done, total) texts, first for what the cache knew and then after
    each batch. A cached vector of another length or that is not finite is computed again.

    Raises:
        EncoderError: the encoder failed; what was done before stays in the cache.
        StorageError: the cache cannot be written.
    """
    dimension = encoder.identity.dimension
    keys = [text_hash(text) for text in texts]
    vectors = np.zeros((len(texts), dimension), dtype=np.float32)
    rows: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        rows.setdefault(key, []).append(row)

    known = {
        key: vector
        for key, vector in cache.get_many(tuple(rows)).items()
        if vector.shape == (dimension,) and np.isfinite(vector).all()
    }
    for key, vector in known.items():
        vectors[rows[key]] = vector
    done = sum(len(rows[key]) for key in known)
    report(done, len(texts))

    new = {key: texts[places[0]] for key, places in rows.items() if key not in known}
    for batch in _batches(new, batch_texts):
        computed = encoder.encode_documents([new[key] for key in batch])
        cache.put_many(dict(zip(batch, computed, strict=True)))
        for key, vector in zip(batch, computed, strict=True):
            vectors[rows[key]] = vector
            done += len(rows[key])
        report(done, len(texts))
    return vectors, EmbedReport(reused=len(texts) - len(new), computed=len(new))


def _batches(texts: Mapping[str, str], size: int) -> Iterator[list[str]]:
    """Keys in groups of texts of like length, longest first, so that memory peaks at once."""
    order = sorted(texts, key=lambda key: (-len(texts[key]), key))
    batch: list[str] = []
    characters = 0
    for key in order:
        if batch and (len(batch) >= size or characters + len(texts[key]) > BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(key)
        characters += len(texts[key])
    if batch:
        yield batch
