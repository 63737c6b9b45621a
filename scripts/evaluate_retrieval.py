"""The table of search quality: query files x conditions x systems, as Markdown and JSON.

    python scripts/evaluate_retrieval.py --home HOME QUERIES.jsonl... [--labels LABELS.jsonl...]
        [--ablate] [--json OUT] [--markdown OUT]

Each file is one type of queries (rows as `acumen evaluate` reads them); its rows of kind "code" are
measured apart. Rows without a known answer are counted and left out. Rows that carry a "meaning"
get their answers from --labels, what people found by reading programs; only programs that somebody
read are ranked then. The intervals are 95 % from a paired bootstrap over queries; a star marks a
difference whose randomisation test, corrected by Holm for the systems beside it, is below .05.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acumen.attributes.labels import LabelledProgram, read_labels
from acumen.errors import AcumenError
from acumen.search.baselines import Baseline
from acumen.search.engine import Library
from acumen.search.evaluation import MEASURES, EvaluationReport, answerable, evaluate
from acumen.search.judging import judge
from acumen.search.opening import AUTO, open_library
from acumen.search.payload import JsonObject, evaluation_json
from acumen.search.queryfile import EvaluationRow, QueryKind, read_rows
from acumen.search.records import Condition
from acumen.store.home import Home
from corpus.loader import load_vocabularies

SIGNIFICANT = 0.05
HEAD = (
    "# How good search is",
    "",
    "Written by `scripts/evaluate_retrieval.py`; do not edit. `acumen` is the product, `bm25`",
    "plain full text over paths, READMEs, comments and code. `coverage` counts which words occur,",
    "as a search with ripgrep can, `dense` is the encoder alone, `without ...` the product with",
    "one signal switched off. Conditions: all as shipped; no README; code only, without comments,",
    "paths and titles either, so that a card holds what the rules read from the code and no more.",
    "Differences are the product's minus the other's, with 95 % intervals from a paired bootstrap",
    "over queries; a star marks p < .05 in a randomisation test, corrected by Holm. docs/search.md",
    "says what else was measured and what did not help.",
    "",
)


@dataclass(frozen=True, slots=True)
class QueryType:
    """The queries that are measured together."""

    name: str  # of the file, with "(code)" for its snippets
    sha256: str  # of the file
    rows: tuple[EvaluationRow, ...]  # judged ones
    pool: frozenset[str] | None  # ids of the templates that were read; None: all are ranked
    unjudged: int
    out_of_reach: int  # judged rows left out, because no answer is in this index


@dataclass(frozen=True, slots=True)
class Measured:
    """One type under one condition."""

    type: QueryType
    report: EvaluationReport


def query_types(
    files: Sequence[Path], library: Library, programs: Sequence[LabelledProgram], *, reachable: bool
) -> list[QueryType]:
    """One type per file and kind; with ``reachable`` only rows that this index can answer."""
    found = []
    for file in files:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        rows, pool = read_rows(file), None
        if programs and any(row.meaning for row in rows):
            judged = judge(rows, programs, library.index, library.vocabularies)
            rows, pool = judged.rows, judged.pool
        for kind in QueryKind:
            own = [row for row in rows if row.kind is kind]
            if not own:
                continue
            known = tuple(row for row in own if row.relevant)
            kept = answerable(known, library.index) if reachable else known
            name = file.stem if kind is QueryKind.TEXT else f"{file.stem} (code)"
            found.append(
                QueryType(name, digest, kept, pool, len(own) - len(known), len(known) - len(kept))
            )
    return found


def markdown(measured: Sequence[Measured], types: Sequence[QueryType], library: Library) -> str:
    """The tables, one per type of queries."""
    templates = len(library.index.templates)
    lines = [
        *HEAD,
        f"Index `{library.index_hash[:12]}`, {templates} templates, {library.encoder_name}.",
        "",
    ]
    for kind in types:
        left_out = f"; {kind.unjudged} without a known answer" if kind.unjudged else ""
        if kind.out_of_reach:
            left_out += f"; {kind.out_of_reach} whose answers this index lacks left out"
        if kind.pool is not None:
            left_out += f"; ranked among the {len(kind.pool)} programs that were read"
        lines += [f"### {kind.name}: {len(kind.rows)} judged queries{left_out}", ""]
        own = [each.report for each in measured if each.type is kind]
        if own:
            lines += _table(own)
    return "\n".join(lines)


def _table(reports: Sequence[EvaluationReport]) -> list[str]:
    heads = [*MEASURES, "product above it: nDCG@10", "RR@10"]
    lines = [
        f"| condition | system | {' | '.join(heads)} |",
        f"|---|---|{'---|' * len(heads)}",
    ]
    for report in reports:
        above = {
            (d.baseline, d.measure): f"{d.mean:+.3f} [{d.low:+.3f}, {d.high:+.3f}]"
            + ("*" if d.p_value < SIGNIFICANT else "")
            for d in report.differences
        }
        for system in report.systems:
            cells = [f"{mean:.3f}" for mean in system.means]
            cells += [above.get((system.name, name), "") for name in ("nDCG@10", "RR@10")]
            lines.append(f"| {report.condition} | {system.name} | {' | '.join(cells)} |")
        if report.unreachable:
            lines.append(f"| {report.condition} | {len(report.unreachable)} count as missed |")
    return [*lines, ""]


def document(measured: Sequence[Measured], types: Sequence[QueryType]) -> JsonObject:
    """Everything, per query too."""
    return {
        "types": [
            {
                "name": kind.name,
                "sha256": kind.sha256,
                "judged": len(kind.rows),
                "unjudged": kind.unjudged,
                "out_of_reach": kind.out_of_reach,
            }
            for kind in types
        ],
        "results": [{"type": each.type.name, **evaluation_json(each.report)} for each in measured],
    }


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure retrieval over files of queries.")
    parser.add_argument("queries", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--encoder", default=AUTO)
    parser.add_argument(
        "--condition", action="append", type=Condition, choices=list(Condition), default=None
    )
    parser.add_argument(
        "--baseline", action="append", type=Baseline, choices=list(Baseline), default=None
    )
    parser.add_argument(
        "--reachable", action="store_true", help="leave out queries that this index cannot answer"
    )
    parser.add_argument(
        "--labels",
        nargs="+",
        type=Path,
        default=[],
        help="what people found in programs: answers the queries that carry a meaning",
    )
    parser.add_argument(
        "--within", action="store_true", help="measure among the repositories of the answers only"
    )
    parser.add_argument(
        "--ablate", action="store_true", help="also measure the product without each signal"
    )
    parser.add_argument("--json", type=Path, help="also write everything here")
    parser.add_argument("--markdown", type=Path, help="write the tables here, not to the screen")
    given = parser.parse_args()
    try:
        opened = open_library(
            Home(given.home.absolute()), load_vocabularies(), encoder_name=given.encoder
        )
        for message in opened.notes:
            _say(message)
        library = opened.library
        programs = [program for file in given.labels for program in read_labels(file)]
        types = query_types(given.queries, library, programs, reachable=given.reachable)
        measured = []
        for condition in given.condition or list(Condition):
            for kind in types:
                if kind.rows:
                    _say(f"{kind.name}, {condition}: {len(kind.rows)} queries")
                    report = evaluate(
                        library,
                        kind.rows,
                        condition=condition,
                        baselines=given.baseline or list(Baseline),
                        ablate=given.ablate,
                        pool=kind.pool,
                        within=given.within,
                    )
                    measured.append(Measured(kind, report))
    except AcumenError as error:
        _say(str(error))
        return 1
    table = markdown(measured, types, library)
    if given.markdown:
        given.markdown.write_text(table, encoding="utf-8")
    else:
        sys.stdout.write(table)
    if given.json:
        given.json.write_text(json.dumps(document(measured, types), indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
