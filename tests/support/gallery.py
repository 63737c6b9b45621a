"""A synthetic index of varied templates, so that the app can be looked at and driven in tests.

Every text in it is ours. It is the same on every machine and in every run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.card import Passage, text_hash
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
from acumen.domain.licence import NO_LICENCE, Licence, LicenceState
from acumen.domain.safety import Gate, Safety
from acumen.domain.source import SourceKind
from acumen.domain.template import Role, Template
from acumen.errors import NoIndexError, SourceError
from acumen.search.engine import Library
from acumen.search.fields import FieldTexts, count_terms
from app.services.labels import Labels
from app.services.library import Catalogue, Meaning, catalogue

DIMENSION = 24
NOTHING_CHECKED = Safety(
    Gate.NOT_ESTABLISHED, 0.0, 1.0, found=0, clean=0, unknown=71, not_checkable=22
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of project, of which the gallery holds several."""

    task: str
    modality: str
    architectures: tuple[str, ...]
    datasets: tuple[str, ...]
    words: str
    centre: tuple[float, float]
    share: int  # templates


TOPICS = (
    Topic(
        "image-classification",
        "image",
        ("resnet", "vit", "vgg", "mobilenet", "cnn"),
        ("cifar-10", "imagenet", "mnist"),
        "classify photos into categories",
        (0, 6),
        64,
    ),
    Topic(
        "semantic-segmentation",
        "image",
        ("u-net", "deeplab", "fcn"),
        ("cityscapes", "pascal-voc"),
        "label every pixel of a picture",
        (3.2, 8),
        26,
    ),
    Topic(
        "object-detection",
        "image",
        ("yolo", "faster-r-cnn", "retinanet"),
        ("coco", "pascal-voc"),
        "draw boxes around things",
        (5.4, 5.6),
        24,
    ),
    Topic(
        "image-generation",
        "image",
        ("gan", "vae", "diffusion", "dcgan"),
        ("celeba", "mnist", "cifar-10"),
        "make new pictures",
        (-4.6, 7.4),
        40,
    ),
    Topic(
        "text-classification",
        "text",
        ("bert", "lstm", "transformer"),
        ("imdb", "ag-news"),
        "sort texts by topic or mood",
        (-1.4, -5.2),
        28,
    ),
    Topic(
        "language-modelling",
        "text",
        ("gpt", "transformer", "lstm"),
        ("wikitext-2", "shakespeare"),
        "write the next word",
        (2.6, -6.6),
        30,
    ),
    Topic(
        "machine-translation",
        "text",
        ("transformer", "seq2seq"),
        ("multi30k",),
        "turn one language into another",
        (4.8, -3.6),
        14,
    ),
    Topic(
        "speech-recognition",
        "audio",
        ("conformer", "ctc"),
        ("librispeech",),
        "write down what is said",
        (-6.4, -2.4),
        14,
    ),
    Topic(
        "reinforcement-learning",
        "environment",
        ("dqn", "ppo", "actor-critic"),
        ("cartpole", "atari"),
        "learn to act by reward",
        (-7.4, 3.2),
        26,
    ),
    Topic(
        "node-classification",
        "graph",
        ("gcn", "gat", "graphsage"),
        ("cora", "citeseer"),
        "label the nodes of a graph",
        (7.6, 1.2),
        18,
    ),
    Topic(
        "time-series-forecasting",
        "time-series",
        ("lstm", "tcn"),
        ("electricity",),
        "say what comes next in a series",
        (0.6, -0.6),
        16,
    ),
)
FRAMEWORKS = (
    ("pytorch", 0.62),
    ("keras", 0.14),
    ("tensorflow", 0.10),
    ("jax", 0.08),
    ("lightning", 0.06),
)
LICENCES = (
    Licence("MIT", LicenceState.PERMISSIVE, 0.99, (Evidence("LICENSE", 1, 21),)),
    Licence("Apache-2.0", LicenceState.PERMISSIVE, 0.99, (Evidence("LICENSE", 1, 202),)),
    Licence("BSD-3-Clause", LicenceState.PERMISSIVE, 0.98, (Evidence("LICENSE", 1, 29),)),
    Licence("GPL-3.0-only", LicenceState.STRONG_COPYLEFT, 0.99, (Evidence("COPYING", 1, 674),)),
    NO_LICENCE,
    Licence(
        "MIT",
        LicenceState.README_ONLY,
        0.6,
        (Evidence("README.md", 40, 40),),
        "The README names it; no text is there.",
    ),
)
OWNERS = ("harbour", "northlight", "tessellate", "quietlab", "opal-ai", "riverbed", "kite", "lumen")

PROGRAM = '''"""Train a {architecture} on {dataset}: {words}."""

import argparse

import torch
from torch import nn, optim

from data import loaders


class Net(nn.Module):
    """A small {architecture}."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU())
        self.head = nn.Linear(32, classes)

    def forward(self, x):
        x = self.body(x).mean(dim=(2, 3))
        return self.head(x)


def train(model, loader, device, lr=1e-3, epochs=3):
    optimizer = optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
        print(f"epoch {{epoch}}: {{loss.item():.3f}}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=3)
    args = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train(Net().to(device), loaders("{dataset}", 64), device, epochs=args.epochs)
'''
HELPER = '''"""Batches of {dataset}."""

from torch.utils.data import DataLoader


def loaders(name, size):
    """A shuffled loader; ``name`` is kept for the log."""
    print("reading", name)
    return DataLoader([], batch_size=size)
'''


@dataclass(slots=True)
class Gallery:
    """An index in memory with the code behind it."""

    index: Index
    code: dict[str, str]


@dataclass(slots=True)
class MemoryShelf:
    """A shelf over a gallery. ``gallery`` may be exchanged to play a newer index, or be None."""

    gallery: Gallery | None
    hash: str = "0123456789abcdef"
    labels: Labels = field(default_factory=Labels)
    _catalogue: Catalogue | None = None

    def current(self) -> Catalogue:
        if self.gallery is None:
            raise NoIndexError("There is no index here yet.", remedy="acumen index corpus")
        if self._catalogue is None or self._catalogue.index is not self.gallery.index:
            self._catalogue = catalogue(
                self.gallery.index, index_hash=self.hash, labels=self.labels
            )
        return self._catalogue

    def code(self, blob: str) -> str | None:
        return self.gallery.code.get(blob) if self.gallery else None

    def engine(self, catalogue: Catalogue) -> Library:
        if not catalogue.engines:
            catalogue.engines.append(
                Library(catalogue.index, None, self.labels.vocabularies, index_hash=catalogue.hash)
            )
        return catalogue.engines[0]

    def meaning(self) -> Meaning:
        return Meaning(available=False, encoder="", note="There is no encoder in this test.")


@dataclass(slots=True)
class GalleryFetcher:
    """Brings the code that a gallery lacks; the host does not answer the first time."""

    shelf: MemoryShelf
    calls: int = 0

    def fetch(self, repository: RepositoryRecord, record: TemplateRecord) -> Mapping[str, str]:
        del repository
        self.calls += 1
        if self.calls == 1:
            raise SourceError("The host does not answer.", remedy="look at the network")
        assert self.shelf.gallery is not None
        found = {file.path: f"import torch  # {file.path}\n" for file in record.files}
        self.shelf.gallery.code |= {file.blob: found[file.path] for file in record.files}
        return found


def gallery(topics: Sequence[Topic] = TOPICS, *, seed: int = 7) -> Gallery:
    """The templates of ``topics``, about three hundred in all for the default ones."""
    random = np.random.default_rng(seed)
    drafts: list[tuple[TemplateRecord, NDArray[np.float32], NDArray[np.float32], FieldTexts]] = []
    code: dict[str, str] = {}
    repositories: dict[str, RepositoryRecord] = {}
    for number, topic in enumerate(topics):
        for place in range(topic.share):
            record, texts = _template(topic, place, random, code, repositories)
            at = np.asarray(topic.centre) + random.normal(0, 0.85, 2)
            vector = np.zeros(DIMENSION)
            vector[number % DIMENSION] = 1.0
            vector += random.normal(0, 0.15, DIMENSION)
            vector /= np.linalg.norm(vector)
            drafts.append((record, at.astype(np.float32), vector.astype(np.float32), texts))
    drafts.sort(key=lambda draft: draft[0].id)
    records = tuple(draft[0] for draft in drafts)
    vectors = np.array([draft[2] for draft in drafts], dtype=np.float32)
    passages = tuple(
        Passage(r.id, r.template.path, "train", 23, 33, "def train(model, loader): ...")
        for r in records
    )
    layout = MapLayout(
        np.array([draft[1] for draft in drafts], dtype=np.float32), _labels(topics), "1"
    )
    identity = EncoderIdentity("hashing", "hashing-24", "1", DIMENSION, "0" * 64)
    index = Index(
        encoder=identity,
        repositories=tuple(repositories[name] for name in sorted(repositories)),
        templates=records,
        passages=passages,
        card_vectors=vectors,
        passage_vectors=vectors.copy(),
        term_counts=count_terms([draft[3] for draft in drafts]),
        layout=layout,
    )
    return Gallery(index, code)


def with_record(base: Gallery, row: int, **changes: object) -> Gallery:
    """``base`` with some fields of one template exchanged."""
    records = list(base.index.templates)
    records[row] = replace(records[row], **changes)  # type: ignore[arg-type]
    return Gallery(replace(base.index, templates=tuple(records)), base.code)


def _template(
    topic: Topic,
    place: int,
    random: np.random.Generator,
    code: dict[str, str],
    repositories: dict[str, RepositoryRecord],
) -> tuple[TemplateRecord, FieldTexts]:
    def one_of(values: Sequence[str]) -> str:
        return values[int(random.integers(len(values)))]

    architecture, dataset = one_of(topic.architectures), one_of(topic.datasets)
    framework = str(random.choice([f for f, _ in FRAMEWORKS], p=[p for _, p in FRAMEWORKS]))
    name = f"{one_of(OWNERS)}/{topic.task}-{place // 4}"
    commit = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
    licence = LICENCES[int(random.choice(6, p=(0.4, 0.22, 0.1, 0.08, 0.15, 0.05)))]
    extension = "ipynb" if random.random() < 0.2 else "py"
    path = f"examples/{architecture}_{dataset.replace('-', '_')}_{place}/train.{extension}"
    helper = path.rsplit("/", 1)[0] + "/data.py"
    text = PROGRAM.format(architecture=architecture, dataset=dataset, words=topic.words)
    files = []
    for where, what in ((path, text), (helper, HELPER.format(dataset=dataset))):
        blob = hashlib.sha1(what.encode(), usedforsecurity=False).hexdigest()
        if place % 9 != 8:  # some code is not stored
            code[blob] = what
        else:
            blob = hashlib.sha1((where + what).encode(), usedforsecurity=False).hexdigest()
        files.append(FileRecord(where, blob, what.count("\n")))
    repositories.setdefault(
        name,
        RepositoryRecord(
            name, SourceKind.GIT, f"https://github.com/{name}", commit,
            date(2026, 1, 1), "It shows one task in a few files.", 9, 6, (("not-code", 3),),
        ),
    )  # fmt: skip
    attributes = _attributes(
        topic, framework, architecture, dataset, path=path, helper=helper, random=random
    )
    record = TemplateRecord(
        template=Template(
            repository=name,
            commit=commit,
            path=path,
            role=Role.TRAINING if random.random() < 0.85 else Role.EVALUATION,
            role_evidence=(Evidence(path, 36, 41),),
            files=(path, helper),
            configs=("configs/base.yaml",) if place % 5 == 0 else (),
            variants=(path.replace("train", "train_ddp"),) if place % 5 == 0 else (),
            project_root="",
            large_closure=False,
            token_hash=text_hash(path),
        ),
        title=f"{topic.task.replace('-', ' ').capitalize()} with {architecture} on {dataset}",
        summary=f"Trains a {architecture} in {framework} to {topic.words}, on {dataset}.",
        card_hash=text_hash(name + path),
        attributes=attributes,
        licence=licence,
        safety=NOTHING_CHECKED,
        files=tuple(files),
        code_lines=sum(file.lines for file in files) + int(random.integers(0, 900)),
        last_change=date(2026, 6, 1) - timedelta(days=int(random.integers(0, 2600))),
    )
    texts = FieldTexts(
        path=f"{name} {path}",
        title=record.title,
        readme=topic.words,
        prose=text.split('"""')[1],
        symbols="Net forward train",
        gloss=topic.words,
        attributes=" ".join(a.value for a in attributes),
        code=text,
    )
    return record, texts


def _attributes(
    topic: Topic, framework: str, architecture: str, dataset: str, *, path: str, helper: str,
    random: np.random.Generator,
) -> tuple[Attribute, ...]:  # fmt: skip
    def said(facet: Facet, value: str, sure: float, *lines: Evidence) -> Attribute:
        return Attribute(facet, value, sure, lines, rule=f"{facet.value}-by-name")

    found = [
        said(Facet.FRAMEWORK, framework, 0.99, Evidence(path, 5, 6)),
        said(Facet.MODALITY, topic.modality, 0.9, Evidence(path, 1, 1)),
        said(Facet.ARCHITECTURE, architecture, 0.92, Evidence(path, 11, 22)),
        said(Facet.DATASET, dataset, 0.88, Evidence(helper, 6, 9), Evidence(path, 41, 41)),
        said(Facet.LOSS, "cross-entropy", 0.97, Evidence(path, 26, 26)),
        said(Facet.OPTIMIZER, "adam", 0.98, Evidence(path, 25, 25)),
        said(Facet.TRAINING_STYLE, "plain-loop", 0.95, Evidence(path, 27, 33)),
        said(Facet.SIZE, "small", 1.0),
        said(Facet.LAYER, "conv2d", 0.99, Evidence(path, 16, 16)),
        said(Facet.LAYER, "linear", 0.99, Evidence(path, 17, 17)),
    ]
    if random.random() < 0.9:
        found.append(said(Facet.TASK, topic.task, 0.93, Evidence(path, 1, 1)))
    if random.random() < 0.5:
        found.append(said(Facet.HARDWARE, "gpu", 0.8, Evidence(path, 40, 40)))
    return tuple(found)


def _labels(topics: Sequence[Topic]) -> tuple[ClusterLabel, ...]:
    coarse = [
        ClusterLabel(t.task.replace("-", " ").capitalize(), *map(float, t.centre), 0, t.share)
        for t in topics
    ]
    fine = [
        ClusterLabel(
            f"{architecture}, {topic.datasets[0]}",
            topic.centre[0] + 0.7 * np.cos(2.4 * place),
            topic.centre[1] + 0.7 * np.sin(2.4 * place),
            1,
            topic.share // (2 + place),
        )
        for topic in topics
        for place, architecture in enumerate(topic.architectures[:3])
    ]
    return (*coarse, *fine)


def labels() -> Labels:
    """The shipped vocabularies."""
    from corpus.loader import load_vocabularies

    return Labels(load_vocabularies())


def serve(port: int = 8050) -> None:
    """Look at the gallery by hand, in a browser."""
    from waitress import serve as run

    from app.factory import create_app

    app = create_app(Path("/nowhere"), shelf=MemoryShelf(gallery()))
    run(app.server, host="127.0.0.1", port=port, threads=4, _quiet=True)
