"""What recommending answers, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acumen.domain.evidence import Evidence
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.recommend.needs import Constraint, Needs
from acumen.search.records import Reason


class PickKind(StrEnum):
    """The three points of view from which a program is picked, in this order."""

    BEST_FIT = "best-fit"
    SIMPLEST = "simplest"
    MOST_MAINTAINED = "most-maintained"


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something to know before starting from a pick."""

    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """One recommended program. The contributions of its reasons add up to its score."""

    kind: PickKind
    record: TemplateRecord
    why: str  # one sentence: why it stands under this kind
    score: float
    low: float  # the score if everything unknown were at its worst
    high: float  # and at its best
    relevance: float  # 0..1, of the most relevant program that fits
    reasons: tuple[Reason, ...]  # each with evidence; largest contribution first
    caveats: tuple[Caveat, ...]
    missed: tuple[Constraint, ...]  # what was asked for and this program does not have

    @property
    def id(self) -> str:
        return self.record.id


@dataclass(frozen=True, slots=True)
class Relaxed:
    """One constraint that was given up because too few programs fit it with the others."""

    dropped: Constraint
    instead: str  # the looser wish that took its place; "" if none did
    before: int  # programs that fitted before
    after: int
    why: str


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A program that came close, and why it is not among the three."""

    record: TemplateRecord
    score: float
    why_not: str


@dataclass(frozen=True, slots=True)
class Gated:
    """A program that would have stood among the picks, and what kept it out."""

    record: TemplateRecord
    score: float
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Three picks, best fit first; fewer only where the index has fewer that train a model."""

    needs: Needs
    licence: LicencePolicy
    constraints: tuple[Constraint, ...]  # as understood
    encoder: str
    index: str
    picks: tuple[Pick, ...]
    relaxed: tuple[Relaxed, ...]  # in the order in which they were given up
    runners_up: tuple[RunnerUp, ...]  # best first
    gated: tuple[Gated, ...]  # best first
    fitting: int  # programs that meet every need
    considered: int  # programs in the index
    notes: tuple[str, ...]
