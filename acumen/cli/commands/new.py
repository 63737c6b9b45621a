"""``acumen new``: start a project from a template."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from acumen.cli.opened import opened
from acumen.cli.options import (
    HomeOption,
    JsonOption,
    MirrorOption,
    NoSandboxOption,
    PolicyOption,
    home_of,
)
from acumen.cli.output import note, print_json, shown, stdout
from acumen.domain.licence import LicencePolicy
from acumen.search.opening import WORDS

EXAMPLES = """
Examples:

  acumen new pytorch/examples@77f55b912142:vae/main.py my-vae

  acumen new ID my-project --licence copyleft --json

  acumen verify my-vae                                what has changed since

Nothing is run, and nothing is written over. The template's files come with the licence and notice
files above them, PROVENANCE.toml, CHECKLIST.md and requirements.txt.
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("new", epilog=EXAMPLES)(new)


def new(
    template: Annotated[
        str, typer.Argument(metavar="ID", help="As search prints it.", show_default=False)
    ],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new or empty folder.", show_default=False)
    ],
    licence: PolicyOption = LicencePolicy.PERMISSIVE,
    mirror: MirrorOption = None,
    no_sandbox: NoSandboxOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Copy a template into DIR, with its terms, its origin and what to watch."""
    from indexer.ondemand import Reach  # noqa: PLC0415  (reading sources is the indexer's part)
    from indexer.starting.project import start_project  # noqa: PLC0415  (the same)

    library = opened(home, WORDS)
    record = library.library.template(template)
    repository = next(
        r for r in library.library.index.repositories if r.repository == record.template.repository
    )
    started = start_project(
        record,
        repository,
        folder.expanduser().absolute(),
        policy=licence,
        reach=Reach(
            home=home_of(home),
            mirror=mirror.expanduser().absolute() if mirror else None,
            sandbox=not no_sandbox,
            report=note,
        ),
        today=datetime.now(tz=UTC).date(),
        index_hash=library.opened.manifest_hash,
    )
    if json:
        print_json(
            {
                "template": record.id,
                "folder": str(started.folder),
                "entry": started.entry,
                "copied": list(started.copied),
                "written": list(started.written),
                "licence": started.licence,
            }
        )
        return
    console = stdout()
    console.print(
        f"{shown(str(started.folder))}: {len(started.copied)} files copied, "
        f"under {shown(started.licence)}; {', '.join(started.written)} written.",
        highlight=False,
    )
    console.print(f"Start with {shown(started.entry)}; read CHECKLIST.md first.", highlight=False)
