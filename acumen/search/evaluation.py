"""Measures retrieval on a file of queries with known answers, against plain baselines.

A query's answers are named by repository and path, not by template: a path that ends in "/" means
every template under it. Answers that this index does not hold count as missed and are reported.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import quote

import numpy as np

from acumen.domain.index import Index, TermCounts
from acumen.errors import UsageError
from acumen.search.conditions import SEARCHED_FIELDS
from acumen.search.engine import Library
from acumen.search.fields import FieldName
from acumen.search.lexical import PLAIN_WEIGHTS, LexicalIndex
from acumen.search.queryfile import EvaluationRow, QueryKind
from acumen.search.records import (
    MAX_CODE_CHARACTERS,
    MAX_QUERY_CHARACTERS,
    Condition,
    Leg,
    Query,
    RankedId,
)
from acumen.search.tokens import code_terms, prose_terms

DEPTH: Final = 1000  # places of a run
MEASURES: Final = ("nDCG@10", "RR@10", "Success@1", "Success@5", "R@50")
RESAMPLES: Final = 10_000
TAG: Final = "acumen"

# What a plain full-text index would hold: none of our titles, glosses and attribute labels.
_PLAIN_FIELDS: Final = frozenset(
    {FieldName.PATH, FieldName.README, FieldName.PROSE, FieldName.SYMBOLS, FieldName.CODE}
)

Ranking = tuple[RankedId, ...]


class Baseline(StrEnum):
    """What the product is compared with."""

    BM25 = "bm25"  # plain BM25 over paths, READMEs, comments and code as one text
    DENSE = "dense"  # the encoder alone
    RANDOM = "random"


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
    """How much the product is above a baseline, with a 95 % interval from paired resampling."""

    measure: str
    baseline: Baseline
    mean: float
    low: float
    high: float


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
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> EvaluationReport:
    """Rank every row and measure the judged ones; ``report`` hears of rows done and in all.

    Without judged rows the report holds rankings only.
    """
    library.prepare(condition)
    chosen = [b for b in baselines if b is not Baseline.DENSE or library.encoder is not None]
    plain = _PlainSearch(library.index, condition) if Baseline.BM25 in chosen else None
    ids = [record.id for record in library.index.templates]
    runs: dict[str, dict[str, Ranking]] = {TAG: {}, **{b.value: {} for b in chosen}}
    for done, row in enumerate(rows, start=1):
        query = _query(row, condition)
        runs[TAG][row.id] = library.ranking(query, DEPTH)
        for baseline in chosen if row.relevant else ():
            match baseline:
                case Baseline.BM25:
                    assert plain is not None
                    ranked = plain.ranking(query)
                case Baseline.DENSE:
                    ranked = library.ranking(query, DEPTH, legs=frozenset({Leg.MEANING}))
                case Baseline.RANDOM:
                    ranked = _shuffled(ids, row.id)
            runs[baseline.value][row.id] = ranked
        report(done, len(rows))

    answers = {row.id: _answers(row, library.index) for row in rows if row.relevant}
    systems = tuple(_measure(name, run, answers) for name, run in runs.items()) if answers else ()
    differences = tuple(
        difference
        for baseline, scores in zip(chosen, systems[1:], strict=False)
        for difference in _compare(systems[0], scores, baseline)
    )
    return EvaluationReport(
        condition=condition,
        encoder=library.encoder_name,
        index=library.index_hash,
        queries=len(rows),
        judged=len(answers),
        measures=MEASURES,
        unreachable=tuple(row_id for row_id, grades in answers.items() if not grades),
        systems=systems,
        differences=differences,
        run=tuple(runs[TAG].items()),
    )


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


class _PlainSearch:
    """BM25 over the searched fields as one text: what any full-text index would do."""

    def __init__(self, index: Index, condition: Condition) -> None:
        fields = _PLAIN_FIELDS & SEARCHED_FIELDS[condition]
        if FieldName.CODE in fields and condition is not Condition.CODE_ONLY:
            fields -= {FieldName.SYMBOLS}  # names stand in the code already
        tables = [table for table in index.term_counts if FieldName(table.field) in fields]
        self._ids = [record.id for record in index.templates]
        n = len(self._ids)
        self._lexical = LexicalIndex(
            [_merged(tables, n)], n, {FieldName.CODE: PLAIN_WEIGHTS[FieldName.CODE]}
        )

    def ranking(self, query: Query) -> Ranking:
        terms = Counter(code_terms(query.code) if query.code else prose_terms(query.text))
        scores = self._lexical.scores({term: float(count) for term, count in terms.items()})
        order = np.lexsort((np.arange(len(scores)), -np.round(scores, 9)))[:DEPTH]
        return tuple(RankedId(self._ids[row], float(scores[row])) for row in order)


def _merged(tables: Sequence[TermCounts], n: int) -> TermCounts:
    """The tables as one field."""
    terms = sorted({term for table in tables for term in table.terms})
    number = {term: position for position, term in enumerate(terms)}
    rows: list[Counter[int]] = [Counter() for _ in range(n)]
    for table in tables:
        local = [number[term] for term in table.terms]
        for row in range(n):
            part = slice(int(table.indptr[row]), int(table.indptr[row + 1]))
            for term, count in zip(
                table.term_ids[part].tolist(), table.counts[part].tolist(), strict=True
            ):
                rows[row][local[term]] += count
    indptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=indptr[1:])
    pairs = [pair for row in rows for pair in sorted(row.items())]
    return TermCounts(
        FieldName.CODE.value,
        tuple(terms),
        indptr,
        np.array([term for term, _ in pairs], dtype=np.int32),
        np.array([count for _, count in pairs], dtype=np.int32),
    )


def _shuffled(ids: Sequence[str], seed: str) -> Ranking:
    """The IDs in an order that depends on ``seed`` alone."""

    def key(template_id: str) -> bytes:
        return hashlib.blake2b(f"{seed}\0{template_id}".encode(), digest_size=8).digest()

    ordered = sorted(ids, key=key)[:DEPTH]
    return tuple(RankedId(name, float(-place)) for place, name in enumerate(ordered))


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


def _compare(
    system: SystemScores, baseline_scores: SystemScores, baseline: Baseline
) -> list[Difference]:
    """Paired bootstrap over queries; the seed is fixed, so equal input gives equal intervals."""
    ours = np.array([scores.values for scores in system.per_query])
    theirs = np.array([scores.values for scores in baseline_scores.per_query])
    gaps = ours - theirs  # (queries, measures)
    draws = np.random.default_rng(0).integers(len(gaps), size=(RESAMPLES, len(gaps)))
    found = []
    for column, measure in enumerate(MEASURES):
        means = gaps[:, column][draws].mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        mean = float(gaps[:, column].mean())
        found.append(Difference(measure, baseline, mean, float(low), float(high)))
    return found
