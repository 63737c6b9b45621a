"""Signed feature hashing of words: no weights, the same vectors on every machine; for tests only.

Texts that share words come out near each other, which is all that a test needs. It is never
chosen unless it is asked for by name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.encoder import EncoderIdentity, ModelCard
from acumen.embedding.encoder import unit_rows
from acumen.embedding.identity import identify
from acumen.embedding.model import Model
from acumen.embedding.request import EncoderRequest

_WORD: Final = re.compile(r"\w+")

HASHING: Final = Model(
    card=ModelCard(
        id="hashing", revision="1", dimension=256, max_tokens=1 << 20, licence="Apache-2.0"
    )
)


class HashingEncoder:
    """Counts of hashed words with hashed signs, in ``dimension`` components."""

    def __init__(self) -> None:
        self._identity = identify(HASHING, (), "hashing/words")

    @property
    def card(self) -> ModelCard:
        return HASHING.card

    @property
    def identity(self) -> EncoderIdentity:
        return self._identity

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows (len(texts), 256)."""
        dimension = self.card.dimension
        vectors = np.zeros((len(texts), dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text.lower()):
                digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
                value = int.from_bytes(digest, "big")
                row[value % dimension] += 1.0 if value >> 63 else -1.0
        return unit_rows(vectors)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same as documents."""
        return self.encode_documents(texts)


def load(_request: EncoderRequest) -> HashingEncoder:
    """The hashing encoder; every option is without meaning for it."""
    return HashingEncoder()
