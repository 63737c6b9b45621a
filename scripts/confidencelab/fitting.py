"""From candidates and labels to weights: a logistic regression that shares what facets have alike.

Each facet has weights of its own, drawn towards weights that all facets share, and those towards
nothing. Some may not point the wrong way: more evidence never lowers a value.

Only rows of rules that had not seen the labelled programs tell how often rules are right elsewhere:
on programs that they were written with they are right too often.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from acumen.attributes.companions import Companions, FacetValue
from acumen.attributes.confidence import Weights
from acumen.attributes.evaluation import ProgramKey, right_values
from acumen.attributes.labels import LABELLED, LabelledProgram
from acumen.attributes.likelihood import FEATURES, described
from acumen.attributes.matching import matcher
from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Vocabularies
from confidencelab.rows import Row

SHARED_PENALTY: Final = 2.0
OWN_PENALTY: Final = 4.0  # on what sets a facet's weight apart from the shared one
FEWEST: Final = 10  # statements of a sort that readers must have judged
NEVER_BELOW_ZERO: Final = frozenset(
    {
        "worth",
        "first",
        "seen",
        "only_seen",
        "kinds",
        "signs",
        "signs_in_entry",
        "modules",
        "implied",
        "wording",
    }
)
NEVER_ABOVE_ZERO: Final = frozenset({"better", "rival_implied", "worded_only"})
_FREE: Final = 1e-3  # penalty on the shared level
_LABEL: Final = {facet: index for index, facet in enumerate(LABELLED)}


@dataclass(frozen=True, slots=True)
class Sample:
    """Candidates of all programs of some rows, one a line."""

    numbers: NDArray[np.float64]  # (n, len(FEATURES))
    facets: NDArray[np.int64]  # (n,) index into LABELLED
    right: NDArray[np.float64]  # (n,) 1 where a reader agrees


def sample(
    rows: Sequence[Row],
    labels: Mapping[ProgramKey, LabelledProgram],
    known: Companions,
    vocabularies: Vocabularies,
) -> Sample:
    """The lines of ``rows``, each beside what readers found. ``known`` counts their programs too:
    each one's own labels are kept out of what its companions say.
    """
    blocks, facets, right = [], [], []
    for row in rows:
        labelled = labels[row.key]
        own = labelled_values(labelled, vocabularies)
        others = _Others(known.programs - 1, known.alone, known.together, own)
        blocks.append(described(row.candidates, others, vocabularies))
        accepted = _accepted(row, labelled, vocabularies)
        for one in row.candidates.found:
            facets.append(_LABEL[one.facet])
            right.append(one.value in accepted[one.facet])
    return Sample(
        np.concatenate(blocks),
        np.array(facets, dtype=np.int64),
        np.array(right, dtype=np.float64),
    )


def labelled_values(one: LabelledProgram, vocabularies: Vocabularies) -> frozenset[FacetValue]:
    """What a reader found, with the broader terms."""
    found: set[FacetValue] = set()
    for facet, values in one.values.items():
        vocabulary = vocabularies.get(facet)
        for value in values:
            found.add((facet, value))
            if vocabulary is not None and value in vocabulary:
                found |= {(facet, broader) for broader in matcher(vocabulary).ancestors(value)}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Others(Companions):
    """Companions without one program, of which only ``own`` values differ."""

    own: frozenset[FacetValue]

    def lift(self, value: FacetValue, beside: FacetValue) -> float:
        alone = {one: self.alone.get(one, 0) - (one in self.own) for one in (value, beside)}
        pair = (value, beside)
        both = self.together.get(pair, 0) - self.own.issuperset(pair)
        return Companions(self.programs, alone, {pair: both}).lift(value, beside)


def _accepted(
    row: Row, labelled: LabelledProgram, vocabularies: Vocabularies
) -> dict[Facet, frozenset[str]]:
    found: dict[Facet, list[str]] = {facet: [] for facet in LABELLED}
    for one in row.candidates.found:
        found[one.facet].append(one.value)
    return {
        facet: right_values(facet, values, labelled.values[facet], vocabularies)
        for facet, values in found.items()
    }


def judged_sorts(rows: Sequence[Row]) -> dict[Facet, frozenset[str]]:
    """The sorts of statements of which ``rows`` hold enough."""
    found = Counter(
        (one.facet, one.sort) for row in rows for one in row.candidates.found if one.stated
    )
    return {
        facet: frozenset(s for f, s in found if f is facet and found[f, s] >= FEWEST)
        for facet in LABELLED
    }


def fit(lines: Sample, sorts: Mapping[Facet, frozenset[str]]) -> Weights:
    """The weights under which ``lines`` are likeliest, penalties counted in."""
    width, groups = len(FEATURES), len(LABELLED)
    penalty = np.full(width, SHARED_PENALTY)
    penalty[FEATURES.index("always")] = _FREE

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        shared, own = flat[:width], flat[width:].reshape(groups, width)
        odds = np.einsum("nd,nd->n", lines.numbers, own[lines.facets])
        apart = own - shared
        value = float(
            np.sum(np.logaddexp(0.0, odds) - lines.right * odds)
            + 0.5 * np.sum(penalty * shared**2)
            + 0.5 * OWN_PENALTY * np.sum(apart**2)
        )
        slope = 1.0 / (1.0 + np.exp(-odds)) - lines.right
        gradient = np.zeros((groups, width))
        np.add.at(gradient, lines.facets, slope[:, None] * lines.numbers)
        gradient += OWN_PENALTY * apart
        of_shared = penalty * shared - OWN_PENALTY * apart.sum(axis=0)
        return value, np.concatenate([of_shared, gradient.ravel()])

    limits = [_limits(name) for name in FEATURES]
    found = minimize(
        loss,
        np.zeros(width * (groups + 1)),
        jac=True,
        method="L-BFGS-B",
        bounds=limits * (groups + 1),
        options={"maxiter": 5000, "maxfun": 10000, "ftol": 1e-13, "gtol": 1e-7},
    )
    own = found.x[width:].reshape(groups, width)
    return Weights({facet: own[index] for facet, index in _LABEL.items()}, sorts)


def _limits(name: str) -> tuple[float | None, float | None]:
    if name in NEVER_BELOW_ZERO:
        return 0.0, None
    if name in NEVER_ABOVE_ZERO:
        return None, 0.0
    return None, None


def fold_of(repository: str, folds: int) -> int:
    """The fold that a repository's programs are measured in; the same in every run."""
    return int(hashlib.sha256(repository.encode()).hexdigest(), 16) % folds
