"""How names and prose are cut into the words that vocabularies are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LONGEST_PHRASE: Final = 5  # words
LONGEST_NAME: Final = 3  # pieces of a name that are read together

_PIECE: Final = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*|[0-9]+")
_WORD: Final = re.compile(r"[a-z0-9]+(?:[+#](?![a-z0-9])|'s\b)?", re.IGNORECASE)
_TRAILING_DIGITS: Final = re.compile(r"(?<=[a-z]{3})[0-9]+$")


@dataclass(frozen=True, slots=True)
class Reading:
    """Neighbouring pieces of a name, run together in lower case, with and without last digits."""

    pieces: range
    forms: tuple[str, ...]


@lru_cache(maxsize=65_536)
def name_readings(name: str) -> tuple[Reading, ...]:
    """The readings of a name by up to three neighbouring pieces, longest first.

    ``CycleGANTrainer`` reads as cyclegantrainer, cyclegan, gantrainer, cycle, gan, trainer;
    ``resnet50`` also as ``resnet``.
    """
    pieces = [piece.lower() for piece in _PIECE.findall(name[:200])][:12]
    found = []
    for size in dict.fromkeys((len(pieces), *range(min(LONGEST_NAME, len(pieces)), 0, -1))):
        for first in range(len(pieces) - size + 1):
            form = "".join(pieces[first : first + size])
            forms = tuple(dict.fromkeys((form, _TRAILING_DIGITS.sub("", form))))
            if len(form) > 1:
                found.append(Reading(range(first, first + size), forms))
    return tuple(found)


@lru_cache(maxsize=65_536)
def name_forms(name: str) -> tuple[str, ...]:
    """All forms of all readings of a name."""
    return tuple(dict.fromkeys(f for reading in name_readings(name) for f in reading.forms))


def words_of(text: str) -> tuple[str, ...]:
    """The words of prose, in lower case and in the singular as far as that is easy."""
    return tuple(singular(word.lower()) for word in _WORD.findall(text))


def spelled(text: str, first: int, size: int) -> str:
    """The words of prose from number ``first`` on as they are written, in lower case."""
    return " ".join(_WORD.findall(text)[first : first + size]).lower()


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """``networks`` -> ``network``; words that only look like plurals are left alone."""
    word = word.removesuffix("'s")
    if len(word) < 4 or word.endswith(("ss", "us", "is", "as", "os")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s")


@lru_cache(maxsize=4096)
def phrases_in(text: str) -> tuple[tuple[int, str], ...]:
    """The phrases of prose; kept, because every vocabulary asks for those of the same texts."""
    return phrases(words_of(text))


def phrases(words: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """All runs of up to five words as (index of the first word, the run joined by blanks)."""
    found = []
    for first in range(len(words)):
        longest = min(LONGEST_PHRASE, len(words) - first)
        found += [(first, " ".join(words[first : first + s])) for s in range(1, longest + 1)]
    return tuple(found)


def phrase_key(phrase: str) -> str:
    """The form under which a vocabulary's word is looked up in prose."""
    return " ".join(words_of(phrase))


def readable(name: str) -> str:
    """A file or folder name as words: ``super_resolution`` -> ``super resolution``."""
    return " ".join(_PIECE.findall(name)) or name.strip("._- ")
