"""What the words of a program, all together, say it is for: a linear rule learned from labels.

No single word decides. ``epsilon``, ``replay`` and ``episode`` are names like any others; where all
three stand, something learns to act. For every value that enough labelled programs have, each word
has a weight; the sum of those that stand in a program, turned into a share, is how often readers
gave such programs that value. The weights stand in ``word_model.npz``, whole numbers of one byte
each; ``scripts/fit_confidences.py`` writes them.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.attributes.labels import LABELLED
from acumen.domain.attribute import Facet
from acumen.errors import CorpusError

FILE: Final = Path(__file__).with_suffix(".npz")
LENGTH: Final = 10.0  # of every program's numbers: long programs say no more than short ones
_STEPS: Final = 31  # of a weight, on either side of nought; more would tell nothing more
_NOT_IN_FORM: Final = (
    OSError, EOFError, AttributeError, KeyError, TypeError, ValueError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip

FacetValue = tuple[Facet, str]


@dataclass(frozen=True)
class WordModel:
    """One weight per word and value.

    A program's number for a word is ``log(1 + times it stands there)`` times the word's worth; all
    its numbers are then brought to a common length.
    """

    words: tuple[str, ...]  # ascending
    values: tuple[FacetValue, ...]
    worths: NDArray[np.float32]  # (words,)
    weights: NDArray[np.int8]  # (words, values)
    steps: NDArray[np.float32]  # (values,) what one step of a weight is worth
    levels: NDArray[np.float32]  # (values,) log odds of a program without a known word

    @cached_property
    def _places(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.words)}

    def shares(self, counts: Mapping[str, int]) -> dict[FacetValue, float]:
        """For every value, the share of programs with such words that readers gave it."""
        places, numbers = self._numbers(counts)
        odds = numbers @ self.weights[places].astype(np.float32) * self.steps + self.levels
        shares = 1.0 / (1.0 + np.exp(-odds.astype(np.float64)))
        return dict(zip(self.values, shares.tolist(), strict=True))

    def speaking(self, counts: Mapping[str, int], value: FacetValue) -> Iterator[str]:
        """The words that speak for ``value``, those that weigh most first."""
        column = self.values.index(value)
        places, numbers = self._numbers(counts)
        worths = (numbers * self.weights[places, column]).tolist()
        for worth, place in sorted(zip((-worth for worth in worths), places, strict=True)):
            if worth >= 0.0:
                return
            yield self.words[place]

    def _numbers(self, counts: Mapping[str, int]) -> tuple[list[int], NDArray[np.float32]]:
        """The places of known words, ascending, and the numbers that belong to them."""
        known = self._places
        found = sorted((known[word], times) for word, times in counts.items() if word in known)
        places = [place for place, _ in found]
        raw = np.log1p(np.array([times for _, times in found], dtype=np.float32))
        return places, at_length(raw * self.worths[places])


def at_length(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """``numbers`` brought to :data:`LENGTH`; nothing stays nothing."""
    length = float(np.sqrt(np.sum(numbers.astype(np.float64) ** 2)))
    return (numbers * (LENGTH / length)).astype(np.float32) if length else numbers


def in_steps(
    weights: NDArray[np.float64],
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights of shape (words, values) as whole steps, and what a step of each value is worth."""
    steps = np.maximum(np.abs(weights).max(axis=0, initial=0.0), 1e-9) / _STEPS
    return np.rint(weights / steps).astype(np.int8), steps.astype(np.float32)


@lru_cache(maxsize=4)
def word_model(path: Path = FILE) -> WordModel:
    """The weights that are shipped.

    Raises:
        CorpusError: the file is missing or not in form.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            found = WordModel(
                words=tuple(_lines(held["words"])),
                values=tuple(_value(line) for line in _lines(held["values"])),
                worths=held["worths"].astype(np.float32),
                weights=held["weights"].astype(np.int8),
                steps=held["steps"].astype(np.float32),
                levels=held["levels"].astype(np.float32),
            )
        _check(found)
    except _NOT_IN_FORM as error:
        raise CorpusError(
            f"{path} cannot be read: {error}", remedy="run scripts/fit_confidences.py words"
        ) from error
    return found


def written(model: WordModel) -> bytes:
    """``model`` as ``word_model.npz`` holds it; the same bytes each time."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        words=_bytes(model.words),
        values=_bytes(f"{facet.value}\t{value}" for facet, value in model.values),
        worths=model.worths,
        weights=model.weights,
        steps=model.steps,
        levels=model.levels,
    )
    return file.getvalue()


def _bytes(lines: Iterator[str] | tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode("utf-8"), dtype=np.uint8)


def _lines(held: NDArray[np.uint8]) -> list[str]:
    return held.astype(np.uint8).tobytes().decode("utf-8").splitlines()


def _value(line: str) -> FacetValue:
    facet, _, value = line.partition("\t")
    return Facet(facet), value


def _check(model: WordModel) -> None:
    words, values = len(model.words), len(model.values)
    shapes = (model.worths.shape, model.weights.shape, model.steps.shape, model.levels.shape)
    if shapes != ((words,), (words, values), (values,), (values,)):
        raise ValueError("words, values and weights do not belong together")
    if any(facet not in LABELLED for facet, _ in model.values):
        raise ValueError("a facet is not labelled")
    if not all(np.isfinite(part).all() for part in (model.worths, model.steps, model.levels)):
        raise ValueError("a number is not finite")
