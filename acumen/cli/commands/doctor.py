"""``acumen doctor``: versions, encoder, device, index, and what is missing with how to get it."""

from __future__ import annotations

import dataclasses

import typer

from acumen.cli.checkup import Health, examine
from acumen.cli.options import EncoderOption, HomeOption, JsonOption, home_of
from acumen.cli.output import print_json, shown, stdout

EXAMPLES = """
Examples:

  acumen doctor

  acumen doctor --json
"""
COLOURS = {Health.OK: "green", Health.OPTIONAL: "yellow", Health.BROKEN: "red"}


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("doctor", epilog=EXAMPLES)(doctor)


def doctor(
    home: HomeOption = None, encoder: EncoderOption = "auto", json: JsonOption = False
) -> None:
    """Say what works here and what does not; exit status 1 if something needed is missing."""
    report = examine(home_of(home), encoder)
    if json:
        print_json(
            {
                "healthy": report.healthy,
                "home": str(home_of(home)),
                "index": dataclasses.asdict(report.index),
                "checks": [dataclasses.asdict(check) for check in report.checks],
            }
        )
    else:
        console = stdout()
        for check in report.checks:
            colour = COLOURS[check.health]
            console.print(
                f"[{colour}]{check.health:<9}[/] [bold]{check.name:<9}[/] {shown(check.found)}",
                highlight=False,
            )
            if check.remedy:
                console.print(f"{'':<20}Try: {shown(check.remedy)}", highlight=False)
    if not report.healthy:
        raise SystemExit(1)
