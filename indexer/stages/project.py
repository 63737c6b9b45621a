"""Stage 7 of 8: vectors in, the map out; what people have seen before stays where it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import Index, MapLayout, TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.projection import layout
from acumen.projection.labels import cluster_labels
from acumen.projection.neighbours import unit_rows

REFIT_SHARE: Final = 0.2  # of new templates, above which the whole map is drawn again
_FIRST_VERSION: Final = 1
_SAME_ENCODER: Final = 0.99  # median cosine between the old and new vectors of equal cards


def project(
    vectors: NDArray[np.float32],
    templates: Sequence[TemplateRecord],
    previous: Index | None,
    vocabularies: Vocabularies,
    *,
    seed: int,
    refit: bool = False,
) -> MapLayout:
    """Place ``templates`` with ``vectors`` (n, dim) on the map that ``previous`` had.

    A template of the same repository, path and card keeps its position bit for bit, at another
    commit too. The map is drawn again, and its version counted up, when ``refit`` asks for it,
    when more than a fifth of it is new, and when the vectors come from another encoder.
    """
    if previous is None or not previous.templates:
        return _map(layout.fit(vectors, seed=seed), templates, vocabularies, _FIRST_VERSION)
    version = _version(previous)
    rows = _rows_before(templates, previous)
    known = rows >= 0
    positions = np.zeros((len(templates), 2), np.float32)
    positions[known] = previous.layout.positions[rows[known]]
    drawn_again = (
        refit
        or (~known).sum() > REFIT_SHARE * len(templates)
        or not _same_encoder(vectors[known], previous.card_vectors[rows[known]])
    )
    if drawn_again:
        positions = layout.refit(vectors, known, positions, seed=seed)
        version += 1
    else:
        positions = layout.update(vectors, known, positions, seed=seed)
    return _map(positions, templates, vocabularies, version)


def _map(
    positions: NDArray[np.float32],
    templates: Sequence[TemplateRecord],
    vocabularies: Vocabularies,
    version: int,
) -> MapLayout:
    labels = cluster_labels(positions, templates, vocabularies)
    return MapLayout(positions=positions, labels=labels, version=str(version))


def _version(previous: Index) -> int:
    text = previous.layout.version
    return int(text) if text.isascii() and text.isdigit() else _FIRST_VERSION


def _rows_before(templates: Sequence[TemplateRecord], previous: Index) -> NDArray[np.int64]:
    """For each template its row in ``previous``; -1 if it is new or its card changed."""
    before = {
        (record.template.repository, record.template.path, record.card_hash): row
        for row, record in enumerate(previous.templates)
    }
    return np.array(
        [
            before.get((record.template.repository, record.template.path, record.card_hash), -1)
            for record in templates
        ],
        dtype=np.int64,
    )


def _same_encoder(now: NDArray[np.float32], before: NDArray[np.float32]) -> bool:
    if now.shape != before.shape:
        return False
    if len(now) == 0:
        return True
    cosines = np.einsum("ij,ij->i", unit_rows(now), unit_rows(before))
    both_empty = ~now.any(axis=1) & ~before.any(axis=1)
    return float(np.median(np.where(both_empty, 1.0, cosines))) >= _SAME_ENCODER
