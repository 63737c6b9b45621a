"""What people read for a facet and for its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicenceState
from acumen.domain.template import Role
from acumen.domain.vocabulary import Vocabularies
from app.services.shown import one_line

FACETS: Final[Mapping[Facet, str]] = {
    Facet.FRAMEWORK: "Framework",
    Facet.TASK: "Task",
    Facet.MODALITY: "Kind of data",
    Facet.ARCHITECTURE: "Architecture",
    Facet.LAYER: "Layers",
    Facet.NETWORK: "Networks",
    Facet.DATASET: "Dataset",
    Facet.LOSS: "Loss",
    Facet.OPTIMIZER: "Optimizer",
    Facet.METRIC: "Metric",
    Facet.TRAINING_STYLE: "Training style",
    Facet.HARDWARE: "Hardware",
    Facet.PRETRAINED: "Pretrained weights",
    Facet.REPRODUCIBILITY: "Reproducibility",
    Facet.SIZE: "Size",
    Facet.DEPENDENCY: "Dependencies",
    Facet.UPKEEP: "Upkeep of dependencies",
    Facet.LICENCE: "Licence",
    Facet.LAST_CHANGE: "Last change",
    Facet.LANGUAGE: "File type",
    Facet.ROLE: "Role",
}

LICENCES: Final[Mapping[str, str]] = {
    LicenceState.PERMISSIVE: "Permissive",
    LicenceState.WEAK_COPYLEFT: "Weak copyleft",
    LicenceState.STRONG_COPYLEFT: "Strong copyleft",
    LicenceState.NETWORK_COPYLEFT: "Network copyleft",
    LicenceState.NON_COMMERCIAL: "Non-commercial",
    LicenceState.README_ONLY: "Named in prose only",
    LicenceState.CONFLICT: "Contradictory",
    LicenceState.UNKNOWN: "Not recognised",
    LicenceState.NONE: "No licence found",
}

ROLES: Final[Mapping[str, str]] = {
    Role.TRAINING: "Trains a model",
    Role.INFERENCE: "Uses a trained model",
    Role.EVALUATION: "Evaluates a model",
    Role.DATA_PREPARATION: "Prepares data",
    Role.EXPORT: "Exports a model",
    Role.BENCHMARK: "Measures speed",
    Role.LIBRARY_DEMO: "Shows a library",
}

_LANGUAGES: Final[Mapping[str, str]] = {"py": "Python file", "ipynb": "Notebook"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Vocabulary labels where there is one, readable text otherwise."""

    vocabularies: Vocabularies = field(default_factory=dict)

    def facet(self, facet: Facet) -> str:
        return FACETS[facet]

    def value(self, facet: Facet, value: str) -> str:
        fixed = _FIXED.get(facet)
        if fixed is not None:
            return fixed.get(value, one_line(value, limit=80))
        vocabulary = self.vocabularies.get(facet)
        if vocabulary is not None and value in vocabulary:
            return vocabulary.label(value)
        return one_line(value, limit=80)

    def about(self, facet: Facet, value: str) -> str:
        """One sentence on a value; "" where no vocabulary has one."""
        vocabulary = self.vocabularies.get(facet)
        return vocabulary[value].about if vocabulary is not None and value in vocabulary else ""


_FIXED: Final[Mapping[Facet, Mapping[str, str]]] = {
    Facet.LICENCE: LICENCES,
    Facet.ROLE: ROLES,
    Facet.LANGUAGE: _LANGUAGES,
}
