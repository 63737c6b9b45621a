"""The unit of the corpus: one runnable program, its local closure, at one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acumen.domain.evidence import Evidence
from acumen.domain.identity import template_id


class Role(StrEnum):
    """What starting the entry does. Only TRAINING is ever called a starter."""

    TRAINING = "training"
    INFERENCE = "inference"
    EVALUATION = "evaluation"
    DATA_PREPARATION = "data-preparation"
    EXPORT = "export"
    BENCHMARK = "benchmark"
    LIBRARY_DEMO = "library-demo"


@dataclass(frozen=True, slots=True)
class Template:
    """Entry file, what it reaches by imports, and what belongs to it, at one commit."""

    repository: str
    commit: str  # 40 hex
    path: str  # the entry
    role: Role
    role_evidence: tuple[Evidence, ...]  # the lines that decided the role
    files: tuple[str, ...]  # entry first, then the local closure, ascending
    configs: tuple[str, ...]  # configuration files: variants of the same program
    variants: tuple[str, ...]  # entries of sibling programs in the same folder
    project_root: str  # nearest ancestor with a README, requirements or licence; "" is the root
    large_closure: bool  # the closure was cut at its cap
    token_hash: str  # of entry and closure: equal programs have equal hashes

    @property
    def id(self) -> str:
        return template_id(self.repository, self.commit, self.path)
