"""``acumen show``: one template with all that is known about it, or its code."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from acumen.cli.coding import code_reader, print_code
from acumen.cli.faulttext import places, print_faults
from acumen.cli.opened import opened
from acumen.cli.options import (
    HomeOption,
    JsonOption,
    MirrorOption,
    NoSandboxOption,
    home_of,
)
from acumen.cli.output import print_json, shown, stdout
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.search.facets import attributes_of
from acumen.search.opening import WORDS
from acumen.search.payload import record_json

EXAMPLES = """
Examples:

  acumen show pytorch/examples@77f55b912142:vae/main.py

  acumen show ID --json | jq .attributes

  acumen show ID --code                               its entry; fetched if it is not here

  acumen show ID --code --file models/net.py --offline
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("show", epilog=EXAMPLES)(show)


def show(
    template: Annotated[
        str, typer.Argument(metavar="ID", help="As search prints it.", show_default=False)
    ],
    code: Annotated[bool, typer.Option("--code", help="Print the code instead.")] = False,
    file: Annotated[
        str, typer.Option(help="Which file of it; the entry if left out.", show_default=False)
    ] = "",
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not fetch code that is not here.")
    ] = False,
    mirror: MirrorOption = None,
    no_sandbox: NoSandboxOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show one template: attributes with evidence, licence, faults, files; or its code."""
    library = opened(home, WORDS).library
    record = library.template(template)
    repositories = {r.repository: r for r in library.index.repositories}
    repository = repositories.get(record.template.repository)
    if code and repository is not None:
        print_code(
            record,
            repository,
            file or record.template.path,
            reader=code_reader(home_of(home), mirror, sandbox=not no_sandbox),
            offline=offline,
            json=json,
        )
    elif json:
        print_json(record_json(record, repository, library.vocabularies))
    else:
        _print(stdout(), record, repository, library.vocabularies)


def _print(
    console: Console,
    record: TemplateRecord,
    repository: RepositoryRecord | None,
    vocabularies: Vocabularies,
) -> None:
    template = record.template
    console.print(f"[bold]{shown(record.title)}[/]\n{shown(record.summary)}", highlight=False)
    console.print(f"[cyan]{shown(record.id)}[/]", highlight=False)
    if repository and repository.url:
        console.print(f"{shown(repository.url)} at {template.commit}", highlight=False)
    licence = record.licence
    console.print(
        f"licence: {shown(licence.spdx or 'none')} ({licence.state})  {places(licence.evidence)} "
        f"{shown(licence.note)}",
        highlight=False,
    )
    console.print(
        f"role: {template.role}  {places(template.role_evidence)}; {record.code_lines} lines of "
        f"code in {len(record.files)} files; last change {record.last_change or 'unknown'}",
        highlight=False,
    )
    for remark in record.remarks:
        kind = remark.kind.value.replace("-", " ")
        console.print(
            f"[yellow]{kind}[/] according to {shown(remark.who)}: {shown(remark.text)}",
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
            places(attribute.evidence),
        )
    console.print(table)
    print_faults(console, record)
    for title, paths in (
        ("files", [file.path for file in record.files]),
        ("configurations", template.configs),
        ("variants", template.variants),
    ):
        if paths:
            console.print(f"[bold]{title}[/]")
            for path in paths:
                console.print(f"  {shown(path)}", highlight=False)
