"""``acumen list``: every template that passes the filters."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from acumen.cli import filters
from acumen.cli.opened import opened
from acumen.cli.options import HomeOption, PolicyOption
from acumen.cli.output import print_json_line, shown, stdout
from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy
from acumen.errors import UsageError
from acumen.search.opening import WORDS
from acumen.search.payload import listed_json, record_json
from acumen.search.records import Query

EXAMPLES = """
Examples:

  acumen list --framework pytorch --licence permissive

  acumen list --json | jq -r .id

  acumen list --task object-detection --json --full | jq .faults
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("list", epilog=EXAMPLES)(list_templates)


@filters.filtered
def list_templates(
    chosen: filters.Chosen = filters.NOTHING,
    licence: PolicyOption = LicencePolicy.ANY,
    limit: Annotated[int, typer.Option(min=0, help="At most so many; 0: all.")] = 0,
    home: HomeOption = None,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line: what tells templates apart.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="With --json: each as `show --json`, with evidence.")
    ] = False,
) -> None:
    """List the templates of the index, filtered like search, ordered by ID."""
    if full and not json:
        raise UsageError("--full is for --json.", remedy="acumen list --json --full")
    query = Query(include=chosen.include, exclude=chosen.exclude, licence=licence)
    library = opened(home, WORDS).library
    records = library.select(query)
    records = records[:limit] if limit else records
    if json:
        repositories = {r.repository: r for r in library.index.repositories}
        for record in records:
            repository = repositories.get(record.template.repository)
            print_json_line(
                record_json(record, repository, library.vocabularies)
                if full
                else listed_json(record)
            )
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("template", "title", "role", "framework", "licence"):
        table.add_column(name, overflow="fold")
    for record in records:
        table.add_row(
            shown(record.id),
            shown(record.title),
            record.template.role,
            shown(", ".join(record.values(Facet.FRAMEWORK))),
            shown(record.licence.named),
        )
    console = stdout()
    console.print(table)
    console.print(f"[dim]{len(records)} templates[/]", highlight=False)
