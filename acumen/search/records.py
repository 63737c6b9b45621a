"""What a search is asked and what it answers, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.errors import UsageError

MAX_QUERY_CHARACTERS: Final = 500
MAX_CODE_CHARACTERS: Final = 20_000
MAX_LIMIT: Final = 1000


class Condition(StrEnum):
    """Which of a template's texts a search may use; all but the first are for measuring."""

    SHIPPED = "shipped"
    NO_README = "no-readme"  # without README files
    CODE_ONLY = "code-only"  # without README, comments, docstrings, title and path


@dataclass(frozen=True, slots=True)
class Query:
    """One search. With neither text, code nor ``like`` it lists what passes the filters."""

    text: str = ""
    code: str = ""  # a pasted snippet
    like: str = ""  # the ID of a template to resemble
    include: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)  # any of, per facet
    exclude: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)  # none of
    prefer: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)  # raises, filters nothing
    licence: LicencePolicy = LicencePolicy.ANY
    limit: int = 10
    condition: Condition = Condition.SHIPPED

    def __post_init__(self) -> None:
        if len(self.text) > MAX_QUERY_CHARACTERS:
            raise UsageError(
                f"The query has {len(self.text)} characters; {MAX_QUERY_CHARACTERS} are allowed.",
                remedy="say it in a sentence, or hand in code with --code FILE",
            )
        if len(self.code) > MAX_CODE_CHARACTERS:
            raise UsageError(
                f"The snippet has {len(self.code)} characters; {MAX_CODE_CHARACTERS} are allowed.",
                remedy="hand in the part that matters: a class or a training loop",
            )
        if not 1 <= self.limit <= MAX_LIMIT:
            raise UsageError(
                f"A limit of {self.limit} is out of range.",
                remedy=f"choose 1 to {MAX_LIMIT}",
            )

    @property
    def shown(self) -> str:
        """What the person asked, for display."""
        return self.text or self.code or self.like


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was understood from the words of a query."""

    facet: Facet
    value: str  # term id
    label: str
    words: str  # the words of the query that said so
    weight: float  # how much a match counts, 0..1
    corrected: bool = False  # the words were misspelt or cut short


class Leg(StrEnum):
    """The signal behind a reason."""

    WORDS = "words"
    MEANING = "meaning"
    ATTRIBUTE = "attribute"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Reason:
    """One summand of a hit's score: what it is, how much it gave, where to check it."""

    text: str
    contribution: float
    leg: Leg
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer. The contributions of its reasons add up to its score."""

    rank: int  # from 1
    record: TemplateRecord
    score: float
    reasons: tuple[Reason, ...]  # largest contribution first

    @property
    def id(self) -> str:
        return self.record.id


@dataclass(frozen=True, slots=True)
class GatedHit:
    """A template that would have been a hit, and the condition that kept it out."""

    record: TemplateRecord
    would_rank: int  # its place if nothing were kept out
    score: float
    reason: str
    remedy: str  # what to change to see it among the hits

    @property
    def id(self) -> str:
        return self.record.id


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits with what was understood, what was held back, and how the search was made."""

    query: Query
    encoder: str  # which encoder compared meanings, or that none did
    index: str  # manifest hash of the generation
    took_ms: float
    understood: tuple[Reading, ...]
    hits: tuple[Hit, ...]
    gated: tuple[GatedHit, ...]  # those that would have stood among the hits, best first
    total: int  # templates that match and are allowed
    gated_total: int  # templates that match and are kept out
    note: str = ""  # what the person should know about this answer
    best: tuple[int, ...] = ()  # rows of the first MAX_LIMIT templates that match and are allowed


@dataclass(frozen=True, slots=True)
class RankedId:
    """A place in a ranking without reasons."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many templates have a value."""

    value: str
    label: str
    count: int
