"""Under which terms a template may be used, as far as its files say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acumen.domain.evidence import Evidence


class LicenceState(StrEnum):
    """Kinds of terms. Only the first four are ever allowed by a policy."""

    PERMISSIVE = "permissive"
    WEAK_COPYLEFT = "weak-copyleft"
    STRONG_COPYLEFT = "strong-copyleft"
    NETWORK_COPYLEFT = "network-copyleft"
    NON_COMMERCIAL = "non-commercial"
    README_ONLY = "readme-only"  # named in prose, no licence text
    CONFLICT = "conflict"  # the evidence disagrees
    UNKNOWN = "unknown"  # a text that was not recognised
    NONE = "none"  # no evidence in this snapshot


class LicencePolicy(StrEnum):
    """What a user accepts. What is not allowed is shown with the reason, never dropped."""

    PERMISSIVE = "permissive"
    COPYLEFT = "copyleft"
    ANY = "any"

    def allows(self, state: LicenceState) -> bool:
        if self is LicencePolicy.ANY:
            return True
        allowed = {LicenceState.PERMISSIVE}
        if self is LicencePolicy.COPYLEFT:
            allowed |= {
                LicenceState.WEAK_COPYLEFT,
                LicenceState.STRONG_COPYLEFT,
                LicenceState.NETWORK_COPYLEFT,
            }
        return state in allowed


@dataclass(frozen=True, slots=True)
class Licence:
    """The terms that cover a template: the nearest licence above its entry."""

    spdx: str  # SPDX expression; "" where there is none
    state: LicenceState
    confidence: float  # 0..1
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    @property
    def with_kind(self) -> str:
        """For people: the expression with the kind of terms, or what there is in its place."""
        return f"{self.spdx} ({self.state.value})" if self.spdx else self.state.value

    @property
    def named(self) -> str:
        """The same without the kind where the terms are permissive."""
        plain = self.spdx and self.state is LicenceState.PERMISSIVE
        return self.spdx if plain else self.with_kind


NO_LICENCE = Licence(spdx="", state=LicenceState.NONE, confidence=1.0)
