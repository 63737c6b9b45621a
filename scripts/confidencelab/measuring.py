"""What learned confidences are worth on programs that they were not learned from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from acumen.attributes.confidence import Weights
from acumen.attributes.evaluation import HalfReport, ProgramKey, evaluate
from acumen.attributes.labels import LabelledProgram
from acumen.domain.attribute import Attribute
from acumen.domain.vocabulary import Vocabularies
from confidencelab.fitting import fit, fold_of, judged_sorts, sample
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


def by_weights(
    rows: Sequence[Row], found: Weights, vocabularies: Vocabularies
) -> dict[ProgramKey, tuple[Attribute, ...]]:
    """What ``found`` makes of the candidates."""
    return {
        row.key: tuple(
            Attribute(one.facet, one.value, confidence)
            for one, confidence in zip(
                row.candidates.found,
                found.confidences(row.candidates, vocabularies),
                strict=True,
            )
        )
        for row in rows
    }


def learned(rows: Sequence[Row], labels: Labels, vocabularies: Vocabularies) -> Weights:
    """Weights from ``rows`` and what readers found in their programs."""
    return fit(sample(rows, labels, vocabularies), judged_sorts(rows))


def cross_validated(
    rows: Sequence[Row], labels: Labels, vocabularies: Vocabularies, *, folds: int
) -> Iterator[tuple[ProgramKey, tuple[Attribute, ...]]]:
    """The programs of ``rows``, each by weights that were learned without its repository."""
    for fold in range(folds):
        held = [row for row in rows if fold_of(row.repository, folds) == fold]
        others = [row for row in rows if fold_of(row.repository, folds) != fold]
        if held and others:
            weights = learned(others, labels, vocabularies)
            yield from by_weights(held, weights, vocabularies).items()


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
