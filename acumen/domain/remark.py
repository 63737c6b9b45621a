"""What people say about a template beside its attributes: that it is a poor start, or a note."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acumen.domain.attribute import Origin


class RemarkKind(StrEnum):
    """What a remark is about. POOR_STARTER keeps a program out of the recommendations."""

    POOR_STARTER = "poor-starter"
    NOTE = "note"
    TRIAL = "trial"  # what came of starting the program, with the versions it ran on


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. The text of POOR_STARTER is its reason."""

    kind: RemarkKind
    text: str
    who: str
    origin: Origin = Origin.ANNOTATED

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError(f"{self.kind}: a remark says something")
