"""``acumen evaluate``: retrieval measures for a file of queries, beside plain baselines."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from acumen.cli.opened import opened
from acumen.cli.options import EncoderOption, HomeOption, JsonOption
from acumen.cli.output import note, print_json, shown, stdout
from acumen.search.baselines import Baseline
from acumen.search.evaluation import (
    MEASURES,
    EvaluationReport,
    evaluate,
    write_run,
)
from acumen.search.queryfile import read_rows
from acumen.search.records import Condition

EXAMPLES = """
A row of FILE is one JSON object: {"id", "query", "kind": "text" or "code",
"relevant": [{"repository", "path", "grade"}]}. A path that ends in / means all templates under it.

Examples:

  acumen evaluate queries.jsonl

  acumen evaluate queries.jsonl --condition no-readme --baseline bm25 --json

  acumen evaluate queries.jsonl --run acumen.trec
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("evaluate", epilog=EXAMPLES)(evaluate_file)


def evaluate_file(
    file: Annotated[Path, typer.Argument(help="Queries, one JSON object a line.")],
    condition: Annotated[
        Condition, typer.Option(help="Which texts of a template may be used.")
    ] = Condition.SHIPPED,
    baseline: Annotated[
        list[Baseline] | None,
        typer.Option(help="Compare with these only (repeat); default: all.", show_default=False),
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option(help="Also write the rankings as a TREC run.", show_default=False),
    ] = None,
    encoder: EncoderOption = "auto",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Measure retrieval on queries with known answers; without answers, only rank them."""
    rows = read_rows(file)
    library = opened(home, encoder).library
    report = evaluate(library, rows, condition=condition, baselines=baseline or tuple(Baseline))
    if run is not None:
        write_run(report, run)
    if json:
        print_json(_document(report))
    else:
        _print(report)


def _document(report: EvaluationReport) -> dict[str, object]:
    return {
        "condition": report.condition,
        "encoder": report.encoder,
        "index": report.index,
        "queries": report.queries,
        "judged": report.judged,
        "unreachable": list(report.unreachable),
        "systems": {
            system.name: {
                **dict(zip(MEASURES, system.means, strict=True)),
                "per_query": {
                    scores.query_id: dict(zip(MEASURES, scores.values, strict=True))
                    for scores in system.per_query
                },
            }
            for system in report.systems
        },
        "differences": [dataclasses.asdict(difference) for difference in report.differences],
    }


def _print(report: EvaluationReport) -> None:
    console = stdout()
    console.print(
        f"{report.judged} of {report.queries} queries have known answers; condition "
        f"{report.condition}, encoder {shown(report.encoder)}.",
        highlight=False,
    )
    if report.unreachable:
        note(
            f"{len(report.unreachable)} queries have no answer in this index and count as missed: "
            + ", ".join(report.unreachable[:8])
        )
    if not report.systems:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("system", *MEASURES):
        table.add_column(name, justify="left" if name == "system" else "right")
    for system in report.systems:
        table.add_row(system.name, *(f"{value:.3f}" for value in system.means))
    console.print(table)
    for difference in report.differences:
        console.print(
            f"{difference.measure} against {difference.baseline}: {difference.mean:+.3f} "
            f"[{difference.low:+.3f}, {difference.high:+.3f}]",
            markup=False,
            highlight=False,
        )
