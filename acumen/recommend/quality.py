"""How good a starting point a program is, apart from what it is about: bounded, known or unknown.

Every signal is a value from 0 to 1 that counts from its middle, so that a signal which is not known
adds nothing and takes nothing away; what it could add or take away widens the score's interval.
Safety alone counts from 0: a fault that is not looked for can never be worth more than one that
was looked for and found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.recommend.focus import Focus
from acumen.recommend.needs import Experience

QUALITY_WEIGHT: Final = 0.3  # the most by which two scores can differ for quality
HALF_LIFE_DAYS: Final = 3 * 365  # after which the last change counts half
HALF_A_YEAR: Final = 180  # days
MIDDLE: Final = 0.5
WRAPPER_LINES: Final = 12  # a training program this short only calls another one
_SIZE_WEIGHTS: Final = (0.6, 0.2, 0.2)  # of lines, files and packages
OWN_DATE: Final = 0.9  # confidence from which a date is that of the files, not of the repository

_TERMS: Final[Mapping[LicenceState, float]] = {
    LicenceState.PERMISSIVE: 1.0,
    LicenceState.WEAK_COPYLEFT: 0.7,
    LicenceState.STRONG_COPYLEFT: 0.6,
    LicenceState.NETWORK_COPYLEFT: 0.5,
    LicenceState.NON_COMMERCIAL: 0.3,
    LicenceState.README_ONLY: 0.3,
    LicenceState.CONFLICT: 0.1,
    LicenceState.NONE: 0.0,
}


_UPKEEP: Final[Mapping[str, tuple[float, str]]] = {
    "archived": (0.3, "its README calls it archived or deprecated"),
    "cannot-install": (0.5, "a requirement ends before any Python that is still cared for"),
    "unmaintained-dependency": (0.8, "it needs a package that nobody cares for"),
}  # what is left of the freshness; what is not known takes nothing


class Trait(StrEnum):
    """What is weighed."""

    SAFETY = "safety"
    FOCUS = "focus"
    FRESHNESS = "freshness"
    SIMPLICITY = "simplicity"
    LICENCE = "licence"
    READ = "read"


_WEIGHTS: Final[Mapping[Trait, float]] = {
    Trait.SAFETY: 0.25,
    Trait.FOCUS: 0.2,
    Trait.SIMPLICITY: 0.2,
    Trait.FRESHNESS: 0.15,
    Trait.LICENCE: 0.05,
    Trait.READ: 0.15,
}
WEIGHTS: Final[Mapping[Experience, Mapping[Trait, float]]] = {
    Experience.UNSAID: _WEIGHTS,
    Experience.SOME: _WEIGHTS,
    Experience.BEGINNER: {**_WEIGHTS, Trait.SIMPLICITY: 0.3, Trait.FRESHNESS: 0.05},
    Experience.EXPERIENCED: {**_WEIGHTS, Trait.SIMPLICITY: 0.05, Trait.FRESHNESS: 0.3},
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One trait of one program."""

    trait: Trait
    known: bool
    value: float  # 0..1; the middle if not known
    text: str
    evidence: tuple[Evidence, ...]
    contribution: float  # to the score
    low: float  # the contribution at worst
    high: float  # and at best


class Quality:
    """Judges programs of one index, compared with their peers there, never with today's date."""

    def __init__(
        self, index: Index, focus: Focus, experience: Experience = Experience.UNSAID
    ) -> None:
        self._index = index
        self._focus = focus
        self._weights = WEIGHTS[experience]
        self._newest = _newest(index)
        self._sizes = _sizes(index.templates)  # (n, 3)

    def judge(self, row: int, peers: NDArray[np.bool_]) -> tuple[Judged, ...]:
        """All traits of template ``row``, its simplicity compared with ``peers``, shape (n,)."""
        record = self._index.templates[row]
        return (
            self._safety(record),
            self._focused(record),
            self._freshness(record),
            self._simplicity(row, peers),
            self._licence(record),
            self._read(record),
        )

    def _safety(self, record: TemplateRecord) -> Judged:
        safety = record.safety
        text = (
            f"Known faults looked for: {safety.clean} clean, {safety.found} found, "
            f"{safety.unknown} undecided"
        )
        weight = QUALITY_WEIGHT * self._weights[Trait.SAFETY] * (1 - MIDDLE)
        low, high = weight * safety.lower, weight * safety.upper
        known = safety.lower > 0 or safety.upper < 1
        return Judged(Trait.SAFETY, known, safety.lower, text, (entry_of(record),), low, low, high)

    def _focused(self, record: TemplateRecord) -> Judged:
        focused = self._focus.of(record)
        if not focused.known:
            return self._unknown(Trait.FOCUS, "No task was asked for that it could keep to")
        evidence = focused.evidence or (entry_of(record),)
        return self._counted(Trait.FOCUS, focused.value, focused.text, evidence)

    def _freshness(self, record: TemplateRecord) -> Judged:
        changed = record.last_change
        if changed is None or self._newest is None:
            return self._unknown(Trait.FRESHNESS, "When it last changed is not known")
        days = max(0, (self._newest - changed).days)
        value = 0.5 ** (days / HALF_LIFE_DAYS)
        sure = max((a.confidence for a in record.of(Facet.LAST_CHANGE)), default=1.0)
        what = "Last changed" if sure >= OWN_DATE else "Its repository's state is of"
        text = f"{what} {changed.isoformat()}{_age(days)}"
        evidence: tuple[Evidence, ...] = (entry_of(record),)
        for attribute in record.of(Facet.UPKEEP):
            if attribute.value in _UPKEEP:
                share, said = _UPKEEP[attribute.value]
                value *= 1 - (1 - share) * attribute.confidence
                text += f"; {said}"
                evidence = (*evidence, *attribute.evidence[:1])
        return self._counted(Trait.FRESHNESS, value, text, evidence)

    def _simplicity(self, row: int, peers: NDArray[np.bool_]) -> Judged:
        record = self._index.templates[row]
        sizes = self._sizes[row]
        if record.code_lines < WRAPPER_LINES:
            return self._unknown(
                Trait.SIMPLICITY, f"{size_text(record)}: the work is done elsewhere"
            )
        chosen = peers.copy()
        chosen[row] = False
        others = self._sizes[chosen]
        text = size_text(record)
        if not len(others):
            return self._unknown(Trait.SIMPLICITY, f"{text}; nothing to compare it with")
        easier = weight = 0.0
        for column in np.flatnonzero(~np.isnan(sizes)):
            known = others[~np.isnan(others[:, column]), column]
            if len(known):
                larger = (known > sizes[column]).mean() + (known == sizes[column]).mean() / 2
                easier += _SIZE_WEIGHTS[column] * float(larger)
                weight += _SIZE_WEIGHTS[column]
        value = easier / weight
        text += f"; simpler than {value:.0%} of {len(others)} comparable programs"
        return self._counted(Trait.SIMPLICITY, value, text, (entry_of(record),))

    def _licence(self, record: TemplateRecord) -> Judged:
        licence = record.licence
        terms = _TERMS.get(licence.state)
        if terms is None:
            return self._unknown(Trait.LICENCE, "Its licence text was not recognised")
        value = terms * licence.confidence
        evidence = licence.evidence or (entry_of(record),)
        return self._counted(Trait.LICENCE, value, f"Licence: {licence.with_kind}", evidence)

    def _read(self, record: TemplateRecord) -> Judged:
        """A program that somebody read is a safer start than one that only rules have seen."""
        confirmed = self._focus.confirmed(record)
        if confirmed is None:
            return self._unknown(Trait.READ, "Nobody said after reading it that it is for that")
        text = f"Read by {confirmed.rule or 'a curator'}, who says that it is for what was asked"
        evidence = confirmed.evidence[:1] or (entry_of(record),)
        return self._counted(Trait.READ, 1.0, text, evidence)

    def _counted(
        self, trait: Trait, value: float, text: str, evidence: tuple[Evidence, ...]
    ) -> Judged:
        gave = QUALITY_WEIGHT * self._weights[trait] * (value - MIDDLE)
        return Judged(trait, True, value, text, evidence, gave, gave, gave)

    def _unknown(self, trait: Trait, text: str) -> Judged:
        half = QUALITY_WEIGHT * self._weights[trait] * MIDDLE
        return Judged(trait, False, MIDDLE, text, (), 0.0, -half, half)


def entry_of(record: TemplateRecord) -> Evidence:
    """The whole entry file: where a statement about the program as such can be checked."""
    return Evidence(record.template.path, 1, max(1, record.files[0].lines if record.files else 1))


def size_text(record: TemplateRecord) -> str:
    """``96 lines of code in 1 file, 4 packages``."""
    files, packages = len(record.files), len(record.values(Facet.DEPENDENCY))
    text = f"{record.code_lines} lines of code in {files} file{'s' * (files != 1)}"
    return f"{text}, {packages} package{'s' * (packages != 1)}" if packages else text


def _newest(index: Index) -> date | None:
    """The newest date in the corpus: what freshness is measured from."""
    dates = [r.committed_on for r in index.repositories if r.committed_on is not None]
    dates += [r.last_change for r in index.templates if r.last_change is not None]
    return max(dates, default=None)


def _sizes(templates: Sequence[TemplateRecord]) -> NDArray[np.float64]:
    """Lines, files and packages of each template; packages are NaN where none is known."""
    rows = [
        (r.code_lines, len(r.files), len(r.values(Facet.DEPENDENCY)) or np.nan) for r in templates
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 3)


def _age(days: int) -> str:
    if days < HALF_A_YEAR:
        return ", among the newest here"
    years = days / 365.25
    return f", {years:.1f} years before the newest program here"
