"""What learned confidences are worth on programs that they were not learned from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from acumen.attributes.companions import Companions, counted
from acumen.attributes.confidence import Weights
from acumen.attributes.evaluation import HalfReport, ProgramKey, evaluate
from acumen.attributes.labels import LabelledProgram
from acumen.domain.attribute import Attribute
from acumen.domain.vocabulary import Vocabularies
from confidencelab.fitting import fit, fold_of, judged_sorts, labelled_values, sample
from confidencelab.rows import Row

Labels = Mapping[ProgramKey, LabelledProgram]


def by_rules(rows: Sequence[Row]) -> dict[ProgramKey, tuple[Attribute, ...]]:
    """What the rules themselves state."""
    return {
        row.key: tuple(
            Attribute(one.facet, one.value, one.stated)
            for one in row.candidates.found
            if one.stated
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Learned:
    """What labels teach: weights, and what goes with what."""

    weights: Weights
    companions: Companions

    def applied(
        self, rows: Sequence[Row], vocabularies: Vocabularies
    ) -> dict[ProgramKey, tuple[Attribute, ...]]:
        """Every candidate of ``rows`` with its confidence, the unlikely ones included."""
        return {
            row.key: tuple(
                Attribute(one.facet, one.value, confidence)
                for one, confidence in zip(
                    row.candidates.found,
                    self.weights.confidences(row.candidates, self.companions, vocabularies),
                    strict=True,
                )
            )
            for row in rows
        }


def learned(rows: Sequence[Row], labels: Labels, vocabularies: Vocabularies) -> Learned:
    """Weights from ``rows`` and what readers found in their programs; companions of all labels."""
    known = counted(labelled_values(one, vocabularies) for _, one in sorted(labels.items()))
    return Learned(fit(sample(rows, labels, known, vocabularies), judged_sorts(rows)), known)


def cross_validated(
    rows: Sequence[Row], labels: Labels, vocabularies: Vocabularies, *, folds: int
) -> Iterator[tuple[ProgramKey, tuple[Attribute, ...]]]:
    """The programs of ``rows``, each by what is learned without its repository."""
    for fold in range(folds):
        others = {key: one for key, one in labels.items() if fold_of(key[0], folds) != fold}
        held = [row for row in rows if row.key not in others]
        taught = [row for row in rows if row.key in others]
        if held and taught:
            found = learned(taught, others, vocabularies)
            yield from found.applied(held, vocabularies).items()


def measured(
    name: str,
    found: Mapping[ProgramKey, Sequence[Attribute]],
    labels: Labels,
    vocabularies: Vocabularies,
) -> HalfReport:
    """The usual measures of ``found``."""
    return evaluate([labels[key] for key in sorted(found)], found, vocabularies, name=name)


def told(report: HalfReport) -> Iterator[str]:
    """A report in lines of text."""
    yield (
        f"{report.name} ({report.programs} programs): precision {report.macro_precision:.3f}, "
        f"recall {report.macro_recall:.3f}, F1 {report.macro_f1:.3f}; "
        f"{report.sure_values} sure values, {report.sure_right:.3f} of them right"
    )
    for score in report.facets:
        yield f"  {score.facet:15} {score.precision:.3f} {score.recall:.3f} {score.f1:.3f}"
    for one in report.reliability:
        if one.values:
            yield (
                f"  {one.low:.2f} to {one.high:.2f}: {one.values:4} values,"
                f" mean {one.mean_confidence:.3f}, right {one.right:.3f}"
            )
