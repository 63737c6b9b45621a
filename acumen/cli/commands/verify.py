"""``acumen verify``: compare every byte of the index with its manifest."""

from __future__ import annotations

import typer

from acumen.cli.options import HomeOption, JsonOption, home_of
from acumen.cli.output import print_json, shown, stdout
from acumen.errors import IndexUnusableError, NoIndexError
from acumen.store.generations import verify as verify_home
from acumen.store.home import Home

EXAMPLES = """
Examples:

  acumen verify

  acumen verify --home /srv/acumen --json
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("verify", epilog=EXAMPLES)(verify)


def verify(home: HomeOption = None, json: JsonOption = False) -> None:
    """Check the checksums of every generation; exit status 1 if one is damaged."""
    root = Home(home_of(home))
    checks = verify_home(root)
    if not checks:
        raise NoIndexError(f"There is no index in {root.path} yet.", remedy="acumen index starter")
    if json:
        print_json(
            {
                "home": str(root.path),
                "generations": [
                    {
                        "generation": check.number,
                        "manifest_hash": check.manifest_hash,
                        "intact": check.intact,
                        "current": check.current,
                        "problem": check.problem,
                    }
                    for check in checks
                ],
            }
        )
    else:
        console = stdout()
        for check in checks:
            state = "[green]intact[/]" if check.intact else f"[red]{shown(check.problem)}[/]"
            current = "  (current)" if check.current else ""
            console.print(
                f"generation {check.number}  {check.manifest_hash[:12]}  {state}{current}",
                highlight=False,
            )
    damaged = [check for check in checks if not check.intact]
    if damaged:
        raise IndexUnusableError(
            f"Generation {damaged[-1].number} is damaged: {damaged[-1].problem}",
            remedy="run acumen index again; it publishes a fresh generation",
        )
