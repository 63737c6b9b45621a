"""``acumen show``: one template with all that is known about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from acumen.cli.opened import opened
from acumen.cli.options import HomeOption, JsonOption
from acumen.cli.output import print_json, shown, stdout
from acumen.domain.evidence import Evidence
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.search.facets import attributes_of
from acumen.search.opening import WORDS
from acumen.search.payload import record_json

EXAMPLES = """
Examples:

  acumen show pypi/opacus@20d772520000:examples/mnist.py

  acumen show ID --json | jq .attributes
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("show", epilog=EXAMPLES)(show)


def show(
    template: Annotated[
        str, typer.Argument(metavar="ID", help="As search prints it.", show_default=False)
    ],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show one template: attributes with evidence, licence, faults, files."""
    library = opened(home, WORDS).library
    record = library.template(template)
    repositories = {r.repository: r for r in library.index.repositories}
    repository = repositories.get(record.template.repository)
    if json:
        print_json(record_json(record, repository, library.vocabularies))
    else:
        _print(stdout(), record, repository, library.vocabularies)


def _print(
    console: Console,
    record: TemplateRecord,
    repository: RepositoryRecord | None,
    vocabularies: Vocabularies,
) -> None:
    template, safety = record.template, record.safety
    console.print(f"[bold]{shown(record.title)}[/]\n{shown(record.summary)}", highlight=False)
    console.print(f"[cyan]{shown(record.id)}[/]", highlight=False)
    if repository and repository.url:
        console.print(f"{shown(repository.url)} at {template.commit}", highlight=False)
    licence = record.licence
    console.print(
        f"licence: {shown(licence.spdx or 'none')} ({licence.state}){_places(licence.evidence)} "
        f"{shown(licence.note)}",
        highlight=False,
    )
    console.print(
        f"role: {template.role}{_places(template.role_evidence)}; {record.code_lines} lines of "
        f"code in {len(record.files)} files; last change {record.last_change or 'unknown'}",
        highlight=False,
    )
    console.print(
        f"faults: {safety.gate}, between {safety.lower:.2f} and {safety.upper:.2f} "
        f"({safety.found} found, {safety.clean} clean, {safety.unknown} unknown, "
        f"{safety.not_checkable} not checkable)",
        highlight=False,
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("attribute", "value", "sure", "by", "evidence"):
        table.add_column(name, overflow="fold")
    for attribute in attributes_of(record):
        vocabulary = vocabularies.get(attribute.facet)
        table.add_row(
            attribute.facet,
            shown(vocabulary.label(attribute.value) if vocabulary else attribute.value),
            f"{attribute.confidence:.2f}",
            shown(f"{attribute.origin}: {attribute.rule}" if attribute.rule else attribute.origin),
            _places(attribute.evidence).strip(),
        )
    console.print(table)
    for title, paths in (
        ("files", [file.path for file in record.files]),
        ("configurations", template.configs),
        ("variants", template.variants),
    ):
        if paths:
            console.print(f"[bold]{title}[/]")
            for path in paths:
                console.print(f"  {shown(path)}", highlight=False)


def _places(evidence: Sequence[Evidence]) -> str:
    shown_places = [f"{shown(e.path)}:{e.first_line}" for e in evidence[:3]]
    return "  " + ", ".join(shown_places) if shown_places else ""
