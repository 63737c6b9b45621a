"""Turns code, paths and prose into the terms that lexical search counts.

An identifier is kept whole and in its parts, so that ``UNet``, ``u_net`` and ``U-Net`` all meet in
``unet``, and ``BatchNorm2d`` also answers to ``batch`` and ``norm``. Index and query use the same
functions; only plurals are stemmed, because endings carry meaning in code.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

MAX_WORD: Final = 64  # characters; longer runs are hashes and encoded data

_PROSE_WORD: Final = re.compile(r"\w+(?:-\w+)*")
_CODE_WORD: Final = re.compile(r"\w+")
_SEPARATOR: Final = re.compile(r"[_\-]+")
_PLURAL_ACRONYM: Final = re.compile(r"[A-Z]{2,}s")
_PIECE: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

# Words that say nothing about a program. "not" and "without" are among them because no ranking
# signal can honour a negation; exclusion filters can.
STOP_WORDS: Final = frozenset(
    """a about after all also am an and any are as at be because been being but by can could did do
    does doing don for from get give had has have having he her here hers him his how i if in
    into is it its just let like make me more most my no nor not of on once only or other our
    out over own please same she should so some such than that the their them then there these
    they this those through to too under until up us use using very want was we were what when
    where which while who whom why will with without would you your""".split()  # noqa: SIM905  (a list of 120 strings is unreadable)
)
_KEYWORDS: Final = frozenset(word.lower() for word in keyword.kwlist) | {"self", "cls", "py"}
_UNCHANGED: Final = frozenset(
    """alias atlas bias canvas gas keras lens news paddlepaddle pandas physics""".split()  # noqa: SIM905
)
_SAME_IN_PLURAL: Final = ("series", "species")  # in compounds too: timeseries
_IN_E: Final = frozenset(  # their plurals end as those of words without the e do
    """aches avalanches brownies caches calories cookies headaches movies niches
    zombies""".split()  # noqa: SIM905
)
_PLURALS_IN_US: Final = frozenset({"cpus", "gpus", "menus", "npus", "tpus"})


def stem(word: str) -> str:
    """``word`` without a plural ending; ``word`` is lower case."""
    if len(word) < 4 or not word.endswith("s") or word in _UNCHANGED:
        return word
    if word.endswith(_SAME_IN_PLURAL):
        return word
    if word in _IN_E:
        return word[:-1]
    if word.endswith(("ss", "us", "is")):
        return word[:-1] if word in _PLURALS_IN_US else word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "xes", "ches", "shes")) or word[:-2] in _UNCHANGED:
        return word[:-2]
    return word[:-1]


def fold(text: str) -> str:
    """``text`` in compatibility form without accents; case is kept, for camelCase."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def pieces_of(text: str) -> Iterator[str]:
    """The words that capitals, digits and signs set apart, lower case: u, net and 50 of UNet50."""
    return (piece.lower() for piece in _PIECE.findall(text))


@lru_cache(maxsize=1 << 17)
def forms(word: str) -> tuple[str, ...]:
    """The terms of one word or identifier: the whole first, then the parts that say something.

    Empty for a word without letters or digits and for one longer than ``MAX_WORD``.
    """
    if len(word) > MAX_WORD:
        return ()
    if not word.isascii():
        whole = stem(word.replace("_", "").replace("-", "").casefold())
        return (whole,) if whole else ()
    pieces: list[str] = []
    for section in _SEPARATOR.split(word):
        if _PLURAL_ACRONYM.fullmatch(section):
            pieces.append(section[:-1].lower())
        else:
            pieces.extend(pieces_of(section))
    if not pieces:
        return ()
    whole = stem("".join(pieces))
    if len(pieces) == 1:
        return (whole,)
    parts = [stem(piece) for piece in pieces if len(piece) > 1]
    if pieces[-1].isdigit() and len(pieces) > 2:
        parts.append(stem("".join(pieces[:-1])))  # ResNet50 also answers to resnet
    return tuple(dict.fromkeys((whole, *parts)))


def prose_words(text: str) -> Iterator[str]:
    """The words of running text, hyphenated ones as one, without stop words."""
    for match in _PROSE_WORD.finditer(fold(text)):
        word = match.group()
        if word.lower() not in STOP_WORDS:
            yield word


def code_words(text: str) -> Iterator[str]:
    """The identifiers and numbers of code, without Python's keywords."""
    for match in _CODE_WORD.finditer(fold(text)):
        word = match.group()
        if word.lower() not in _KEYWORDS:
            yield word


def prose_terms(text: str) -> Iterator[str]:
    """Every term of running text, in order, as often as it stands there."""
    for word in prose_words(text):
        yield from forms(word)


def code_terms(text: str) -> Iterator[str]:
    """Every term of code, in order, as often as it stands there."""
    for word in code_words(text):
        yield from forms(word)
