"""Measures retrieval on a file of queries with known answers, against plain baselines.

A query's answers are named by repository and path, not by template: a path that ends in "/" means
every template under it. Answers that this index does not hold count as missed and are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import numpy as np

from acumen.domain.index import Index
from acumen.errors import UsageError
from acumen.search.baselines import (
    ABLATIONS,
    Baseline,
    Ranked,
    Ranking,
    baseline,
    with_legs,
    without,
)
from acumen.search.engine import Library
from acumen.search.queryfile import EvaluationRow, QueryKind
from acumen.search.ranking import ALL_LEGS
from acumen.search.records import (
    MAX_CODE_CHARACTERS,
    MAX_QUERY_CHARACTERS,
    Condition,
    Query,
)
from acumen.search.significance import bootstrap, holm, randomisation

MEASURES: Final = ("nDCG@10", "RR@10", "Success@1", "Success@5", "R@50")
TAG: Final = "acumen"


@dataclass(frozen=True, slots=True)
class QueryScores:
    """One query's measures, in the order of ``MEASURES``."""

    query_id: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SystemScores:
    """One system over all judged queries."""

    name: str
    means: tuple[float, ...]  # in the order of MEASURES
    per_query: tuple[QueryScores, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much the product is above another system, with a 95 % interval from paired resampling."""

    measure: str
    baseline: str  # name of the other system
    mean: float
    low: float
    high: float
    p_value: float  # of a randomisation test, corrected for the systems compared


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """The outcome of one evaluation."""

    condition: Condition
    encoder: str
    index: str
    queries: int
    judged: int  # queries with answers
    measures: tuple[str, ...]
    unreachable: tuple[str, ...]  # judged queries none of whose answers is in this index
    systems: tuple[SystemScores, ...]  # the product first
    differences: tuple[Difference, ...]
    run: tuple[tuple[str, Ranking], ...]  # the product's rankings, by query id


def evaluate(
    library: Library,
    rows: Sequence[EvaluationRow],
    *,
    condition: Condition = Condition.SHIPPED,
    baselines: Iterable[Baseline] = tuple(Baseline),
    ablate: bool = False,
    pool: Collection[str] | None = None,
    within: bool = False,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> EvaluationReport:
    """Rank every row and measure the judged ones; ``report`` hears of rows done and in all.

    With ``ablate`` the product is measured without each of its signals too. ``pool`` are the ids of
    the templates that somebody judged: all others are taken out of every ranking before it is
    measured, since nobody knows whether they are right (condensed lists: T. Sakai, SIGIR 2007).
    With ``within`` a query is measured among the templates of its answers' repositories only: what
    answers it elsewhere is not known.
    Without judged rows the report holds rankings only.
    """
    library.prepare(condition)
    systems = _systems(library, condition, baselines, ablate=ablate)
    ours = with_legs(library, ALL_LEGS)
    product: dict[str, Ranking] = {}
    runs: dict[str, dict[str, Ranking]] = {name: {} for name in systems}
    for done, row in enumerate(rows, start=1):
        query = _query(row, condition)
        product[row.id] = ours(query, row.id)
        if row.relevant:
            for name, ranked in systems.items():
                runs[name][row.id] = ranked(query, row.id)
        report(done, len(rows))

    answers = {row.id: _answers(row, library.index) for row in rows if row.relevant}
    pools = _pools(rows, library.index, pool, within=within)
    scores = tuple(
        _measure(name, _condensed(run, pools), answers)
        for name, run in ({TAG: product} | runs).items()
        if answers
    )
    return EvaluationReport(
        condition=condition,
        encoder=library.encoder_name,
        index=library.index_hash,
        queries=len(rows),
        judged=len(answers),
        measures=MEASURES,
        unreachable=tuple(row_id for row_id, grades in answers.items() if not grades),
        systems=scores,
        differences=_compare(scores),
        run=tuple(product.items()),
    )


def _systems(
    library: Library, condition: Condition, baselines: Iterable[Baseline], *, ablate: bool
) -> dict[str, Ranked]:
    found = {
        kind.value: baseline(kind, library, condition)
        for kind in baselines
        if kind is not Baseline.DENSE or library.encoder is not None
    }
    if ablate:
        found |= {name: without(leg, library) for name, leg in ABLATIONS}
    return found


def _pools(
    rows: Iterable[EvaluationRow], index: Index, pool: Collection[str] | None, *, within: bool
) -> dict[str, frozenset[str]]:
    """By query id the templates among which it is measured; no entry: among all."""
    if pool is None and not within:
        return {}
    everything = frozenset(record.id for record in index.templates)
    judged = everything if pool is None else everything & frozenset(pool)
    if not within:
        return {row.id: judged for row in rows}
    owned: dict[str, set[str]] = {}
    for record in index.templates:
        owned.setdefault(record.template.repository.lower(), set()).add(record.id)
    return {
        row.id: judged & set().union(*(owned.get(a.repository.lower(), ()) for a in row.relevant))
        for row in rows
    }


def _condensed(
    run: Mapping[str, Ranking], pools: Mapping[str, frozenset[str]]
) -> Mapping[str, Ranking]:
    return {
        query_id: tuple(place for place in ranked if place.id in pools[query_id])
        if query_id in pools
        else ranked
        for query_id, ranked in run.items()
    }


def answerable(rows: Sequence[EvaluationRow], index: Index) -> tuple[EvaluationRow, ...]:
    """The rows of which this index holds an answer."""
    return tuple(row for row in rows if _answers(row, index))


def write_run(report: EvaluationReport, path: Path) -> None:
    """Write the product's rankings as a TREC run: ``qid Q0 id rank score tag``.

    Spaces in IDs become ``%20``. Scores fall strictly, so that a reader which sorts by score
    keeps the order.
    """
    lines = []
    for query_id, ranked in report.run:
        for rank, (place, score) in enumerate(zip(ranked, _falling(ranked), strict=True), start=1):
            name = f"{_spaceless(query_id)} Q0 {_spaceless(place.id)}"
            lines.append(f"{name} {rank} {score:.9f} {TAG}\n")
    try:
        path.write_text("".join(lines), encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}", remedy="name a file in a folder of yours"
        ) from error


def _spaceless(text: str) -> str:
    return "".join(quote(char) if char.isspace() else char for char in text)


def _falling(ranked: Ranking) -> list[float]:
    scores: list[float] = []
    for place in ranked:
        ceiling = scores[-1] - 1e-9 if scores else np.inf
        scores.append(min(round(place.score, 9), ceiling))
    return scores


def _query(row: EvaluationRow, condition: Condition) -> Query:
    if row.kind is QueryKind.CODE:
        return Query(code=row.query[:MAX_CODE_CHARACTERS], condition=condition)
    said = row.query.lower()
    needs = [need for need in row.need if need.lower() not in said]
    text = " ".join((row.query, *needs))
    if len(text) > MAX_QUERY_CHARACTERS:
        text = text[: MAX_QUERY_CHARACTERS + 1].rpartition(" ")[0][:MAX_QUERY_CHARACTERS]
    return Query(text, condition=condition)


def _answers(row: EvaluationRow, index: Index) -> dict[str, int]:
    """Template ID -> grade, for the answers that this index holds."""
    grades: dict[str, int] = {}
    for answer in row.relevant:
        wanted = answer.repository.lower()
        own = [r for r in index.templates if r.template.repository.lower() == wanted]
        if answer.path.endswith("/"):
            found = [r for r in own if r.template.path.startswith(answer.path)]
        else:
            found = [r for r in own if r.template.path == answer.path]
            found = found or [r for r in own if answer.path in r.template.variants]
        for record in found:
            grades[record.id] = max(grades.get(record.id, 0), answer.grade)
    return grades


def _measure(
    name: str, run: Mapping[str, Ranking], answers: Mapping[str, Mapping[str, int]]
) -> SystemScores:
    import ir_measures  # noqa: PLC0415  (pulls in pandas)

    measures = [ir_measures.parse_measure(measure) for measure in MEASURES]
    judged = [
        ir_measures.Qrel(query_id, template_id, grade)
        for query_id, grades in answers.items()
        for template_id, grade in grades.items()
    ]
    scored = [
        ir_measures.ScoredDoc(query_id, place.id, float(-rank))
        for query_id in answers
        for rank, place in enumerate(run[query_id])
    ]
    values = {query_id: dict.fromkeys(MEASURES, 0.0) for query_id in answers}
    if judged:
        for metric in ir_measures.iter_calc(measures, judged, scored):
            values[metric.query_id][str(metric.measure)] = float(metric.value)
    per_query = tuple(
        QueryScores(query_id, tuple(found[measure] for measure in MEASURES))
        for query_id, found in values.items()
    )
    table = np.array([scores.values for scores in per_query])
    return SystemScores(name, tuple(float(mean) for mean in table.mean(axis=0)), per_query)


def _compare(systems: Sequence[SystemScores]) -> tuple[Difference, ...]:
    """The first system against each other one; equal input gives equal figures."""
    if not systems:
        return ()
    ours, *others = (np.array([s.values for s in each.per_query]) for each in systems)
    found = []
    for column, measure in enumerate(MEASURES):
        gaps = [ours[:, column] - theirs[:, column] for theirs in others]
        p_values = holm([randomisation(gap) for gap in gaps])
        for system, gap, p_value in zip(systems[1:], gaps, p_values, strict=True):
            low, high = bootstrap(gap)
            found.append(Difference(measure, system.name, float(gap.mean()), low, high, p_value))
    return tuple(found)
