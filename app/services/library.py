"""The index that the app answers from, opened once and changed when a newer one is published.

A :class:`Catalogue` is one generation with all that the pages need precomputed. A :class:`Shelf`
hands out the current one; requests in flight keep the catalogue they started with.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from acumen.domain.attribute import Facet
from acumen.domain.index import Index, RepositoryRecord, TemplateRecord
from acumen.errors import AcumenError, UsageError
from acumen.search.facets import FacetIndex
from app.services.facets import Colouring, colouring
from app.services.labels import Labels
from app.services.memo import Memo
from app.services.points import MapTable, map_table

if TYPE_CHECKING:
    from acumen.embedding.encoder import Encoder
    from acumen.search.engine import Library

COLOURS: Final = (
    Facet.TASK,
    Facet.FRAMEWORK,
    Facet.ARCHITECTURE,
    Facet.MODALITY,
    Facet.DATASET,
    Facet.TRAINING_STYLE,
    Facet.LICENCE,
    Facet.SIZE,
    Facet.LAST_CHANGE,
    Facet.LANGUAGE,
)  # what the map may be coloured by

_log = logging.getLogger(__name__)


class UnknownTemplateError(UsageError):
    """The index has no such template."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Whether queries are compared by meaning, and if not, why."""

    available: bool
    encoder: str  # model id, "" where there is none
    note: str  # said on the page where it is not available


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """One generation, ready to be asked."""

    index: Index
    hash: str  # of the manifest: names this generation in links
    labels: Labels
    rows: Mapping[str, int]  # template ID -> row
    repositories: Mapping[str, RepositoryRecord]
    facets: FacetIndex
    colours: Mapping[Facet, Colouring]
    table: MapTable
    fallback: str = ""  # why an older generation than the newest is shown
    engines: list[Library] = field(default_factory=list)  # at most one: made at the first query
    memo: Memo = field(default_factory=Memo)
    manifest: str = ""  # whole hash of the manifest, as the commands print it
    said: int = 0  # number of the last annotation that is laid over it

    def __len__(self) -> int:
        return len(self.index.templates)

    @property
    def version(self) -> str:
        """Names what the pages show: the index, and how far annotations have come."""
        return f"{self.hash}x{self.said}" if self.said else self.hash

    def record(self, template_id: str) -> TemplateRecord:
        """The template of that ID.

        Raises:
            UnknownTemplateError: this index has none.
        """
        row = self.rows.get(template_id)
        if row is None:
            raise UnknownTemplateError(
                "This index has no template of that ID.",
                remedy="look for it on the map: it may stand there at another commit",
            )
        return self.index.templates[row]


def catalogue(index: Index, *, index_hash: str, labels: Labels, fallback: str = "") -> Catalogue:
    """Precompute what the pages need from ``index``."""
    facets = FacetIndex(index.templates, labels.vocabularies)
    return Catalogue(
        index=index,
        hash=index_hash[:16],
        labels=labels,
        rows={record.id: row for row, record in enumerate(index.templates)},
        repositories={record.repository: record for record in index.repositories},
        facets=facets,
        colours={facet: colouring(facets, facet) for facet in COLOURS},
        table=map_table(index.layout.positions),
        fallback=fallback,
        manifest=index_hash,
    )


class Shelf(Protocol):
    """Where the current catalogue and stored code come from."""

    def current(self) -> Catalogue:
        """The newest catalogue.

        Raises:
            NoIndexError: there is none yet.
            IndexUnusableError: there is one that cannot be used.
        """
        ...

    def code(self, blob: str) -> str | None:
        """The code view stored under a blob id; None where it is not stored."""
        ...

    def engine(self, catalogue: Catalogue) -> Library:
        """The search engine over ``catalogue``, made at the first call."""
        ...

    def meaning(self) -> Meaning:
        """What is known of the encoder so far; loads nothing."""
        ...


class HomeShelf:
    """The generations of a home directory."""

    def __init__(self, home: Path, *, encoder_name: str = "auto") -> None:
        from acumen.store.blobs import BlobStore  # noqa: PLC0415 (pyarrow and zstd)
        from acumen.store.home import Home  # noqa: PLC0415

        self._home = Home(home)
        self._blobs = BlobStore(self._home)
        self._encoder_name = encoder_name
        self._lock = threading.Lock()
        self._catalogue: Catalogue | None = None
        self._number = -1
        self._encoder: Encoder | None = None
        self._meaning: Meaning | None = None

    def current(self) -> Catalogue:
        from acumen.store.catalogue import NUMBER, open_index_or  # noqa: PLC0415
        from acumen.store.generations import current_number  # noqa: PLC0415
        from corpus.prebuilt import shipped_catalogue  # noqa: PLC0415 (only where it is asked)

        number = current_number(self._home)
        if number is None:
            number = NUMBER
        catalogue_now = self._catalogue
        if catalogue_now is not None and number == self._number:
            return catalogue_now
        with self._lock:
            if self._catalogue is None or number != self._number:
                opened = open_index_or(self._home, shipped_catalogue())
                self._catalogue = catalogue(
                    opened.index,
                    index_hash=opened.manifest_hash,
                    labels=_labels(),
                    fallback=opened.fallback,
                )
                self._number = number
            return self._catalogue

    def code(self, blob: str) -> str | None:
        return self._blobs.get(blob)

    def engine(self, catalogue: Catalogue) -> Library:
        with self._lock:
            if not catalogue.engines:
                from acumen.search.engine import Library  # noqa: PLC0415 (faiss, on first query)

                catalogue.engines.append(
                    Library(
                        catalogue.index,
                        self._load_encoder(catalogue),
                        catalogue.labels.vocabularies,
                        index_hash=catalogue.manifest,
                    )
                )
            return catalogue.engines[0]

    def meaning(self) -> Meaning:
        return self._meaning or Meaning(available=True, encoder="", note="")

    def _load_encoder(self, catalogue: Catalogue) -> Encoder | None:
        """An encoder that fits the index, or None with the reason noted in ``meaning``."""
        from acumen.embedding.identity import compatible  # noqa: PLC0415 (with the line below)
        from acumen.embedding.registry import (  # noqa: PLC0415 (onnxruntime or torch)
            load_encoder_for,
        )

        built = catalogue.index.encoder
        if self._encoder is None or not compatible(built, self._encoder.identity):
            try:
                self._encoder = load_encoder_for(built, self._encoder_name, home=self._home.path)
            except AcumenError as error:
                _log.warning("searching by words only: %s", error.problem)
                self._meaning = Meaning(available=False, encoder="", note=error.problem)
                return None
        self._meaning = Meaning(available=True, encoder=self._encoder.identity.model_id, note="")
        return self._encoder


def _labels() -> Labels:
    from corpus.loader import load_vocabularies  # noqa: PLC0415 (reads files)

    return Labels(load_vocabularies())
