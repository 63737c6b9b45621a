"""What a rule declares about itself, and the findings it can make."""

from __future__ import annotations

from dataclasses import dataclass

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.syntax.program import ResolvedCall

TORCH = ("torch", "torchvision", "pytorch_lightning", "lightning")
KERAS = ("keras", "tensorflow", "tf_keras", "keras_core")
JAX = ("jax", "flax", "optax", "haiku")


@dataclass(frozen=True, slots=True)
class Rule:
    """The head of a rule module; its docstring is the published page."""

    id: str  # "ACU301", never reused
    name: str  # "learning-rate-range": the module's name with hyphens
    kind: RuleKind
    leaves: tuple[str, ...]  # of the taxonomy
    frameworks: tuple[str, ...]  # import roots; the rule runs only where one of them is imported
    confidence: Confidence
    fix: str  # one sentence, imperative
    cause: str = ""  # the same for rules that find one mistake in several ways; a line is told once

    def present(self, message: str, *places: Evidence) -> Finding:
        """The fault stands at ``places``."""
        return self._finding(Outcome.PRESENT, message, places)

    def absent(self, message: str, *places: Evidence) -> Finding:
        """``places`` were looked at and are right."""
        return self._finding(Outcome.ABSENT, message, places)

    def unknown(self, reason: str, *places: Evidence) -> Finding:
        """There is something to check, and ``reason`` is why it cannot be decided."""
        return self._finding(Outcome.UNKNOWN, reason, places)

    def not_applicable(self, reason: str) -> Finding:
        return self._finding(Outcome.NOT_APPLICABLE, reason, ())

    def _finding(self, outcome: Outcome, message: str, places: tuple[Evidence, ...]) -> Finding:
        return Finding(self.id, outcome, message, places, self.confidence, self.fix)


def at(site: ResolvedCall) -> Evidence:
    """The lines of a call."""
    return Evidence(site.path, site.call.first_line, site.call.last_line)
