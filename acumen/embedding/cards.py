"""The text that stands for a template in search and on the map: about 256 tokens of plain words.

What tells programs apart comes first, because an encoder cuts the end: name, gloss, attributes, and
only then the README. Words a newcomer would use (the gloss) gain more than anything else here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.vocabulary import Vocabularies

README_CHARACTERS: Final = 600
GLOSS_CHARACTERS: Final = 320
VALUES_PER_FACET: Final = 4
LEAST_CONFIDENCE: Final = 0.5

# The facets that say what a program is about, in the order in which they are read.
CARD_FACETS: Final = (
    Facet.TASK,
    Facet.ARCHITECTURE,
    Facet.DATASET,
    Facet.MODALITY,
    Facet.FRAMEWORK,
    Facet.TRAINING_STYLE,
)

_PIECE: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
_SUFFIX: Final = re.compile(r"\.(py|ipynb)$")
_SPACE: Final = re.compile(r"\s+")
# Names of folders and files that every project has.
_EMPTY_WORDS: Final = frozenset({"src", "main", "run", "scripts", "examples", "example", "init"})


def card_text(  # noqa: PLR0917  (the six things a card is made of)
    record_title: str,
    path: str,
    readme: str,
    gloss: Sequence[str],
    attributes: Sequence[Attribute],
    vocabularies: Vocabularies,
) -> str:
    """One card; equal arguments give equal text, and the order of ``attributes`` is no matter.

    ``path`` is the entry's, relative to its repository; ``readme`` is prose without markup.
    """
    parts = [
        _line(record_title, 200),
        _line(" ".join(path_words(path)), 200),
        _line(", ".join(dict.fromkeys(gloss)), GLOSS_CHARACTERS),
        ", ".join(_labels(attributes, vocabularies)),
        _line(readme, README_CHARACTERS),
    ]
    return "\n".join(part for part in parts if part)


def path_words(path: str) -> tuple[str, ...]:
    """The words of a path, each once: "mnistGAN/train_ddp.py" -> mnist GAN train ddp."""
    words: dict[str, str] = {}
    for word in _PIECE.findall(_SUFFIX.sub("", path)):
        if len(word) > 1 and word.lower() not in _EMPTY_WORDS:
            words.setdefault(word.lower(), word)
    return tuple(words.values())


def _labels(attributes: Iterable[Attribute], vocabularies: Vocabularies) -> tuple[str, ...]:
    """What people read for the values of the card's facets, the surest first, each once."""
    found: dict[str, str] = {}
    sure = [each for each in attributes if each.confidence >= LEAST_CONFIDENCE]
    sure.sort(key=lambda each: (-each.confidence, each.value))
    for facet in CARD_FACETS:
        values = tuple(dict.fromkeys(each.value for each in sure if each.facet is facet))
        vocabulary = vocabularies.get(facet)
        for value in values[:VALUES_PER_FACET]:
            label = vocabulary.label(value) if vocabulary else value
            found.setdefault(label.lower(), label)
    return tuple(found.values())


def _line(text: str, limit: int) -> str:
    """``text`` on one line, cut between words to at most ``limit`` characters."""
    flat = _SPACE.sub(" ", text).strip()
    if len(flat) <= limit:
        return flat
    head, space, _ = flat[: limit + 1].rpartition(" ")
    return head if space else flat[:limit]
