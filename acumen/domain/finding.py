"""What a fault rule reports: a claim, the values it rests on, and the lines to look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acumen.domain.evidence import Evidence


class Outcome(StrEnum):
    """PRESENT and ABSENT are statements; the other two are the lack of one."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_APPLICABLE = "not-applicable"  # there is no place of the kind that the rule looks at
    UNKNOWN = "unknown"  # there is one, and what decides it does not stand in the code


class RuleKind(StrEnum):
    """A smell is advice: it never decides whether a template is safe to start from."""

    FAULT = "fault"
    SMELL = "smell"


class Confidence(StrEnum):
    """How often a rule's PRESENT was right when findings in real programs were read."""

    HIGH = "high"  # nine in ten or more
    MEDIUM = "medium"  # seven in ten or more
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place and what a rule says of it; its message names the values that were used."""

    rule: str  # "ACU301"
    outcome: Outcome
    message: str
    evidence: tuple[Evidence, ...]
    confidence: Confidence
    fix: str  # what to do about it; the same for all findings of a rule
    places: int = 1  # how many places it stands for: equal answers of a rule are kept as one

    def __post_init__(self) -> None:
        if self.outcome in {Outcome.PRESENT, Outcome.ABSENT} and not self.evidence:
            raise ValueError(f"{self.rule}: {self.outcome} is a claim and needs evidence")
        if not self.message:
            raise ValueError(f"{self.rule}: a finding without a message says nothing")
        if self.places < 1:
            raise ValueError(f"{self.rule}: a finding stands for a place, got {self.places}")
