"""``acumen verify``: compare every byte of the index, or of a started project, with its record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from acumen.cli.options import HomeOption, JsonOption, home_of
from acumen.cli.output import print_json, shown, stdout
from acumen.errors import IndexUnusableError, NoIndexError, UsageError
from acumen.store.catalogue import NUMBER, check_catalogue
from acumen.store.generations import GenerationCheck
from acumen.store.generations import verify as verify_home
from acumen.store.home import Home

EXAMPLES = """
Examples:

  acumen verify

  acumen verify --home /srv/acumen --json

  acumen verify my-vae                                a project that acumen new started
"""


class ChangedProjectError(UsageError):
    """A started project is not what was copied. That may well be meant."""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("verify", epilog=EXAMPLES)(verify)


def verify(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="A project that acumen new started.", show_default=False
        ),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Check the index, or the files of a started project; exit status 1 if they differ."""
    if folder is not None:
        _verify_project(folder.expanduser().absolute(), json=json)
    else:
        _verify_index(Home(home_of(home)), json=json)


def _verify_index(root: Home, *, json: bool) -> None:
    checks = verify_home(root) or _shipped()
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
            name = f"generation {check.number}" if check.number else "shipped catalogue"
            console.print(f"{name}  {check.manifest_hash[:12]}  {state}{current}", highlight=False)
    damaged = [check for check in checks if not check.intact]
    if damaged:
        raise IndexUnusableError(
            f"Generation {damaged[-1].number} is damaged: {damaged[-1].problem}",
            remedy="run acumen index again; it publishes a fresh generation",
        )


def _shipped() -> tuple[GenerationCheck, ...]:
    """The catalogue of the package, which answers where the home has no index."""
    from corpus.prebuilt import shipped_catalogue  # noqa: PLC0415  (asked for only here)

    place = shipped_catalogue()
    if place is None:
        return ()
    found, problem = check_catalogue(place)
    return (GenerationCheck(NUMBER, found, problem, current=True),)


def _verify_project(folder: Path, *, json: bool) -> None:
    from indexer.starting.verifying import FileState, verify_project  # noqa: PLC0415  (the same)

    check = verify_project(folder)
    if json:
        print_json(
            {
                "folder": str(folder),
                "template": check.origin.template,
                "licence": check.origin.licence,
                "unchanged": check.unchanged,
                "copied": dict(check.files),
                "written": dict(check.ours),
            }
        )
    else:
        console = stdout()
        console.print(
            f"started from {shown(check.origin.template)} on {shown(check.origin.started_on)}, "
            f"under {shown(check.origin.licence)}",
            highlight=False,
        )
        for path, state in (*check.files, *check.ours):
            colour = "green" if state is FileState.SAME else "yellow"
            console.print(f"[{colour}]{state:<8}[/] {shown(path)}", highlight=False)
    changed = [path for path, state in check.files if state is not FileState.SAME]
    if changed:
        raise ChangedProjectError(
            f"{len(changed)} of {len(check.files)} copied files are not what was copied: "
            f"{', '.join(changed[:5])}",
            remedy="nothing, if you changed them; the original is at the commit in PROVENANCE.toml",
        )
