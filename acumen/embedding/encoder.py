"""The one seam between Acumen and whatever turns text into vectors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from acumen.domain.encoder import EncoderIdentity, ModelCard

REMEMBERED_QUERIES: Final = 256


class Encoder(Protocol):
    """Turns documents and queries into vectors of one space.

    Both methods return float32 of shape (len(texts), identity.dimension) with unit rows, in the
    order of ``texts``. The vector of a text depends on that text alone, not on its company
    (in ``torch`` up to rounding). Both may be called from several threads.
    """

    @property
    def card(self) -> ModelCard: ...
    @property
    def identity(self) -> EncoderIdentity: ...
    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class QueryMemory:
    """The vectors of the last queries: a person refining filters asks the same text again."""

    def __init__(
        self,
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
        *,
        size: int = REMEMBERED_QUERIES,
    ) -> None:
        self._encode = encode
        self._size = size
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def vectors(self, texts: Sequence[str], dimension: int) -> NDArray[np.float32]:
        """Unit rows of shape (len(texts), dimension), computed only where not remembered."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
            for text in found:
                self._known.move_to_end(text)
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            # A copy, so that a remembered row does not hold the whole batch.
            computed = (row.copy() for row in self._encode(new))
            found |= zip(new, computed, strict=True)
            with self._lock:
                self._known.update((text, found[text]) for text in new)
                while len(self._known) > self._size:
                    self._known.popitem(last=False)
        if not texts:
            return np.zeros((0, dimension), dtype=np.float32)
        return np.stack([found[text] for text in texts])


def unit_rows(vectors: NDArray[np.float32], *, keep: int = 0) -> NDArray[np.float32]:
    """``vectors`` (n, dim) cut to ``keep`` components (0: all) and scaled to norm 1.

    A row of zeros becomes the first axis, so that every text has a direction.
    """
    kept = np.array(vectors[:, : keep or None], dtype=np.float32)
    norms = np.linalg.norm(kept, axis=1, keepdims=True)
    empty = norms[:, 0] == 0.0
    kept[empty, 0] = 1.0
    norms[empty] = 1.0
    return np.asarray(kept / norms, dtype=np.float32)
