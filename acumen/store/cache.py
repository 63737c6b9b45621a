"""What the two dear stages computed: vectors by text hash, facts by blob."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.facts import Language, ModuleFacts, Unread
from acumen.errors import StorageError
from acumen.store.home import Home
from acumen.store.packs import StageCache

_PLAIN_NAME: Final = re.compile(r"[^A-Za-z0-9._-]")


class VectorCache:
    """Vectors of one encoder, by the hash of the text (``acumen.domain.card.text_hash``)."""

    def __init__(self, home: Home, encoder_fingerprint: str) -> None:
        self._cache = StageCache(home, f"vectors-{_PLAIN_NAME.sub('_', encoder_fingerprint)}")

    def close(self) -> None:
        self._cache.close()

    def get_many(self, keys: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are known, each of shape (dim,); an unknown key is left out."""
        found: dict[str, NDArray[np.float32]] = {}
        for key in keys:
            data = self._cache.get(key.encode())
            if data is not None and len(data) % 4 == 0:
                found[key] = np.frombuffer(data, dtype="<f4").astype(np.float32, copy=False)
        return found

    def put_many(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep ``vectors``, each of shape (dim,). Raises StorageError."""
        self._cache.put_many(
            (key.encode(), np.ascontiguousarray(vector, dtype="<f4").tobytes())
            for key, vector in vectors.items()
        )


class FactsCache:
    """What a file says, by its blob id and language; a new FACTS_VERSION starts afresh."""

    def __init__(self, home: Home) -> None:
        from acumen.syntax.codec import (  # noqa: PLC0415  (loads msgspec's schema compiler)
            FACTS_VERSION,
            decode_facts,
            encode_facts,
        )

        self._decode = decode_facts
        self._encode = encode_facts
        self._cache = StageCache(home, f"facts-{_PLAIN_NAME.sub('_', FACTS_VERSION)}")

    def close(self) -> None:
        self._cache.close()

    def get(self, blob: str, language: Language) -> ModuleFacts | Unread | None:
        """The facts of ``blob`` read as ``language``; None if they are not known."""
        data = self._cache.get(_facts_key(blob, language))
        if data is None:
            return None
        try:
            return self._decode(data)
        except (StorageError, ValueError):
            return None  # written under the same version by a development build

    def put(self, blob: str, language: Language, facts: ModuleFacts | Unread) -> None:
        """Keep ``facts``. Raises StorageError."""
        self._cache.put(_facts_key(blob, language), self._encode(facts))


def _facts_key(blob: str, language: Language) -> bytes:
    return f"{language}:{blob}".encode()
