"""``acumen annotations``: what people said about templates, out to a file, in again, and proven."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from acumen.cli.options import HomeOption, JsonOption, home_of
from acumen.cli.output import note, print_json, shown, stdout
from acumen.curation.importing import import_statements
from acumen.curation.lines import csv_text, history_lines, read_lines, standing_lines
from acumen.errors import AnnotationsDamagedError, CorpusError, UsageError
from acumen.store.annotations import AnnotationStore
from acumen.store.home import Home

EXAMPLES = """
Examples:

  acumen annotations export > history.jsonl

  acumen annotations export --standing --output corpus/annotations/mine.jsonl

  acumen annotations import review.jsonl --dry-run

  acumen annotations verify
"""
MOST_BYTES = 256 << 20  # of a file that is imported

group = typer.Typer(no_args_is_help=True)


class Format(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    CSV = "csv"


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.add_typer(
        group,
        name="annotations",
        help="Export, import and verify what people said about templates.",
        epilog=EXAMPLES,
    )


@group.command("export")
def export(
    standing: Annotated[
        bool,
        typer.Option("--standing", help="Only what stands now, one line a value, no history."),
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", help="A file instead of standard output.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="csv is a table of what stands, for people.")
    ] = Format.JSONL,
    home: HomeOption = None,
) -> None:
    """Write every event with its place in the chain, or with --standing what they come to."""
    events = _store(home).events()
    if form is Format.CSV:
        text = csv_text(events)
    else:
        lines = standing_lines(events) if standing else history_lines(events)
        text = "".join(f"{line}\n" for line in lines)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written: {error.strerror}.", remedy="choose another --output"
        ) from error
    note(f"{text.count(chr(10))} lines in {output}")


@group.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A file that export wrote, or that you edited.")],
    who: Annotated[
        str, typer.Option("--by", help="Your name, noted beside the authors' names.")
    ] = "import",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Add the statements of a file. What people here said otherwise stays, and is listed."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CorpusError(f"{file} is too large.", remedy="import it in parts")
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}.", remedy="give a file") from error
    store = _store(home)
    said = read_lines(text, name=str(file))
    done = import_statements(store, said, entered_by=who, write=not dry_run)
    store.close()
    if json:
        print_json(
            {
                "added": done.added,
                "known": done.known,
                "dry_run": dry_run,
                "conflicts": [
                    {"repository": s.repository, "path": s.path, "aspect": s.aspect.value}
                    for s in done.conflicts
                ],
            }
        )
        return
    console = stdout()
    verb = "would be added" if dry_run else "added"
    console.print(f"{done.added} {verb}, {done.known} were here already", highlight=False)
    for slot in done.conflicts:
        place = f"{shown(slot.repository)}:{shown(slot.path)}"
        console.print(f"  left as people here said: {slot.aspect.value} of {place}")


@group.command("verify")
def verify(
    head: Annotated[
        str,
        typer.Option("--head", help="A hash that was noted earlier and must still be there."),
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Prove that no event was changed, left out or slipped in; exit status 1 otherwise."""
    proof = _store(home).verify(head.strip().lower())
    problem = proof.problem
    if not problem and not proof.passed:
        problem = f"no event has the hash {shown(head[:64])}: the end was cut off, or it is another"
    if json:
        print_json({"events": proof.head.seq, "head": proof.head.hash, "problem": problem})
    elif not problem:
        stdout().print(f"{proof.head.seq} events intact, head {proof.head.hash}", highlight=False)
    if problem:
        raise AnnotationsDamagedError(
            f"The annotations are damaged after event {proof.head.seq}: {problem}.",
            remedy="restore annotations.sqlite from a copy, or import an export into a new home",
        )


def _store(home: Path | None) -> AnnotationStore:
    return AnnotationStore(Home(home_of(home)).annotations)
