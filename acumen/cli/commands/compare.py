"""``acumen compare``: two or three templates side by side, differences first."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from acumen.cli.opened import opened
from acumen.cli.options import HomeOption, JsonOption
from acumen.cli.output import print_json, shown, stdout
from acumen.recommend.comparison import Cell, Comparison, Row, compare
from acumen.recommend.payload import comparison_json
from acumen.search.opening import WORDS

EXAMPLES = """
Examples:

  acumen compare pytorch/examples@77f55b912142:vae/main.py google/flax@18f8f311c275:examples/vae/main.py

  acumen compare ID ID ID --json | jq '.rows[] | select(.differs)'
"""  # noqa: E501  (an example is one line)


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("compare", epilog=EXAMPLES)(compare_templates)


def compare_templates(
    templates: Annotated[
        list[str], typer.Argument(metavar="ID ID [ID]", help="As search prints them.")
    ],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Compare templates: attributes, size, dependencies, licence, freshness, faults."""
    compared = compare(opened(home, WORDS).library, templates)
    if json:
        print_json(comparison_json(compared))
    else:
        _print(compared)


def _print(compared: Comparison) -> None:
    console = stdout()
    differing = [row for row in compared.rows if row.differs]
    same = [row for row in compared.rows if not row.differs]
    for title, rows in (("differs", differing), ("the same", same)):
        if not rows:
            continue
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        table.add_column(title, style="dim")
        for record in compared.records:
            table.add_column(shown(f"{record.title}\n{record.id}"), overflow="fold", ratio=1)
        for row in rows:
            table.add_row(row.name, *(_cell(row, cell) for cell in row.cells))
        console.print(table)
        console.print()


def _cell(row: Row, cell: Cell) -> str:
    """Shared values dim, the others plain."""
    if not cell.values:
        return "[dim]not known[/]"
    common = set(row.common) if row.differs else set()
    own = [shown(value) for value in cell.values if value not in common]
    shared = [f"[dim]{shown(value)}[/]" for value in cell.values if value in common]
    return ", ".join([*own, *shared])
