"""One index as values: what the indexer publishes and everything that answers questions reads.

Rows agree across tables: template row i owns ``card_vectors[i]`` and ``layout.positions[i]``;
passage row j owns ``passage_vectors[j]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.attribute_columns import KeptAttributes
from acumen.domain.card import Passage
from acumen.domain.encoder import EncoderIdentity
from acumen.domain.finding import Finding
from acumen.domain.licence import Licence
from acumen.domain.remark import Remark
from acumen.domain.safety import Safety
from acumen.domain.source import SourceKind
from acumen.domain.template import Template


@dataclass(frozen=True, slots=True)
class RepositoryRecord:
    """One repository at its commit, with the account of its files."""

    repository: str
    kind: SourceKind
    url: str
    commit: str
    committed_on: date | None
    why: str
    seen: int
    indexed: int
    skipped: tuple[tuple[str, int], ...]  # (reason, number of files), ascending by reason
    location: str = ""  # of the source: with pin, include and exclude it can be fetched again
    pin: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.seen != self.indexed + sum(count for _, count in self.skipped):
            raise ValueError(f"{self.repository}: seen != indexed + skipped")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a template, by content."""

    path: str
    blob: str  # git blob id, key of the stored text
    lines: int


@dataclass(frozen=True, slots=True)
class TemplateRecord:
    """A template with all that is known about it."""

    template: Template
    title: str
    summary: str  # one line of our own, from attributes
    card_hash: str  # text_hash of the card's text
    attributes: Sequence[Attribute]
    licence: Licence
    safety: Safety
    files: tuple[FileRecord, ...]  # same order as template.files
    code_lines: int  # of the closure
    last_change: date | None  # of these files; the commit's date where history is not known
    findings: Sequence[Finding] = ()  # by rule, then place; what safety rests on
    wholly_read: bool = False  # every file has facts and none a syntax error
    remarks: tuple[Remark, ...] = ()  # what people say beside the attributes

    @property
    def id(self) -> str:
        return self.template.id

    def of(self, *facets: Facet) -> tuple[Attribute, ...]:
        """The attributes of ``facets``, in their order; cheaper than going over all."""
        kept = self.attributes
        if isinstance(kept, KeptAttributes):
            return kept.of(facets)
        return tuple(a for a in kept if a.facet in facets)

    def values(self, facet: Facet) -> tuple[str, ...]:
        """The values of ``facet``, most confident first."""
        return _ordered([(v, c) for held, v, c in self.told() if held is facet])

    def values_by_facet(self) -> dict[Facet, tuple[str, ...]]:
        """The same of every facet that has any."""
        found: dict[Facet, list[tuple[str, float]]] = {}
        for facet, value, confidence in self.told():
            found.setdefault(facet, []).append((value, confidence))
        return {facet: _ordered(pairs) for facet, pairs in found.items()}

    def told(self) -> Iterable[tuple[Facet, str, float]]:
        """Facet, value and confidence of each attribute; cheaper than to go over them."""
        kept = self.attributes
        if isinstance(kept, KeptAttributes):
            return kept.told()
        return ((a.facet, a.value, a.confidence) for a in kept)


def _ordered(found: list[tuple[str, float]]) -> tuple[str, ...]:
    """Values with their confidence: each once, most confident first."""
    if len(found) > 1:
        found.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(dict.fromkeys(value for value, _ in found))


@dataclass(frozen=True, slots=True)
class ClusterLabel:
    """A name on the map, shown from its zoom level on."""

    text: str
    x: float
    y: float
    level: int  # 0 coarse, 1 fine
    size: int  # templates in the cluster


@dataclass(frozen=True, slots=True, eq=False)
class MapLayout:
    """Where each template stands on the map."""

    positions: NDArray[np.float32]  # (n, 2)
    labels: tuple[ClusterLabel, ...]
    version: str  # changes when a refit moved everything


@dataclass(frozen=True, slots=True, eq=False)
class TermCounts:
    """How often each term stands in one field of each template (CSR over template rows)."""

    field: str  # path, title, readme, prose, symbols, gloss, attributes, code
    terms: tuple[str, ...]  # ascending
    indptr: NDArray[np.int64]  # (n_templates + 1,)
    term_ids: NDArray[np.int32]  # (nnz,) ascending within a row
    counts: NDArray[np.int32]  # (nnz,)


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Everything that one generation holds."""

    encoder: EncoderIdentity
    repositories: tuple[RepositoryRecord, ...]  # ascending by name
    templates: tuple[TemplateRecord, ...]  # ascending by id
    passages: Sequence[Passage]  # ascending by (template id, path, first line, symbol)
    card_vectors: NDArray[np.float32]  # (n_templates, dim), unit rows
    passage_vectors: NDArray[np.float32]  # (n_passages, dim), unit rows
    term_counts: tuple[TermCounts, ...]
    layout: MapLayout

    def __post_init__(self) -> None:
        n = len(self.templates)
        if len(self.card_vectors) != n:
            raise ValueError(f"{len(self.card_vectors)} vectors for {n} templates")
        if len(self.passage_vectors) != len(self.passages):
            raise ValueError(f"{len(self.passage_vectors)} vectors, {len(self.passages)} passages")
        if self.layout.positions.shape != (n, 2):
            raise ValueError(f"want (n, 2) positions, got {self.layout.positions.shape}")
