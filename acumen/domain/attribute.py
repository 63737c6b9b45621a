"""What is known about a template: facet values with provenance, confidence and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acumen.domain.evidence import Evidence


class Facet(StrEnum):
    """The attributes of a template. A value of each is text; numbers are written plainly."""

    FRAMEWORK = "framework"
    TASK = "task"
    MODALITY = "modality"
    ARCHITECTURE = "architecture"
    LAYER = "layer"
    NETWORK = "network"  # name, depth and number of weights of what is built, in words
    DATASET = "dataset"
    LOSS = "loss"
    OPTIMIZER = "optimizer"
    METRIC = "metric"
    TRAINING_STYLE = "training-style"
    HARDWARE = "hardware"
    PRETRAINED = "pretrained"
    REPRODUCIBILITY = "reproducibility"
    SIZE = "size"  # small, medium, large: by code lines of the closure
    DEPENDENCY = "dependency"
    UPKEEP = "upkeep"  # whether what is declared can be installed and is cared for
    LICENCE = "licence"  # the state; the SPDX expression stands in Licence
    LAST_CHANGE = "last-change"  # year
    LANGUAGE = "language"  # of the entry: py or ipynb
    ROLE = "role"


class Origin(StrEnum):
    """Who says so. Later ones outrank earlier ones."""

    DETECTED = "detected"
    CURATED = "curated"
    ANNOTATED = "annotated"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One value of one facet of one template. ``rule`` names the extractor or the person."""

    facet: Facet
    value: str  # a vocabulary term's id where the facet has a vocabulary
    confidence: float  # 0..1; at least .9 is right at least .95 of the time
    evidence: tuple[Evidence, ...] = ()
    origin: Origin = Origin.DETECTED
    rule: str = ""
    known: bool = True  # False: an open value that stands in no vocabulary

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence is 0..1, got {self.confidence}")
        if not self.value:
            raise ValueError(f"{self.facet}: absence is no attribute at all, not an empty value")
