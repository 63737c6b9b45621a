"""Large made-up catalogues for the benches: as many templates as asked for, the same every time.

Templates stand in clouds on the map, one for each kind of project, and have attributes in the
frequencies of a real corpus: few values are common and most are rare. Records are made when they
are asked for, so that a million of them fit into memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import overload

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.encoder import EncoderIdentity
from acumen.domain.evidence import Evidence
from acumen.domain.index import (
    ClusterLabel,
    FileRecord,
    Index,
    MapLayout,
    RepositoryRecord,
    TemplateRecord,
)
from acumen.domain.licence import Licence, LicenceState
from acumen.domain.safety import Gate, Safety
from acumen.domain.source import SourceKind
from acumen.domain.template import Role, Template
from acumen.search.engine import Library
from acumen.search.facets import FacetIndex
from acumen.search.fields import FieldTexts, count_terms
from app.services.facets import colouring
from app.services.labels import Labels
from app.services.library import COLOURS, Catalogue, Meaning
from app.services.points import map_table

CLOUDS = 64
PER_REPOSITORY = 8
ENTRY = "train.py"
VALUES = {
    Facet.TASK: 60,
    Facet.FRAMEWORK: 6,
    Facet.ARCHITECTURE: 120,
    Facet.DATASET: 110,
    Facet.MODALITY: 9,
    Facet.TRAINING_STYLE: 9,
    Facet.HARDWARE: 6,
    Facet.SIZE: 4,
    Facet.LOSS: 25,
    Facet.OPTIMIZER: 14,
}  # how many values each facet has
STATES = tuple(LicenceState)


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """The values of every template as numbers, -1 where it has none."""

    cloud: NDArray[np.int16]
    values: dict[Facet, NDArray[np.int16]]
    licence: NDArray[np.int8]
    lines: NDArray[np.int32]
    days: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.cloud)


def codes(n: int, *, seed: int = 3) -> Codes:
    """Values of ``n`` templates. What a cloud's templates do is mostly the same."""
    random = np.random.default_rng(seed)
    cloud = np.minimum(random.geometric(0.045, n) - 1, CLOUDS - 1).astype(np.int16)
    values: dict[Facet, NDArray[np.int16]] = {}
    for facet, count in VALUES.items():
        rare = np.minimum(random.geometric(min(0.5, 4 / count), n) - 1, count - 1)
        own = (cloud.astype(np.int64) * 7 + len(values)) % count
        found = np.where(random.random(n) < 0.7, own, rare).astype(np.int16)
        found[random.random(n) < 0.08] = -1
        values[facet] = found
    licence = random.choice(len(STATES), n, p=np.array([9, 1, 2, 1, 1, 1, 1, 1, 4]) / 21)
    return Codes(
        cloud,
        values,
        licence.astype(np.int8),
        random.integers(40, 4_000, n).astype(np.int32),
        random.integers(0, 3_000, n).astype(np.int32),
    )


def positions(clouds: NDArray[np.int16], *, seed: int = 4) -> NDArray[np.float32]:
    """Where templates of these clouds stand."""
    random = np.random.default_rng(seed)
    centres = random.normal(0, 9, (CLOUDS, 2))
    spread = random.uniform(0.5, 2.2, (CLOUDS, 1))
    return (centres[clouds] + spread[clouds] * random.normal(0, 1, (len(clouds), 2))).astype(
        np.float32
    )


class Records(Sequence[TemplateRecord]):
    """The records of ``codes``, each made when it is asked for."""

    def __init__(self, made: Codes) -> None:
        self._codes = made
        self._attributes = {
            (facet, place): Attribute(
                facet, f"{facet.value}-{place}", 0.9, (Evidence(ENTRY, 3, 9),), rule="made-up"
            )
            for facet, count in VALUES.items()
            for place in range(count)
        }

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, row: int) -> TemplateRecord: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[TemplateRecord]: ...
    def __getitem__(self, row: int | slice) -> TemplateRecord | Sequence[TemplateRecord]:
        if isinstance(row, slice):
            return [self._record(place) for place in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._record(row)

    def __iter__(self) -> Iterator[TemplateRecord]:
        return map(self._record, range(len(self)))

    def _record(self, row: int) -> TemplateRecord:
        made = self._codes
        repository, commit, folder = names_of(row)
        path = f"{folder}/{ENTRY}"
        state = STATES[made.licence[row]]
        return TemplateRecord(
            template=Template(
                repository=repository,
                commit=commit,
                path=path,
                role=Role.TRAINING,
                role_evidence=(),
                files=(path,),
                configs=(),
                variants=(),
                project_root="",
                large_closure=False,
                token_hash=commit,
            ),
            title=f"Project {row} of cloud {made.cloud[row]}",
            summary="Trains a network on data, both made up for a bench.",
            card_hash=commit,
            attributes=tuple(
                self._attributes[facet, int(found[row])]
                for facet, found in made.values.items()
                if found[row] >= 0
            ),
            licence=Licence("MIT", state, 0.9, ()),
            safety=Safety(Gate.NOT_ESTABLISHED, 0.1, 0.9, 1, 20, 60, 12),
            files=(FileRecord(path, commit, int(made.lines[row])),),
            code_lines=int(made.lines[row]),
            last_change=date(2026, 1, 1) - timedelta(days=int(made.days[row])),
        )


def names_of(row: int) -> tuple[str, str, str]:
    """Repository, commit and folder of a template; ascending with the row."""
    repository, place = divmod(row, PER_REPOSITORY)
    return f"bench/r{repository:07d}", f"{repository:040x}", f"p{place}"


class QuickFacets(FacetIndex):
    """A facet index straight from codes: what FacetIndex reads from records in a minute or two."""

    def __init__(self, made: Codes) -> None:
        sample = FacetIndex((), {})
        shape = type(next(iter(sample._facets.values())))
        self._n = len(made)
        self._vocabularies = {}
        self._facets = dict(sample._facets)
        for facet, found in made.values.items():
            there = np.flatnonzero(found >= 0).astype(np.int32)
            values = [f"{facet.value}-{place}" for place in range(VALUES[facet])]
            order = np.argsort(np.array(values))
            place = np.argsort(order)
            self._facets[facet] = shape(
                tuple(values[at] for at in order),
                there,
                place[found[there]].astype(np.int32),
                np.full(len(there), 0.9),
            )


@dataclass(slots=True)
class Shelf:
    """A shelf over one made-up catalogue; searches by words alone."""

    catalogue: Catalogue
    libraries: list[Library] = field(default_factory=list)

    def current(self) -> Catalogue:
        return self.catalogue

    def code(self, blob: str) -> str | None:
        """Nothing is stored."""
        del blob

    def engine(self, catalogue: Catalogue) -> Library:
        if not self.libraries:
            self.libraries.append(Library(catalogue.index, None, {}, index_hash=catalogue.hash))
        return self.libraries[0]

    def meaning(self) -> Meaning:
        return Meaning(available=False, encoder="", note="")


def catalogue(n: int, *, quick: bool = False) -> Catalogue:
    """``n`` templates. ``quick`` leaves out what only a search by words needs."""
    made = codes(n)
    records = Records(made)
    layout = MapLayout(positions(made.cloud), tuple(_labels(made)), "bench")
    texts = [] if quick else [_texts(row, made) for row in range(n)]
    index = Index(
        encoder=EncoderIdentity("hashing", "bench", "1", 8, "0" * 64),
        repositories=_repositories(0 if quick else n),
        templates=records,  # type: ignore[arg-type]  # a sequence that makes its items
        passages=(),
        card_vectors=np.eye(8, dtype=np.float32)[np.arange(n) % 8],
        passage_vectors=np.zeros((0, 8), dtype=np.float32),
        term_counts=count_terms(texts),
        layout=layout,
    )
    facets = QuickFacets(made) if quick else FacetIndex(records, {})
    return Catalogue(
        index=index,
        hash=f"be0c{n:012d}",
        labels=Labels({}),
        rows={} if quick else {record.id: row for row, record in enumerate(records)},
        repositories={record.repository: record for record in index.repositories},
        facets=facets,
        colours={facet: colouring(facets, facet) for facet in COLOURS},
        table=map_table(layout.positions),
    )


def _repositories(n: int) -> tuple[RepositoryRecord, ...]:
    found = []
    for row in range(0, n, PER_REPOSITORY):
        name, commit, _ = names_of(row)
        url = f"https://example.org/{name}"
        found.append(
            RepositoryRecord(name, SourceKind.GIT, url, commit, None, "It is made up.", 1, 1, ())
        )
    return tuple(found)


def _texts(row: int, made: Codes) -> FieldTexts:
    words = " ".join(f"{f.value} {f.value}{v[row]}" for f, v in made.values.items() if v[row] >= 0)
    return FieldTexts(
        path=f"p{row % PER_REPOSITORY} train", title=f"project cloud{made.cloud[row]}", readme="",
        prose=words, symbols="Net forward train", gloss="", attributes=words, code="",
    )  # fmt: skip


def _labels(made: Codes) -> Iterator[ClusterLabel]:
    counts = np.bincount(made.cloud, minlength=CLOUDS)
    centres = np.random.default_rng(4).normal(0, 9, (CLOUDS, 2))
    for cloud in range(CLOUDS):
        x, y = (float(value) for value in centres[cloud])
        yield ClusterLabel(f"Cloud {cloud}", x, y, 0 if cloud < 14 else 1, int(counts[cloud]))
