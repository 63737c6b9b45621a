"""Small indexes in memory, for tests of whatever answers from an index.

``build_index([TemplateSpec(...), ...])`` makes a complete ``Index`` whose vectors come from
``WordEncoder``: a bag of hashed words, the same on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.card import Passage, text_hash
from acumen.domain.encoder import EncoderIdentity, ModelCard
from acumen.domain.evidence import Evidence
from acumen.domain.identity import template_id
from acumen.domain.index import FileRecord, Index, MapLayout, RepositoryRecord, TemplateRecord
from acumen.domain.licence import Licence, LicenceState
from acumen.domain.safety import Gate, Safety
from acumen.domain.source import SourceKind
from acumen.domain.template import Role, Template
from acumen.domain.vocabulary import Term, Vocabularies, Vocabulary
from acumen.search.fields import FieldTexts, count_terms
from acumen.search.tokens import prose_terms

DIMENSION = 64
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class WordEncoder:
    """Unit vectors from hashed words; not good at meaning, but exact and repeatable."""

    card = ModelCard("test/words", "1", DIMENSION, 512, "Apache-2.0")
    identity = EncoderIdentity("hashing", "test/words", "1", DIMENSION, "0" * 64)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for term in prose_terms(text):
                digest = int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest())
                row[digest % DIMENSION] += 1.0 if digest >> 63 else -1.0
        vectors[~vectors.any(axis=1), 0] = 1.0
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_documents(texts)


@dataclass(frozen=True)
class TemplateSpec:
    """What a test says about a template; everything else has a plain default."""

    path: str = "train.py"
    repository: str = "someone/project"
    title: str = ""
    readme: str = ""
    prose: str = ""
    symbols: str = "main"
    gloss: str = ""
    code: str = "import torch"
    attributes: dict[Facet, tuple[str, ...]] = field(default_factory=dict)
    role: Role = Role.TRAINING
    licence: LicenceState = LicenceState.PERMISSIVE
    last_change: date | None = date(2024, 5, 1)
    code_lines: int = 40
    safety: Safety = Safety(Gate.NOT_ESTABLISHED, 0.2, 0.9, 0, 10, 60, 5)  # noqa: RUF009

    @property
    def id(self) -> str:
        return template_id(self.repository, COMMIT, self.path)


def vocabularies() -> Vocabularies:
    """A few terms of the facets that a query is read for."""
    task = (
        Term("segmentation", "Segmentation", "", words=("mask prediction",)),
        Term(
            "semantic-segmentation",
            "Semantic segmentation",
            "",
            words=("image segmentation", "pixel labelling"),
            parents=("segmentation",),
            gloss="cut out objects in pictures",
        ),
        Term("image-classification", "Image classification", "", words=("image classifier",)),
        Term("text-generation", "Text generation", "", words=("language modelling",)),
    )
    architecture = (
        Term("unet", "U-Net", "", words=("u-net",)),
        Term("resnet", "ResNet", "", words=("residual network",)),
        Term("vae", "Variational autoencoder", "", words=("variational auto-encoder",)),
        Term("transformer", "Transformer", ""),
    )
    dataset = (
        Term("mnist", "MNIST", "", gloss="handwritten digits"),
        Term("cifar-10", "CIFAR-10", ""),
    )
    framework = (
        Term("pytorch", "PyTorch", "", words=("torch",)),
        Term("tensorflow", "TensorFlow", ""),
        Term("jax", "JAX", ""),
    )
    modality = (Term("image", "Image", "", words=("picture",)), Term("text", "Text", ""))
    hardware = (Term("multi-gpu", "Several GPUs", "", words=("many gpus",)),)
    found = {
        Facet.TASK: task,
        Facet.ARCHITECTURE: architecture,
        Facet.DATASET: dataset,
        Facet.FRAMEWORK: framework,
        Facet.MODALITY: modality,
        Facet.HARDWARE: hardware,
    }
    return {facet: Vocabulary(facet, "1", terms) for facet, terms in found.items()}


def specs() -> list[TemplateSpec]:
    """Six programs of three repositories that differ in what a search asks about."""
    torch = ("pytorch",)
    return [
        TemplateSpec(
            path="unet/train.py",
            title="U-Net for semantic segmentation",
            readme="Segment biomedical images with a U-Net.",
            symbols="UNet DoubleConv train_epoch",
            gloss="cut out objects in pictures",
            code="class UNet(nn.Module): conv = nn.Conv2d(3, 64)",
            attributes={
                Facet.TASK: ("semantic-segmentation",),
                Facet.ARCHITECTURE: ("unet",),
                Facet.FRAMEWORK: torch,
                Facet.MODALITY: ("image",),
            },
        ),
        TemplateSpec(
            path="unet.py",
            repository="other/gpl-unet",
            title="U-Net",
            readme="U-Net semantic segmentation, U-Net U-Net.",
            symbols="UNet",
            attributes={
                Facet.TASK: ("semantic-segmentation",),
                Facet.ARCHITECTURE: ("unet",),
                Facet.FRAMEWORK: torch,
            },
            licence=LicenceState.STRONG_COPYLEFT,
        ),
        TemplateSpec(
            path="mnist/main.py",
            title="Image classification on MNIST",
            readme="Classify MNIST digits. MNIST MNIST.",
            symbols="Net train test",
            gloss="handwritten digits",
            attributes={
                Facet.TASK: ("image-classification",),
                Facet.DATASET: ("mnist",),
                Facet.FRAMEWORK: torch,
                Facet.MODALITY: ("image",),
            },
        ),
        TemplateSpec(
            path="vae/main.py",
            title="Variational autoencoder",
            readme="A variational auto-encoder that learns MNIST.",
            symbols="VAE reparameterize loss_function",
            attributes={
                Facet.ARCHITECTURE: ("vae",),
                Facet.DATASET: ("mnist",),
                Facet.FRAMEWORK: torch,
            },
        ),
        TemplateSpec(
            path="lm/train.py",
            repository="third/words",
            title="Transformer for text generation",
            readme="Trains a transformer language model.",
            symbols="TransformerModel evaluate",
            attributes={
                Facet.TASK: ("text-generation",),
                Facet.ARCHITECTURE: ("transformer",),
                Facet.FRAMEWORK: ("jax",),
                Facet.MODALITY: ("text",),
            },
        ),
        TemplateSpec(
            path="lm/generate.py",
            repository="third/words",
            title="Transformer text generation, sampling",
            readme="Trains a transformer language model.",
            symbols="sample",
            attributes={
                Facet.TASK: ("text-generation",),
                Facet.ARCHITECTURE: ("transformer",),
                Facet.FRAMEWORK: ("jax",),
            },
            role=Role.INFERENCE,
        ),
    ]


def build_index(templates: Sequence[TemplateSpec] | None = None) -> Index:
    """A complete index of ``templates`` (default: ``specs()``), one passage per template."""
    chosen = sorted(specs() if templates is None else templates, key=lambda spec: spec.id)
    encoder = WordEncoder()
    known = vocabularies()
    texts = [_texts(spec, known) for spec in chosen]
    cards = [f"{t.path} {t.title} {t.readme} {t.gloss} {t.attributes}" for t in texts]
    records = tuple(_record(spec, card) for spec, card in zip(chosen, cards, strict=True))
    passages = tuple(
        Passage(spec.id, spec.path, (spec.symbols.split() or ["main"])[0], 1, 12, _code(spec))
        for spec in chosen
    )
    return Index(
        encoder=encoder.identity,
        repositories=tuple(
            RepositoryRecord(
                repository=name,
                kind=SourceKind.GIT,
                url=f"https://github.com/{name}",
                commit=COMMIT,
                committed_on=date(2024, 5, 1),
                why="a test",
                seen=3,
                indexed=2,
                skipped=(("not-code", 1),),
            )
            for name in sorted({spec.repository for spec in chosen})
        ),
        templates=records,
        passages=passages,
        card_vectors=encoder.encode_documents(cards),
        passage_vectors=encoder.encode_documents([passage.text for passage in passages]),
        term_counts=count_terms(texts),
        layout=MapLayout(_ring(len(chosen)), (), "1"),
    )


def _texts(spec: TemplateSpec, known: Vocabularies) -> FieldTexts:
    labels = [
        known[facet].label(value) if facet in known else value
        for facet, values in sorted(spec.attributes.items())
        for value in values
    ]
    return FieldTexts(
        path=f"{spec.repository}/{spec.path}",
        title=spec.title,
        readme=spec.readme,
        prose=spec.prose,
        symbols=spec.symbols,
        gloss=spec.gloss,
        attributes=". ".join(labels),
        code=spec.code,
    )


def _code(spec: TemplateSpec) -> str:
    return f"{spec.symbols}\n{spec.code}\n{spec.prose}"


def _record(spec: TemplateSpec, card: str) -> TemplateRecord:
    place = Evidence(spec.path, 3, 5)
    return TemplateRecord(
        template=Template(
            repository=spec.repository,
            commit=COMMIT,
            path=spec.path,
            role=spec.role,
            role_evidence=(Evidence(spec.path, 8, 9),),
            files=(spec.path,),
            configs=(),
            variants=(),
            project_root="",
            large_closure=False,
            token_hash=text_hash(_code(spec)),
        ),
        title=spec.title,
        summary=spec.title,
        card_hash=text_hash(card),
        attributes=tuple(
            Attribute(facet, value, 0.9, (place,), rule="test")
            for facet, values in sorted(spec.attributes.items())
            for value in values
        ),
        licence=Licence(
            spdx={LicenceState.PERMISSIVE: "MIT", LicenceState.STRONG_COPYLEFT: "GPL-3.0-only"}.get(
                spec.licence, ""
            ),
            state=spec.licence,
            confidence=0.99,
            evidence=(Evidence("LICENSE", 1, 20),),
        ),
        safety=spec.safety,
        files=(FileRecord(spec.path, "a" * 40, 30),),
        code_lines=spec.code_lines,
        last_change=spec.last_change,
    )


def _ring(n: int) -> NDArray[np.float32]:
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
