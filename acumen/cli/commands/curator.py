"""``acumen curator``: who may annotate in the app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from acumen.cli.options import HomeOption, JsonOption, home_of
from acumen.cli.output import note, print_json, shown, stdout
from acumen.domain.annotation import CuratorRole
from acumen.store.curators import (
    DAYS,
    add_curator,
    load_curators,
    revoke_curator,
    session_key,
)

EXAMPLES = """
Examples:

  acumen curator add ada

  acumen curator add max --role maintainer --days 30

  acumen serve --curators "$ACUMEN_HOME/curators.json"
"""
FILE = "curators.json"

curator = typer.Typer(no_args_is_help=True)
FileOption = Annotated[
    Path | None,
    typer.Option("--curators", help=f"The file of curators. Default: {FILE} in the home."),
]


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.add_typer(
        curator,
        name="curator",
        help="Add, list and revoke the people who may annotate.",
        epilog=EXAMPLES,
    )


@curator.command("add")
def add(
    name: Annotated[str, typer.Argument(help="How annotations name the person.")],
    role: Annotated[
        CuratorRole,
        typer.Option(help="A reader looks, an annotator judges, a maintainer also settles."),
    ] = CuratorRole.ANNOTATOR,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long the token is good.")] = DAYS,
    curators: FileOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Make a token for a person. It is shown this once; the file keeps only its hash."""
    file = _file(curators, home)
    made = add_curator(file, name, role, days=days)
    session_key(file)
    if json:
        print_json(
            {
                "name": name,
                "role": role.value,
                "expires": made.curator.expires,
                "token": made.token,
                "curators": str(file),
            }
        )
        return
    stdout().print(made.token, highlight=False, soft_wrap=True)
    note(f"This is {name}'s token ({role.value}, good until {made.curator.expires}).")
    note("It is not shown again: hand it over now.")
    note(f"Start the app with: acumen serve --curators {file}")


@curator.command("list")
def list_(curators: FileOption = None, home: HomeOption = None, json: JsonOption = False) -> None:
    """Who has a token, and until when."""
    known = load_curators(_file(curators, home))
    if json:
        print_json(
            [
                {
                    "name": c.name,
                    "role": c.role.value,
                    "added": c.added,
                    "expires": c.expires,
                    "revoked": c.revoked,
                }
                for c in known
            ]
        )
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("name", "role", "added", "expires", "revoked"):
        table.add_column(heading)
    for c in known:
        table.add_row(shown(c.name), c.role.value, c.added, c.expires, c.revoked)
    stdout().print(table)


@curator.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(help="Whose tokens end now.")],
    curators: FileOption = None,
    home: HomeOption = None,
) -> None:
    """End a person's tokens and sessions at once. What the person said stays."""
    count = revoke_curator(_file(curators, home), name)
    note(f"{count} {'token' if count == 1 else 'tokens'} of {name} revoked.")


def _file(given: Path | None, home: Path | None) -> Path:
    return (given.expanduser() if given else home_of(home) / FILE).absolute()
