"""Names on the map: what is said of a cluster's templates and not of the rest.

Clusters are k-means on the positions, coarse and fine. A name is the attribute that is common
inside and rare outside (c-TF-IDF: Grootendorst, "BERTopic", arXiv:2203.05794, section 3.3). No
name appears twice on one level, and a fine cluster does not repeat the name of the coarse one
that it lies in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.index import ClusterLabel, TemplateRecord
from acumen.domain.vocabulary import Vocabularies

COARSE: Final = 0
FINE: Final = 1
_FACET_WEIGHTS: Final = {
    Facet.TASK: 1.0,
    Facet.ARCHITECTURE: 0.8,
    Facet.DATASET: 0.6,
    Facet.MODALITY: 0.5,
}
_LEAST_SHARE: Final = 0.3  # of a cluster's templates that must have what names it
_LEAST_LIFT: Final = 1.1  # over the share on the whole map; what all have tells no place apart
_LEAST_SIZE: Final = 3  # templates; fewer are read on their own cards
_ROUNDS: Final = 40


def cluster_labels(
    positions: NDArray[np.float32],
    templates: Sequence[TemplateRecord],
    vocabularies: Vocabularies,
) -> tuple[ClusterLabel, ...]:
    """Labels of both levels, by level, then size, then text. ``positions`` is (n, 2)."""
    count = len(templates)
    if count < _LEAST_SIZE:
        return ()
    names, shares = _attribute_table(templates, vocabularies)
    if not names:
        return ()
    labels: list[ClusterLabel] = []
    coarse_name: dict[int, str] = {}
    parent = np.zeros(count, dtype=np.int64)
    for level, clusters in ((COARSE, _coarse_count(count)), (FINE, _fine_count(count))):
        if level == FINE and clusters <= _coarse_count(count):
            continue
        member = k_means(positions, clusters)
        given = _name_clusters(member, shares, names, parent, coarse_name)
        for cluster, name in given.items():
            inside = positions[member == cluster]
            x, y = np.median(inside.astype(np.float64), axis=0).tolist()
            labels.append(ClusterLabel(name, x, y, level, len(inside)))
        if level == COARSE:
            parent, coarse_name = member, given
    return tuple(sorted(labels, key=lambda label: (label.level, -label.size, label.text)))


def k_means(positions: NDArray[np.float32], clusters: int) -> NDArray[np.int64]:
    """The cluster of each of n points, (n,); the same for the same points."""
    points = positions.astype(np.float64)
    if len(points) == 0:
        return np.zeros(0, dtype=np.int64)
    clusters = min(clusters, len(points))
    centres = _spread_out(points, clusters)
    clusters = len(centres)  # fewer where points coincide
    member = np.zeros(len(points), dtype=np.int64)
    for turn in range(_ROUNDS):
        distance = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
        now = distance.argmin(axis=1)
        if turn > 0 and (now == member).all():
            break
        member = now
        sizes = np.bincount(member, minlength=clusters)
        for axis in (0, 1):
            sums = np.bincount(member, weights=points[:, axis], minlength=clusters)
            centres[:, axis] = np.where(sizes > 0, sums / np.maximum(sizes, 1), centres[:, axis])
    return member


def _spread_out(points: NDArray[np.float64], clusters: int) -> NDArray[np.float64]:
    """k-means++ with a fixed seed: dense and distant points first."""
    rng = np.random.default_rng(0)
    chosen = [int(rng.integers(len(points)))]
    distance = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(1, clusters):
        total = distance.sum()
        if total <= 0:
            break
        chosen.append(int(np.searchsorted(np.cumsum(distance), rng.uniform() * total)))
        distance = np.minimum(distance, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return points[chosen]


def _coarse_count(count: int) -> int:
    return int(np.clip(round(count**0.5 / 2.5), 1, 14))


def _fine_count(count: int) -> int:
    return int(np.clip(round(count**0.5 * 0.8), 1, 64))


def _attribute_table(
    templates: Sequence[TemplateRecord], vocabularies: Vocabularies
) -> tuple[list[str], NDArray[np.float64]]:
    """Names that a cluster may get, and (n, names) how surely each template has it, weighted."""
    entries: dict[str, dict[int, float]] = {}
    for row, record in enumerate(templates):
        for attribute in record.attributes:
            weight = _FACET_WEIGHTS.get(attribute.facet)
            if weight is None or not attribute.known:
                continue
            vocabulary = vocabularies.get(attribute.facet)
            name = vocabulary.label(attribute.value) if vocabulary else attribute.value
            rows = entries.setdefault(name, {})
            rows[row] = max(rows.get(row, 0.0), weight * attribute.confidence)
    names = sorted(entries)
    table = np.zeros((len(templates), len(names)))
    for column, name in enumerate(names):
        rows = entries[name]
        table[list(rows), column] = list(rows.values())
    return names, table


def _name_clusters(
    member: NDArray[np.int64],
    table: NDArray[np.float64],
    names: Sequence[str],
    parent: NDArray[np.int64],
    parent_name: dict[int, str],
) -> dict[int, str]:
    """A name for each cluster that has one, no name twice; the best match chooses first."""
    clusters = int(member.max()) + 1
    sizes = np.bincount(member, minlength=clusters)
    inside = np.zeros((clusters, len(names)))
    having = np.zeros((clusters, len(names)))
    np.add.at(inside, member, table)
    np.add.at(having, member, table > 0)
    inside /= np.maximum(sizes, 1)[:, None]
    having /= np.maximum(sizes, 1)[:, None]
    average = inside.sum() / max(1, clusters)
    score = inside * np.log1p(average / np.maximum(inside.sum(axis=0), 1e-12))
    score[(having < _LEAST_SHARE) | (sizes < _LEAST_SIZE)[:, None]] = 0.0
    if clusters > 1:
        everywhere = (table > 0).mean(axis=0)
        score[having < _LEAST_LIFT * everywhere] = 0.0
    given: dict[int, str] = {}
    order = np.argsort(-score, axis=None, kind="stable")
    for cluster, column in zip(*np.unravel_index(order, score.shape), strict=True):
        if score[cluster, column] <= 0:
            break
        name = names[column]
        if int(cluster) in given or name in given.values():
            continue
        around = np.bincount(parent[member == cluster]).argmax()
        if parent_name.get(int(around)) != name:
            given[int(cluster)] = name
    return given
