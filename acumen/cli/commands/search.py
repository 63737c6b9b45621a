"""``acumen search``: templates by text, by example code, or like another template."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from acumen.cli import filters
from acumen.cli.opened import opened
from acumen.cli.options import EncoderOption, HomeOption, JsonOption, LimitOption, PolicyOption
from acumen.cli.output import note, print_json, shown, stdout
from acumen.domain.licence import LicencePolicy
from acumen.errors import UsageError
from acumen.search.payload import search_json
from acumen.search.records import Hit, Query, SearchResult

EXAMPLES = """
Examples:

  acumen search "variational autoencoder on handwritten digits"

  acumen search "sentiment of movie reviews" --framework keras --limit 5

  acumen search --code snippet.py --json

  acumen search --like pytorch/examples@77f55b912142:vae/main.py --not framework=tensorflow
"""
REASONS_SHOWN = 4
CODE_LIMIT = 20_000


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("search", epilog=EXAMPLES)(search)


@filters.filtered
def search(
    query: Annotated[
        str, typer.Argument(help="What you are looking for, in your words.", show_default=False)
    ] = "",
    chosen: filters.Chosen = filters.NOTHING,
    licence: PolicyOption = LicencePolicy.ANY,
    code: Annotated[
        Path | None,
        typer.Option(help="A file with example code; - reads standard input.", show_default=False),
    ] = None,
    like: Annotated[str, typer.Option(help="The ID of a template to resemble.")] = "",
    limit: LimitOption = 10,
    encoder: EncoderOption = "auto",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Search the index; every hit says why it is one, with file and line."""
    if not (query.strip() or code or like or chosen.include):
        raise UsageError(
            "There is nothing to search for.",
            remedy='acumen search "image segmentation", or --code FILE, --like ID, --task NAME',
        )
    asked = Query(
        text=query,
        code=_read_code(code) if code else "",
        like=like,
        include=chosen.include,
        exclude=chosen.exclude,
        licence=licence,
        limit=limit,
    )
    result = opened(home, encoder).library.search(asked)
    if json:
        print_json(search_json(result))
    else:
        _print(result)


def _read_code(path: Path) -> str:
    try:
        if str(path) == "-":
            return sys.stdin.read(CODE_LIMIT + 1)
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(CODE_LIMIT + 1)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", remedy="give a file of code, or -"
        ) from error


def _print(result: SearchResult) -> None:
    console = stdout()
    if result.understood:
        words = ", ".join(f"{reading.facet} {reading.label}" for reading in result.understood)
        console.print(f"[dim]understood: {shown(words)}[/]", highlight=False)
    for hit in result.hits:
        _print_hit(console, hit)
    if not result.hits:
        console.print("No template fits. Drop a filter, or search for the task alone.")
    for gated in result.gated[:3]:
        console.print(
            f"[dim]held back: {shown(gated.record.title)}: {shown(gated.reason)} "
            f"({shown(gated.remedy)})[/]",
            highlight=False,
        )
    console.print(
        f"[dim]{len(result.hits)} of {result.total} templates, {result.took_ms:.0f} ms, "
        f"encoder {shown(result.encoder)}[/]",
        highlight=False,
    )
    if result.note:
        note(result.note)


def _print_hit(console: Console, hit: Hit) -> None:
    record = hit.record
    console.print(
        f"\n[bold]{hit.rank}. {shown(record.title)}[/]  [dim]{hit.score:.3f}[/]", highlight=False
    )
    console.print(
        f"   [cyan]{shown(record.id)}[/]  {shown(record.licence.named)}, "
        f"{record.code_lines} lines, faults {record.safety.gate}",
        highlight=False,
    )
    for reason in hit.reasons[:REASONS_SHOWN]:
        place = reason.evidence[0] if reason.evidence else None
        where = f"  [dim]{shown(place.path)}:{place.first_line}[/]" if place else ""
        console.print(f"   {reason.contribution:+.3f} {shown(reason.text)}{where}", highlight=False)
