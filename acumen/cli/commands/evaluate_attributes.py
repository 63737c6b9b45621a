"""``acumen evaluate-attributes``: how right and how complete an index's attributes are."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from acumen.attributes.evaluation import (
    Agreement,
    AttributeEvaluation,
    HalfReport,
    evaluate_halves,
)
from acumen.attributes.labels import LabelledProgram, read_labels
from acumen.attributes.signs import SHOWN_FROM
from acumen.cli.options import HomeOption, JsonOption, home_of
from acumen.cli.output import note, print_json, stdout
from acumen.domain.index import Index
from acumen.errors import UsageError
from acumen.store.generations import open_index
from acumen.store.home import Home

EXAMPLES = """
A row of FILE is one JSON object: {"repository", "path", "labels": {facet: [{"value"}]}}. Programs
that are held out are reported apart. Without FILE the labels of this source tree are used.

Examples:

  acumen evaluate-attributes

  acumen evaluate-attributes labels.jsonl --second other_reader.jsonl --json
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("evaluate-attributes", epilog=EXAMPLES)(evaluate_attributes)


def evaluate_attributes(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Labels, one JSON object a line.", show_default=False),
    ] = None,
    second: Annotated[
        Path | None,
        typer.Option(help="Labels of a second reader, for agreement.", show_default=False),
    ] = None,
    shown_from: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Count values from this confidence on.")
    ] = SHOWN_FROM,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Measure the attributes of an index against labels made by reading."""
    result = evaluated(
        open_index(Home(home_of(home))).index, files or [], second, shown_from=shown_from
    )
    if json:
        print_json(document(result))
    else:
        _print(result)


def evaluated(
    index: Index, files: list[Path], second: Path | None, *, shown_from: float = SHOWN_FROM
) -> AttributeEvaluation:
    """The measures of ``index``. Without files, those of the source tree are taken.

    Raises:
        CorpusError: a file of labels is wrong.
        UsageError: there are no labels, or none of a program in the index.
    """
    from corpus.loader import load_vocabularies  # noqa: PLC0415  (read only when needed)
    from corpus.vocabulary import VOCABULARIES  # noqa: PLC0415  (read only when needed)

    if not files:
        folder = VOCABULARIES.parent / "labels"
        files = sorted(folder.glob("labels_*.jsonl"))
        beside = folder / "second_reading.jsonl"
        second = second or (beside if beside.is_file() else None)
    if not files:
        raise UsageError("There are no labels here.", remedy="name a file of labels")
    labelled: dict[tuple[str, str], LabelledProgram] = {}
    for path in files:
        for program in read_labels(path):
            labelled.setdefault(program.key, program)
    found = {
        (record.template.repository, record.template.path): record.attributes
        for record in index.templates
    }
    if not labelled.keys() & found.keys():
        raise UsageError(
            "None of the labelled programs is in this index.",
            remedy="index the repositories of the labels, or give other labels",
        )
    return evaluate_halves(
        tuple(labelled.values()),
        found,
        load_vocabularies(),
        second=read_labels(second) if second is not None else (),
        shown_from=shown_from,
    )


def document(result: AttributeEvaluation) -> dict[str, object]:
    """The result as plain values; single verdicts are those of the open half only."""
    return {
        "shown_from": result.shown_from,
        "labelled": result.labelled,
        "absent": [f"{repository}/{path}" for repository, path in result.absent],
        "halves": {half.name: _half(half) for half in result.halves},
        "agreement": [dataclasses.asdict(one) for one in result.agreement],
    }


def _half(half: HalfReport) -> dict[str, object]:
    facets = {
        score.facet.value: {
            "programs": score.programs,
            "found": score.found,
            "labelled": score.labelled,
            "precision": score.precision,
            "recall": score.recall,
            "f1": score.f1,
        }
        for score in half.facets
    }
    plain: dict[str, object] = {
        "programs": half.programs,
        "facets": facets,
        "macro": {
            "precision": half.macro_precision,
            "recall": half.macro_recall,
            "f1": half.macro_f1,
        },
        "sure": {"values": half.sure_values, "right": half.sure_right},
        "reliability": [dataclasses.asdict(one) for one in half.reliability],
    }
    if not half.held_out:
        wrong = [verdict for verdict in half.verdicts if not verdict.right]
        plain["wrong"] = [dataclasses.asdict(verdict) for verdict in wrong]
        plain["missed"] = [dataclasses.asdict(missed) for missed in half.missed]
    return plain


def _print(result: AttributeEvaluation) -> None:
    console = stdout()
    if result.absent:
        note(
            f"{len(result.absent)} of {result.labelled} labelled programs are not in this index "
            "and are left out."
        )
    for half in result.halves:
        if not half.programs:
            continue
        console.print(f"{half.name}: {half.programs} programs", highlight=False)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("facet", "found", "labelled", "precision", "recall", "F1"):
            table.add_column(name, justify="left" if name == "facet" else "right")
        for score in half.facets:
            shares = (score.precision, score.recall, score.f1)
            table.add_row(
                score.facet, str(score.found), str(score.labelled), *(f"{x:.3f}" for x in shares)
            )
        means = (half.macro_precision, half.macro_recall, half.macro_f1)
        table.add_row("mean", "", "", *(f"{x:.3f}" for x in means))
        console.print(table)
        console.print(
            f"{half.sure_values} values of confidence .9 and more, {half.sure_right:.3f} right",
            highlight=False,
        )
    if result.agreement:
        _print_agreement(result.agreement)


def _print_agreement(agreement: tuple[Agreement, ...]) -> None:
    console = stdout()
    console.print(f"two readers, {agreement[0].programs} programs", highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("facet", "same", "overlap", "kappa"):
        table.add_column(name, justify="left" if name == "facet" else "right")
    for one in agreement:
        table.add_row(one.facet, f"{one.same:.3f}", f"{one.overlap:.3f}", f"{one.kappa:.3f}")
    console.print(table)
