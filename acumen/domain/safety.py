"""What is known about faults in a template, with what is not known beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Gate(StrEnum):
    """Never "unsafe", and never "safe" without the table behind it."""

    ESTABLISHED = "established"
    NOT_ESTABLISHED = "not established"


@dataclass(frozen=True, slots=True)
class Safety:
    """An interval over the weights of the taxonomy's leaves; ``lower`` is what ranking may use."""

    gate: Gate
    lower: float  # 0..1: weight of the leaves that are clean
    upper: float  # 0..1: the same if all that is undecided were clean
    found: int  # leaves with a confirmed finding
    clean: int
    unknown: int
    not_checkable: int

    def __post_init__(self) -> None:
        if not 0.0 <= self.lower <= self.upper <= 1.0:
            raise ValueError(f"want 0 <= lower <= upper <= 1, got {self.lower}, {self.upper}")
