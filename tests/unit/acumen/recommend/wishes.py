"""Programs to recommend from: one task done in several ways, and others beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from acumen.domain.attribute import Facet
from acumen.domain.safety import Gate, Safety
from acumen.domain.template import Role
from acumen.domain.vocabulary import Term, Vocabularies, Vocabulary
from acumen.search.engine import Library
from tests.indexes import TemplateSpec, WordEncoder, build_index
from tests.indexes import vocabularies as base_vocabularies

SAFE = Safety(Gate.NOT_ESTABLISHED, 0.6, 0.9, 0, 40, 30, 5)
BLANK = Safety(Gate.NOT_ESTABLISHED, 0.0, 1.0, 0, 0, 79, 14)


@cache
def vocabularies() -> Vocabularies:
    """Those of ``tests.indexes`` with kinds of data, and data of one's own."""
    known = dict(base_vocabularies())
    tasks = [
        replace(term, extra=(("modality", "text" if term.id == "text-generation" else "image"),))
        for term in known[Facet.TASK]
    ]
    own = Term(
        "own-images",
        "Own folder of pictures",
        "",
        words=("own images", "own pictures"),
        extra=(("obtained-by", "manual"), ("modality", "image"), ("generic", "yes")),
    )
    mnist, *others = known[Facet.DATASET]
    mnist = replace(mnist, extra=(("modality", "image"),))
    hardware = (
        Term("cpu", "CPU", ""),
        Term("single-gpu", "One GPU", ""),
        *known[Facet.HARDWARE],
    )
    known[Facet.TASK] = Vocabulary(Facet.TASK, "1", tuple(tasks))
    known[Facet.DATASET] = Vocabulary(Facet.DATASET, "1", (mnist, *others, own))
    known[Facet.HARDWARE] = Vocabulary(Facet.HARDWARE, "1", hardware)
    known[Facet.FRAMEWORK] = Vocabulary(
        Facet.FRAMEWORK,
        "1",
        (*known[Facet.FRAMEWORK], Term("keras", "Keras", ""), Term("spikes", "SpikeLib", "")),
    )
    return known


def program(
    path: str,
    repository: str = "someone/project",
    *,
    task: str = "semantic-segmentation",
    architecture: str = "unet",
    framework: str | tuple[str, ...] = "pytorch",
    modality: str = "image",
    hardware: tuple[str, ...] = ("cpu", "single-gpu"),
    dataset: str = "",
    **given: object,
) -> TemplateSpec:
    """A training program; its words follow from what it is."""
    frameworks = (framework,) if isinstance(framework, str) else framework
    attributes = {
        Facet.TASK: (task,),
        Facet.ARCHITECTURE: (architecture,),
        Facet.FRAMEWORK: frameworks,
        Facet.MODALITY: (modality,),
        Facet.HARDWARE: hardware,
        Facet.DEPENDENCY: ("numpy", "torch"),
    }
    if dataset:
        attributes[Facet.DATASET] = (dataset,)
    settled = {
        "title": f"{task} {architecture}".replace("-", " "),
        "symbols": f"{architecture} {repository} {path}",
        "code": f"import {frameworks[0]}",
        "safety": BLANK,
        **given,
    }
    return TemplateSpec(path=path, repository=repository, attributes=attributes, **settled)  # type: ignore[arg-type]


def programs() -> list[TemplateSpec]:
    """Segmentation in four repositories and two frameworks, and other tasks."""
    return [
        program("unet/train.py", "big/zoo", code_lines=900, last_change=date(2026, 3, 1)),
        program("unet/train_small.py", "big/zoo", code_lines=700, last_change=date(2026, 3, 1)),
        program("unet/train_other.py", "big/zoo", code_lines=600, last_change=date(2026, 3, 1)),
        program("main.py", "tiny/unet", code_lines=60, last_change=date(2019, 1, 1)),
        program("seg.py", "kept/seg", architecture="resnet", last_change=date(2026, 5, 1)),
        program("seg.py", "other/seg", framework="keras", code_lines=150, safety=SAFE),
        program("show.py", "tiny/unet", role=Role.INFERENCE, code_lines=20),
        program("classify.py", "tiny/mnist", task="image-classification", architecture="resnet",
                dataset="mnist", code_lines=15, safety=SAFE),
        program("lm/train.py", "third/words", task="text-generation", architecture="transformer",
                framework="jax", modality="text", hardware=("multi-gpu",)),
        program("vae.py", "third/words", task="image-classification", architecture="vae",
                framework="jax", hardware=("single-gpu",), dataset="own-images"),
    ]  # fmt: skip


def library(specs: Sequence[TemplateSpec] | None = None, *, encoder: bool = True) -> Library:
    """A library over ``specs`` (default: ``programs()``)."""
    index = build_index(programs() if specs is None else specs)
    return Library(index, WordEncoder() if encoder else None, vocabularies(), index_hash="abc")
