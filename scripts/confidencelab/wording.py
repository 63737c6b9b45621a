"""From the words of labelled programs to what words say: one logistic regression per value.

A program of a large collection counts for less than one that stands alone. What the confidences are
learned from must not come from a model that has seen the program: :func:`unseen` tells each what is
learned without its repository.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from acumen.attributes.evaluation import ProgramKey
from acumen.attributes.labels import LabelledProgram
from acumen.attributes.word_model import FacetValue, WordModel, at_length, in_steps
from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Vocabularies
from confidencelab.bags import Bag
from confidencelab.fitting import fold_of, labelled_values

WORDED: Final = (Facet.TASK, Facet.MODALITY, Facet.ARCHITECTURE, Facet.DATASET, Facet.LOSS)
FEWEST_PROGRAMS: Final = 5  # that have a value, or it is not learned
FEWEST_WITH_WORD: Final = 6
PENALTY: Final = 2.0
_FREE: Final = 1e-3  # penalty on a value's level
_COMMON: Final = 1.0  # worth of a word that stands everywhere

Labels = Mapping[ProgramKey, LabelledProgram]


def learned_words(
    bags: Sequence[Bag],
    labels: Labels,
    vocabularies: Vocabularies,
    values: tuple[FacetValue, ...] | None = None,
) -> WordModel:
    """What the words of ``bags`` say of ``values``, or else of all that enough programs have."""
    given = [labelled_values(labels[bag.key], vocabularies) for bag in bags]
    if values is None:
        values = _values(given, vocabularies)
    words, worths = _vocabulary(bags)
    numbers = _numbers(bags, words, worths)
    share = Counter(bag.repository for bag in bags)
    counted = np.array([share[bag.repository] ** -0.5 for bag in bags])
    weights = np.zeros((len(words), len(values)))
    levels = np.zeros(len(values), dtype=np.float32)
    for column, value in enumerate(values):
        right = np.array([value in one for one in given], dtype=np.float64)
        weights[:, column], levels[column] = _fit(numbers, right, counted)
    whole, steps = in_steps(weights)
    return WordModel(words, values, worths, whole, steps, levels)


def unseen(
    bags: Sequence[Bag], labels: Labels, vocabularies: Vocabularies, *, folds: int
) -> dict[ProgramKey, dict[FacetValue, float]]:
    """What words say of each program of ``bags``, learned without its repository."""
    given = [labelled_values(labels[bag.key], vocabularies) for bag in bags]
    values = _values(given, vocabularies)
    found = {}
    for fold in range(folds):
        others = [bag for bag in bags if fold_of(bag.repository, folds) != fold]
        held = [bag for bag in bags if fold_of(bag.repository, folds) == fold]
        if held and others:
            model = learned_words(others, labels, vocabularies, values)
            found.update({bag.key: model.shares(bag.words) for bag in held})
    return found


def _values(
    given: Sequence[frozenset[FacetValue]], vocabularies: Vocabularies
) -> tuple[FacetValue, ...]:
    programs = Counter(one for values in given for one in values if one[0] in WORDED)
    return tuple(
        (facet, value)
        for facet, value in sorted(programs)
        if programs[facet, value] >= FEWEST_PROGRAMS and value in vocabularies.get(facet, ())
    )


def _vocabulary(bags: Sequence[Bag]) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Words that several programs hold, and what each is worth: the rarer, the more."""
    programs = Counter(word for bag in bags for word in bag.words)
    words = tuple(sorted(w for w, number in programs.items() if number >= FEWEST_WITH_WORD))
    rarity = [np.log(len(bags) / programs[word]) + _COMMON for word in words]
    return words, np.array(rarity, dtype=np.float32)


def _numbers(
    bags: Sequence[Bag], words: tuple[str, ...], worths: NDArray[np.float32]
) -> csr_matrix:
    places = {word: place for place, word in enumerate(words)}
    ends, columns, numbers = [0], [], []
    for bag in bags:
        found = sorted((places[w], times) for w, times in bag.words.items() if w in places)
        own = np.array([place for place, _ in found], dtype=np.int32)
        times = np.log1p(np.array([times for _, times in found], dtype=np.float32))
        columns.append(own)
        numbers.append(at_length(times * worths[own]).astype(np.float64))
        ends.append(ends[-1] + len(found))
    return csr_matrix(
        (np.concatenate(numbers), np.concatenate(columns), np.array(ends)),
        shape=(len(bags), len(words)),
    )


def _fit(
    numbers: csr_matrix, right: NDArray[np.float64], counted: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Weights and level under which ``right`` is likeliest, penalties counted in."""
    turned = numbers.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, level = flat[:-1], flat[-1]
        odds = numbers @ weights + level
        value = float(
            np.sum(counted * (np.logaddexp(0.0, odds) - right * odds))
            + 0.5 * PENALTY * np.sum(weights**2)
            + 0.5 * _FREE * level**2
        )
        slope = counted * (1.0 / (1.0 + np.exp(-odds)) - right)
        own = turned @ slope + PENALTY * weights
        return value, np.append(own, np.sum(slope) + _FREE * level)

    start = np.zeros(numbers.shape[1] + 1)
    usual = (np.sum(counted * right) + 0.5) / (np.sum(counted) + 1.0)
    start[-1] = np.log(usual / (1.0 - usual))
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300, "gtol": 1e-4}
    )
    return found.x[:-1], float(found.x[-1])
