"""Texts to token ids, cut at the model's length and never padded.

A ``tokenizer.json`` may carry a truncation and a padding of its own (that of all-MiniLM-L6-v2 cuts
and pads everything to 128), which would apply without a word; both are replaced here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.errors import EncoderError

# No model reads this far, and a tokenizer reads all of a text before it cuts.
MAX_CHARACTERS: Final = 100_000


def load_tokenizer(data: bytes, *, max_tokens: int) -> Callable[[str], NDArray[np.int32]]:
    """A function from text to ids of shape (1, tokens), 1 <= tokens <= ``max_tokens``.

    Raises:
        EncoderError: ``data`` is no ``tokenizer.json``.
    """
    from tokenizers import Tokenizer  # noqa: PLC0415  (a compiled library, needed on first use)

    try:
        tokenizer = Tokenizer.from_buffer(data)
    except Exception as error:  # the library raises bare Exception
        raise EncoderError(
            f"The tokenizer cannot be read: {error}.", remedy="get the model's files again"
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)

    def ids(text: str) -> NDArray[np.int32]:
        found = tokenizer.encode(readable(text)).ids
        # A tokenizer without special tokens makes nothing of an empty text.
        return np.array([found or [0]], dtype=np.int32)

    return ids


def readable(text: str) -> str:
    """``text`` as a tokenizer takes it: no lone surrogates, no endless tail."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
