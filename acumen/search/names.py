"""Which programs bear the name that a query says, as people type names: "audio text to text".

A file or folder is often called after exactly what it does. Word counts cannot see that a name says
no more and no less than the query; this measure can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import TemplateRecord
from acumen.search.tokens import STOP_WORDS, fold, pieces_of, stem

ENOUGH: Final = 0.75  # a name that shares less says something else
# Words of names that tell nothing of what a program is about, or that filters understand better.
_GENERAL: Final = frozenset(
    """code colab demo example flax getting haiku ipynb jax keras lightning main model notebook ort
    pt py pytorch run script section src start started tensorflow tf tf2 torch train training
    trainer tutorial""".split()  # noqa: SIM905
)
_SILENT: Final = STOP_WORDS | _GENERAL


@dataclass(frozen=True, slots=True)
class _Said:
    """The telling words of a name or a query, and all of them in one, in their order."""

    words: frozenset[str]
    joined: str


class Names:
    """The names of templates: of the entry and, unless that says nothing, of its folder."""

    def __init__(self, records: Sequence[TemplateRecord]) -> None:
        self._n = len(records)
        numbers: dict[_Said, int] = {}
        rows: list[tuple[int, int]] = []
        for row, record in enumerate(records):
            path = PurePosixPath(record.template.path)
            said = {_said(path.stem): None, _said(path.parent.name): None}
            rows.extend((row, numbers.setdefault(s, len(numbers))) for s in said if s.words)
        self._rows = np.array([row for row, _ in rows], dtype=np.int64)
        self._numbers = np.array([number for _, number in rows], dtype=np.int64)
        self._names = tuple(numbers)
        self._with: dict[str, list[int]] = {}  # names by their words, and by all of them in one
        for number, name in enumerate(self._names):
            for key in {*name.words, name.joined}:
                self._with.setdefault(key, []).append(number)

    def scores(self, text: str, aside: Sequence[str] = ()) -> NDArray[np.float64]:
        """(n,) how far a name and ``text`` say the same, 0..1: Dice's coefficient of their words.

        Two that read the same when spaces and hyphens are left out count as equal. The words
        ``aside`` are not counted: a program called after its data set may do anything with it.
        """
        asked = _said(text, without=_said(" ".join(aside)).words)
        alike = np.zeros(len(self._names))
        for key in {*asked.words, asked.joined}:
            for number in self._with.get(key, ()):
                alike[number] = _alike(asked, self._names[number])
        found = np.zeros(self._n)
        np.maximum.at(found, self._rows, alike[self._numbers])
        return found


def _alike(asked: _Said, name: _Said) -> float:
    if asked.joined == name.joined:
        return 1.0
    dice = 2 * len(asked.words & name.words) / (len(asked.words) + len(name.words))
    return dice if dice >= ENOUGH else 0.0


def _said(text: str, without: frozenset[str] = frozenset()) -> _Said:
    telling = [
        piece
        for piece in map(stem, pieces_of(fold(text)))
        if piece.isalpha() and piece not in _SILENT and piece not in without
    ]
    return _Said(frozenset(telling), "".join(telling))
