"""The texts that are embedded: one card per template, passages of its code."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


def text_hash(text: str) -> str:
    """The key under which a text's vector is kept: blake2b-128 of its UTF-8 bytes, 32 hex."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Card:
    """The text that stands for a template in search and on the map: about 256 tokens."""

    template_id: str
    title: str  # our own, from attributes and path
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a template's code: function, class or notebook cell."""

    template_id: str
    path: str
    symbol: str  # "Net.forward", or "cell 7"
    first_line: int  # 1-based, in the code view
    last_line: int
    text: str
