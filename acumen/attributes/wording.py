"""How names and prose are cut into the words that vocabularies are written in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

LONGEST_PHRASE: Final = 5  # words
LONGEST_NAME: Final = 3  # pieces of a name that are read together

_PIECE: Final = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*|[0-9]+")
_WORD: Final = re.compile(r"[a-z0-9]+(?:[+#](?![a-z0-9])|'s\b)?", re.IGNORECASE)
_TRAILING_DIGITS: Final = re.compile(r"(?<=[a-z]{3})[0-9]+$")


@lru_cache(maxsize=65_536)
def name_forms(name: str) -> tuple[str, ...]:
    """The readings of a name: up to three neighbouring pieces, run together, in lower case.

    ``CycleGANTrainer`` reads as cycle, gan, trainer, cyclegan, gantrainer, cyclegantrainer; digits
    at the end are read with and without: ``resnet50`` is also ``resnet``.
    """
    pieces = [piece.lower() for piece in _PIECE.findall(name[:200])][:12]
    forms: dict[str, None] = {}
    for size in range(min(LONGEST_NAME, len(pieces)), 0, -1):
        for first in range(len(pieces) - size + 1):
            form = "".join(pieces[first : first + size])
            forms[form] = None
            forms[_TRAILING_DIGITS.sub("", form)] = None
    whole = "".join(pieces)
    forms[whole] = None
    return tuple(form for form in forms if len(form) > 1)


def words_of(text: str) -> tuple[str, ...]:
    """The words of prose, in lower case and in the singular as far as that is easy."""
    return tuple(singular(word.lower()) for word in _WORD.findall(text))


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """``networks`` -> ``network``; words that only look like plurals are left alone."""
    word = word.removesuffix("'s")
    if len(word) < 5 or word.endswith(("ss", "us", "is", "as", "os")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s")


def phrases(words: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """All runs of up to five words as (index of the first word, the run joined by blanks)."""
    found = []
    for first in range(len(words)):
        for size in range(1, min(LONGEST_PHRASE, len(words) - first) + 1):
            found.append((first, " ".join(words[first : first + size])))
    return tuple(found)


def phrase_key(phrase: str) -> str:
    """The form under which a vocabulary's word is looked up in prose."""
    return " ".join(words_of(phrase))


def readable(name: str) -> str:
    """A file or folder name as words: ``super_resolution`` -> ``super resolution``."""
    return " ".join(_PIECE.findall(name)) or name.strip("._- ")
