"""What the about page says of the index: what is in it, what is known of it, and what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.safety import Gate
from acumen.domain.snapshot import SkipReason
from app.services.facets import values_of
from app.services.library import Catalogue
from app.services.shown import one_line
from app.urlstate import ExploreState, choices

SHOWN: Final = 10  # values of one plot; the rarer ones are summed up
PLOTS: Final = (
    Facet.TASK,
    Facet.FRAMEWORK,
    Facet.MODALITY,
    Facet.ARCHITECTURE,
    Facet.LICENCE,
    Facet.ROLE,
    Facet.HARDWARE,
    Facet.SIZE,
)
SAMPLED: Final = 20_000  # templates that the plots count; of more, a fair sample
_REASONS: Final[Mapping[str, str]] = {
    SkipReason.SYMLINK: "a link to another file",
    SkipReason.SUBMODULE: "another repository",
    SkipReason.UNUSABLE_NAME: "a name that cannot be used",
    SkipReason.LISTING_LIMIT: "beyond the limit of files",
    SkipReason.EXCLUDED: "left out by the source's entry",
    SkipReason.NOT_CODE: "no Python and no notebook",
    SkipReason.TOO_LARGE: "too large",
    SkipReason.READ_LIMIT: "beyond the limit of reading",
    SkipReason.MISSING_BLOB: "missing in the snapshot",
    SkipReason.BINARY: "no text",
    SkipReason.UNDECODABLE: "text in an unknown encoding",
    SkipReason.LFS_POINTER: "stored elsewhere",
    SkipReason.NOT_A_NOTEBOOK: "no valid notebook",
    SkipReason.NO_CODE: "without code",
    SkipReason.UNPARSABLE: "more error than code",
    SkipReason.TIMEOUT: "took too long",
    SkipReason.CRASH: "stopped its reader twice",
    SkipReason.GENERATED: "a template of code",
    SkipReason.TEST: "a test",
    SkipReason.SETUP: "set-up and configuration",
    SkipReason.NO_FRAMEWORK: "no deep learning in it",
    SkipReason.NO_ENTRY: "nothing that starts",
    SkipReason.DUPLICATE: "stands elsewhere in the index",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a plot."""

    label: str
    count: int
    share: float  # 0..1 of the largest bar of the plot
    target: ExploreState | None  # the map with these templates


@dataclass(frozen=True, slots=True)
class Plot:
    """How often each value of one facet stands in the index."""

    title: str
    bars: tuple[Bar, ...]
    rarer: int  # values that are not shown
    unknown: int  # templates of which nothing is known here
    of: int  # templates counted


@dataclass(frozen=True, slots=True)
class Fact:
    """One number with what it is."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class AboutView:
    """The statistics of one index."""

    facts: tuple[Fact, ...]
    index: str
    encoder: str
    dimension: int
    plots: tuple[Plot, ...]
    years: Plot
    known: Plot  # share of templates of which a facet is known
    skipped: Plot  # files that were not read, by reason
    established: int  # templates whose gate is established
    with_faults: int
    inspected: int
    templates: int


@lru_cache(maxsize=1)
def about(catalogue: Catalogue) -> AboutView:
    """Count once for each generation."""
    index = catalogue.index
    templates = index.templates
    sample = templates[:: max(1, len(templates) // SAMPLED)]
    seen = sum(repository.seen for repository in index.repositories)
    read = sum(repository.indexed for repository in index.repositories)
    lines = sum(record.code_lines for record in templates)
    return AboutView(
        facts=(
            Fact(f"{len(templates):,}", "templates"),
            Fact(f"{len(index.repositories):,}", "repositories, each at one commit"),
            Fact(f"{read:,}", f"files read, of {seen:,} seen"),
            Fact(f"{lines:,}", "lines of code in all closures"),
        ),
        index=catalogue.hash,
        encoder=one_line(f"{index.encoder.model_id} ({index.encoder.name})", limit=120),
        dimension=index.encoder.dimension,
        plots=tuple(_plot(catalogue, sample, facet) for facet in PLOTS),
        years=_years(sample),
        known=_known(catalogue, sample),
        skipped=_skipped(catalogue),
        established=sum(record.safety.gate is Gate.ESTABLISHED for record in templates),
        with_faults=sum(record.safety.found > 0 for record in templates),
        inspected=sum(bool(record.findings) for record in templates),
        templates=len(templates),
    )


def _plot(catalogue: Catalogue, sample: Sequence[TemplateRecord], facet: Facet) -> Plot:
    """Each template counts once for every value that it has."""
    count: Counter[str] = Counter()
    unknown = 0
    for record in sample:
        values = values_of(record, facet)
        count.update(values)
        unknown += not values
    ranked = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
    largest = ranked[0][1] if ranked else 1
    return Plot(
        title=catalogue.labels.facet(facet),
        bars=tuple(
            Bar(
                catalogue.labels.value(facet, value),
                number,
                number / largest,
                ExploreState(include=choices({facet: (value,)})),
            )
            for value, number in ranked[:SHOWN]
        ),
        rarer=max(0, len(ranked) - SHOWN),
        unknown=unknown,
        of=len(sample),
    )


def _years(sample: Sequence[TemplateRecord]) -> Plot:
    """All years from the first to the last, so that gaps are seen."""
    count = Counter(record.last_change.year for record in sample if record.last_change)
    years = range(min(count), max(count) + 1) if count else ()
    largest = max(count.values(), default=1)
    return Plot(
        title="Year of the last change",
        bars=tuple(
            Bar(
                str(year),
                count[year],
                count[year] / largest,
                ExploreState(include=choices({Facet.LAST_CHANGE: (str(year),)}))
                if count[year]
                else None,
            )
            for year in years
        ),
        rarer=0,
        unknown=sum(record.last_change is None for record in sample),
        of=len(sample),
    )


def _known(catalogue: Catalogue, sample: Sequence[TemplateRecord]) -> Plot:
    """Of how many templates each facet is known; the rest is unknown, not absent."""
    derived = {Facet.ROLE, Facet.LANGUAGE, Facet.SIZE}
    facets = [facet for facet in Facet if facet not in derived]
    count = Counter(facet for record in sample for facet in {a.facet for a in record.attributes})
    count[Facet.LICENCE] = sum(bool(record.licence.spdx) for record in sample)
    count[Facet.LAST_CHANGE] = sum(record.last_change is not None for record in sample)
    total = len(sample) or 1
    ranked = sorted(facets, key=lambda facet: (-count[facet], facet))
    return Plot(
        title="Attributes that are known",
        bars=tuple(
            Bar(catalogue.labels.facet(facet), count[facet], count[facet] / total, None)
            for facet in ranked
        ),
        rarer=0,
        unknown=0,
        of=len(sample),
    )


def _skipped(catalogue: Catalogue) -> Plot:
    count: Counter[str] = Counter()
    for repository in catalogue.index.repositories:
        count.update(dict(repository.skipped))
    ranked = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
    largest = ranked[0][1] if ranked else 1
    return Plot(
        title="Files that were not read",
        bars=tuple(
            Bar(_REASONS.get(reason, reason.replace("-", " ")), number, number / largest, None)
            for reason, number in ranked[:SHOWN]
        ),
        rarer=max(0, len(ranked) - SHOWN),
        unknown=0,
        of=sum(count.values()),
    )
