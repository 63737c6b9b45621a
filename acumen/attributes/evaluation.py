"""How right and how complete the attributes of templates are, against labels made by reading.

The matching rule. A found value is right if it is a labelled value of that program or a broader
term of one. A labelled value is found if it, or a narrower term of it, is among the found values.
A broader term beside a narrower one that is right is the same statement and counts once. Values
below ``shown_from`` are not counted. A name that stands in no vocabulary is compared by its letters
and digits, with and without the owner before its slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from acumen.attributes.labels import LABELLED, LabelledProgram
from acumen.attributes.matching import matcher
from acumen.attributes.signs import SHOWN_FROM
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.vocabulary import Vocabularies

ProgramKey = tuple[str, str]  # repository, path
SURE: Final = 0.9  # from here on a value promises to be right 95 times out of 100
BINS: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)

_NOT_A_LETTER: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One found value beside the labels of its program."""

    program: ProgramKey
    facet: Facet
    value: str
    confidence: float
    rule: str
    right: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """A labelled value that was not found."""

    program: ProgramKey
    facet: Facet
    value: str


@dataclass(frozen=True, slots=True)
class FacetScore:
    """Counts of one facet over all programs, and the usual shares of them."""

    facet: Facet
    programs: int
    found: int  # values shown
    right: int  # of these
    labelled: int  # values of the labels
    recalled: int  # of these

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.recalled / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """Values whose confidence lies in ``[low, high)``; the last bin holds 1.0 too."""

    low: float
    high: float
    values: int
    mean_confidence: float
    right: float  # share; 0 where there are no values


@dataclass(frozen=True, slots=True)
class HalfReport:
    """The measures of a set of programs."""

    name: str
    held_out: bool
    programs: int
    facets: tuple[FacetScore, ...]  # in the order of LABELLED
    reliability: tuple[Reliability, ...]
    sure_values: int  # of confidence SURE and more
    sure_right: float  # share of them
    verdicts: tuple[Verdict, ...]
    missed: tuple[Missed, ...]

    @property
    def macro_precision(self) -> float:
        return _mean(score.precision for score in self.facets)

    @property
    def macro_recall(self) -> float:
        return _mean(score.recall for score in self.facets)

    @property
    def macro_f1(self) -> float:
        return _mean(score.f1 for score in self.facets)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readers agree on one facet, value by value."""

    facet: Facet
    programs: int
    same: float  # share of programs whose values are exactly the same
    overlap: float  # 2 x common / all values given: the F1 of one reader against the other
    kappa: float  # Cohen's, over (program, value used by either in any program)


@dataclass(frozen=True, slots=True)
class AttributeEvaluation:
    """Both halves of the labelled programs, and how far two readers agree."""

    shown_from: float
    labelled: int  # programs
    absent: tuple[ProgramKey, ...]  # labelled, but not in the index
    halves: tuple[HalfReport, ...]  # the open half, then the one held out
    agreement: tuple[Agreement, ...]  # empty without a second reading


def evaluate_halves(
    labelled: Sequence[LabelledProgram],
    found: Mapping[ProgramKey, Sequence[Attribute]],
    vocabularies: Vocabularies,
    *,
    second: Sequence[LabelledProgram] = (),
    shown_from: float = SHOWN_FROM,
) -> AttributeEvaluation:
    """Measure the two halves of ``labelled`` apart."""
    halves = []
    for held_out, name in ((False, "first half"), (True, "second half")):
        programs = [program for program in labelled if program.held_out == held_out]
        halves.append(
            evaluate(
                programs, found, vocabularies, name=name, held_out=held_out, shown_from=shown_from
            )
        )
    return AttributeEvaluation(
        shown_from=shown_from,
        labelled=len(labelled),
        absent=tuple(program.key for program in labelled if program.key not in found),
        halves=tuple(halves),
        agreement=agreement(labelled, second) if second else (),
    )


def evaluate(
    labelled: Sequence[LabelledProgram],
    found: Mapping[ProgramKey, Sequence[Attribute]],
    vocabularies: Vocabularies,
    *,
    name: str = "",
    held_out: bool = False,
    shown_from: float = SHOWN_FROM,
) -> HalfReport:
    """Measure the attributes of those ``labelled`` programs that ``found`` holds."""
    known = tuple(program for program in labelled if program.key in found)
    verdicts: list[Verdict] = []
    missed: list[Missed] = []
    scores = []
    for facet in LABELLED:
        kin = _Kinship(facet, vocabularies)
        right_before, missed_before = len(verdicts), len(missed)
        gold = 0
        for program in known:
            values = program.values[facet]
            gold += len(values)
            shown = [
                a for a in found[program.key] if a.facet is facet and a.confidence >= shown_from
            ]
            verdicts += _judged(program.key, facet, shown, values, kin)
            given = {spelling for a in shown for spelling in kin.spellings(a.value)}
            given |= {broader for a in shown for broader in kin.broader(a.value)}
            missed += [
                Missed(program.key, facet, value)
                for value in values
                if not kin.spellings(value) & given
            ]
        judged = verdicts[right_before:]
        lost = len(missed) - missed_before
        right = sum(verdict.right for verdict in judged)
        scores.append(FacetScore(facet, len(known), len(judged), right, gold, gold - lost))
    sure = [verdict.right for verdict in verdicts if verdict.confidence >= SURE]
    return HalfReport(
        name=name,
        held_out=held_out,
        programs=len(known),
        facets=tuple(scores),
        reliability=tuple(_reliability(verdicts)),
        sure_values=len(sure),
        sure_right=_mean(sure),
        verdicts=tuple(verdicts),
        missed=tuple(missed),
    )


def agreement(
    first: Sequence[LabelledProgram], second: Sequence[LabelledProgram]
) -> tuple[Agreement, ...]:
    """Per facet, how far two readings of the same programs agree."""
    others = {program.key: program for program in second}
    pairs = [(one, others[one.key]) for one in first if one.key in others]
    found = []
    for facet in LABELLED:
        values = [(set(one.values[facet]), set(other.values[facet])) for one, other in pairs]
        common = sum(len(one & other) for one, other in values)
        given = sum(len(one) + len(other) for one, other in values)
        found.append(
            Agreement(
                facet=facet,
                programs=len(pairs),
                same=_mean(one == other for one, other in values),
                overlap=2 * common / given if given else 1.0,
                kappa=_kappa(values),
            )
        )
    return tuple(found)


def right_values(
    facet: Facet, found: Iterable[str], labelled: Iterable[str], vocabularies: Vocabularies
) -> frozenset[str]:
    """Those of ``found`` that a reader's values of one program, or their broader terms, hold."""
    kin = _Kinship(facet, vocabularies)
    accepted = _accepted(tuple(labelled), kin)
    return frozenset(value for value in found if kin.spellings(value) & accepted)


class _Kinship:
    """What is the same as, and broader than, a value of one facet."""

    def __init__(self, facet: Facet, vocabularies: Vocabularies) -> None:
        vocabulary = vocabularies.get(facet)
        self._vocabulary = vocabulary
        self._terms = matcher(vocabulary) if vocabulary is not None else None

    def key(self, value: str) -> str:
        if self._vocabulary is not None and value in self._vocabulary:
            return value
        return _NOT_A_LETTER.sub("-", value.lower()).strip("-")

    def spellings(self, value: str) -> frozenset[str]:
        return frozenset({self.key(value), self.key(value.rpartition("/")[2])})

    def broader(self, value: str) -> tuple[str, ...]:
        if self._vocabulary is None or self._terms is None or value not in self._vocabulary:
            return ()
        return self._terms.ancestors(value)


def _judged(
    program: ProgramKey,
    facet: Facet,
    shown: Sequence[Attribute],
    values: Sequence[str],
    kin: _Kinship,
) -> Iterator[Verdict]:
    """A verdict on each statement of ``shown``; broader copies of a right one are none."""
    accepted = _accepted(values, kin)
    right = {a.value for a in shown if kin.spellings(a.value) & accepted}
    copies = {broader for value in right for broader in kin.broader(value)}
    for attribute in shown:
        if attribute.value in copies:
            continue
        yield Verdict(
            program,
            facet,
            attribute.value,
            attribute.confidence,
            attribute.rule,
            attribute.value in right,
        )


def _accepted(values: Sequence[str], kin: _Kinship) -> set[str]:
    """Every spelling of labelled values and of their broader terms."""
    accepted = {spelling for value in values for spelling in kin.spellings(value)}
    return accepted | {broader for value in values for broader in kin.broader(value)}


def _reliability(verdicts: Sequence[Verdict]) -> Iterator[Reliability]:
    for low, high in zip(BINS, (*BINS[1:], 1.0), strict=True):
        inside = [
            v for v in verdicts if low <= v.confidence < high or (high == 1.0 <= v.confidence)
        ]
        yield Reliability(
            low,
            high,
            len(inside),
            _mean(v.confidence for v in inside),
            _mean(v.right for v in inside),
        )


def _kappa(values: Sequence[tuple[set[str], set[str]]]) -> float:
    used = sorted({value for one, other in values for value in one | other})
    if not used:
        return 1.0
    cells = len(used) * len(values)
    first = sum(len(one) for one, _ in values) / cells
    second = sum(len(other) for _, other in values) / cells
    observed = 1 - sum(len(one ^ other) for one, other in values) / cells
    expected = first * second + (1 - first) * (1 - second)
    return (observed - expected) / (1 - expected) if expected < 1 else 1.0


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0
