"""``acumen corpus``: the curated list of sources, added to, checked and moved on."""

from __future__ import annotations

import dataclasses
import fnmatch
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from acumen.cli.options import (
    HomeOption,
    JsonOption,
    MirrorOption,
    NoSandboxOption,
    home_of,
)
from acumen.cli.output import note, print_json, shown, stdout
from acumen.errors import AcumenError, CorpusError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.loader import CuratedSource
    from indexer.curating.adding import Proposal
    from indexer.curating.checking import CorpusCheck
    from indexer.curating.refreshing import Refresh
    from indexer.ondemand import Reach
    from indexer.workshop import Workshop

EXAMPLES = """
Examples:

  acumen corpus add https://github.com/owner/name --include 'examples/**'

  acumen corpus add https://github.com/owner/name --why "What it shows." --write

  acumen corpus check --mirror ~/mirror --only 'pytorch/*'

  acumen corpus refresh --only owner/name --write

Nothing is written without --write. Sources are those of corpus/sources, or of --sources.
"""
SourcesOption = Annotated[
    Path | None,
    typer.Option(help="A folder of sources in place of corpus/sources.", show_default=False),
]
OnlyOption = Annotated[str, typer.Option(help="Only repositories that fit this glob.")]
WriteOption = Annotated[bool, typer.Option("--write", help="Write what is only shown otherwise.")]
JobsOption = Annotated[int, typer.Option(min=1, max=256, help="Parser processes.")]
MANY = 12  # lines of a list for people; --json gives all


class UnfitSourcesError(CorpusError):
    """The check went through, and found sources that need a curator."""


def register(cli: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        name="corpus",
        help="Add to, check and move on the curated list of sources.",
        no_args_is_help=True,
        epilog=EXAMPLES,
    )
    group.command("add", epilog=EXAMPLES)(add)
    group.command("check", epilog=EXAMPLES)(check)
    group.command("refresh", epilog=EXAMPLES)(refresh)
    cli.add_typer(group)


def add(
    url: Annotated[
        str,
        typer.Argument(metavar="URL[@COMMIT]", help="An https git URL.", show_default=False),
    ],
    include: Annotated[
        list[str] | None, typer.Option(help="A glob on paths; may be given several times.")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Likewise, to leave out.")] = None,
    why: Annotated[str, typer.Option(help="Why it is in, in one sentence of yours.")] = "",
    teaches: Annotated[str, typer.Option(help="What it teaches, joined by commas.")] = "",
    sources: SourcesOption = None,
    write: WriteOption = False,
    mirror: MirrorOption = None,
    no_sandbox: NoSandboxOption = False,
    jobs: JobsOption = 1,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Report what a repository would bring, and the entry that pins it."""
    from acumen.store.catalogue import open_index_or  # noqa: PLC0415  (heavy, as all below)
    from acumen.store.home import Home  # noqa: PLC0415
    from corpus.loader import read_source_argument  # noqa: PLC0415
    from corpus.prebuilt import shipped_catalogue  # noqa: PLC0415
    from indexer.curating.adding import propose, write_entry  # noqa: PLC0415

    given = read_source_argument(url, allow_local=False)
    if len(given) != 1:
        raise UsageError(f"{url!r} is a list of sources.", remedy="give one https git URL")
    source = dataclasses.replace(
        given[0], include=tuple(include or ()), exclude=tuple(exclude or ()), why=why.strip()
    )
    reach = _reach(home, mirror, sandbox=not no_sandbox)
    folder = _folder(sources)
    try:
        index = open_index_or(Home(reach.home), shipped_catalogue(), verify=False).index
    except AcumenError:
        index = None  # there is nothing to compare with yet
    with _workshop(reach, jobs) as shop:
        proposal = propose(
            source,
            shop=shop,
            reach=reach,
            index=index,
            teaches=[word.strip() for word in teaches.split(",") if word.strip()],
            standing=_entries(folder) if folder.is_dir() else (),
        )
    written = write_entry(proposal, folder) if write else None
    if json:
        print_json(_proposal_json(proposal) | {"written": str(written) if written else ""})
    else:
        _print_proposal(proposal, written)


def check(
    only: OnlyOption = "",
    sources: SourcesOption = None,
    mirror: MirrorOption = None,
    no_sandbox: NoSandboxOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Find sources that are gone or emptied, have moved, changed terms, or stand twice."""
    from indexer.curating.checking import check_sources  # noqa: PLC0415  (heavy)

    entries = _chosen(_entries(_folder(sources)), only)
    found = check_sources(entries, _reach(home, mirror, sandbox=not no_sandbox))
    if json:
        print_json(
            {
                "sources": [dataclasses.asdict(c) | {"fine": c.fine} for c in found.sources],
                "duplicates": [list(pair) for pair in found.duplicates],
            }
        )
    else:
        _print_check(found)
    unfit = [c.repository for c in found.sources if not c.fine]
    if unfit:
        raise UnfitSourcesError(
            f"{len(unfit)} of {len(found.sources)} sources need a curator: {', '.join(unfit[:5])}",
            remedy="look at them, then correct, move (acumen corpus refresh) or remove the entry",
        )


def refresh(
    only: OnlyOption = "",
    sources: SourcesOption = None,
    write: WriteOption = False,
    mirror: MirrorOption = None,
    no_sandbox: NoSandboxOption = False,
    jobs: JobsOption = 1,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show what the newest commits change in programs, attributes, faults and map."""
    from indexer.curating.refreshing import compare_newest, move_pin  # noqa: PLC0415  (heavy)

    entries = _chosen(_entries(_folder(sources)), only)
    reach = _reach(home, mirror, sandbox=not no_sandbox)
    found: list[Refresh] = []
    failed: list[tuple[str, AcumenError]] = []
    with _workshop(reach, jobs) as shop:
        for entry in entries:
            try:
                change = compare_newest(entry, shop=shop, reach=reach)
            except AcumenError as error:
                failed.append((entry.source.repository, error))
                continue
            found.append(change)
            if write and change.moved:
                move_pin(change)
    if json:
        print_json(
            {
                "moved": [_refresh_json(change, written=write) for change in found if change.moved],
                "current": [change.repository for change in found if not change.moved],
                "failed": [{"repository": name, "problem": e.problem} for name, e in failed],
            }
        )
    else:
        _print_refresh(found, written=write)
        for name, why in failed:
            note(f"{name}: {why.problem}\n  Try: {why.remedy}")
    if failed:
        raise UnfitSourcesError(
            f"{len(failed)} of {len(entries)} sources could not be compared: {failed[0][0]}",
            remedy="acumen corpus check says what became of them",
        )


def _reach(home: Path | None, mirror: Path | None, *, sandbox: bool) -> Reach:
    from indexer.ondemand import Reach  # noqa: PLC0415  (the indexer is loaded when asked for)

    return Reach(
        home=home_of(home),
        mirror=mirror.expanduser().absolute() if mirror else None,
        sandbox=sandbox,
        report=note,
    )


@contextmanager
def _workshop(reach: Reach, jobs: int) -> Iterator[Workshop]:
    from corpus.loader import load_vocabularies  # noqa: PLC0415  (reads files)
    from indexer.curating.looking import open_workshop  # noqa: PLC0415  (heavy)
    from indexer.progress import progress_for  # noqa: PLC0415  (the same)

    with (
        progress_for() as progress,
        open_workshop(reach, load_vocabularies(), progress, jobs=jobs) as shop,
    ):
        yield shop


def _folder(given: Path | None) -> Path:
    from corpus.loader import SOURCES  # noqa: PLC0415  (asked for only here)

    return given.expanduser().absolute() if given else SOURCES


def _entries(folder: Path) -> tuple[CuratedSource, ...]:
    from corpus.loader import load_entries  # noqa: PLC0415  (reads files)

    return load_entries(folder) if any(folder.glob("*.toml")) else ()


def _chosen(entries: Sequence[CuratedSource], only: str) -> list[CuratedSource]:
    fitting = [e for e in entries if not only or fnmatch.fnmatchcase(e.source.repository, only)]
    if not fitting:
        raise UsageError(
            f"--only {only!r} fits none of the {len(entries)} sources.",
            remedy="give a glob on owner/name, such as 'pytorch/*'",
        )
    return fitting


def _proposal_json(proposal: Proposal) -> dict[str, object]:
    look = proposal.look
    return {
        "repository": look.source.repository,
        "url": look.source.location,
        "commit": look.commit,
        "committed_on": str(look.committed_on or ""),
        "licence": dataclasses.asdict(look.terms),
        "seen": proposal.seen,
        "indexed": proposal.indexed,
        "skipped": dict(proposal.skipped),
        "templates": proposal.templates,
        "roles": dict(proposal.roles),
        "tasks": dict(proposal.tasks),
        "frameworks": dict(proposal.frameworks),
        "with_faults": proposal.faults,
        "copies": [list(pair) for pair in proposal.copies],
        "warnings": list(proposal.warnings),
        "entry": proposal.entry,
    }


def _print_proposal(proposal: Proposal, written: Path | None) -> None:
    console = stdout()
    look = proposal.look

    def counts(pairs: Sequence[tuple[str, int]]) -> str:
        return ", ".join(f"{count} {name}" for name, count in pairs[:MANY]) or "none"

    console.print(
        f"[bold]{shown(look.source.repository)}[/] at {look.commit}, {look.committed_on}\n"
        f"licence: {shown(look.terms.spdx or 'not recognised')} ({look.terms.state}), "
        f"{shown(look.terms.evidence)} {shown(look.terms.note)}\n"
        f"{proposal.seen} files seen = {proposal.indexed} indexed + "
        f"{proposal.seen - proposal.indexed} skipped: {counts(proposal.skipped)}\n"
        f"{proposal.templates} templates: {counts(proposal.roles)}; "
        f"{proposal.faults} with a fault that was found\n"
        f"tasks: {counts(proposal.tasks)}\nframeworks: {counts(proposal.frameworks)}",
        highlight=False,
    )
    for path, other in proposal.copies[:MANY]:
        console.print(f"same program: {shown(path)} = {shown(other)}", highlight=False)
    for warning in proposal.warnings:
        console.print(f"[yellow]{shown(warning)}[/]", highlight=False)
    console.print(f"\n{shown(proposal.entry)}", highlight=False, end="")
    where = f"Written to {written}." if written else "Nothing was written; add --write."
    console.print(shown(where), highlight=False)


def _print_check(found: CorpusCheck) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("source", "state", "pin", "newest", "licence", "what to look at"):
        table.add_column(name, overflow="fold")
    for one in found.sources:
        table.add_row(
            shown(one.repository),
            f"[green]{one.state}[/]" if one.fine else f"[yellow]{one.state}[/]",
            one.pinned[:12],
            one.newest[:12] if one.newest != one.pinned else "",
            shown(one.claimed),
            shown("; ".join(text for text in (one.licence_changed, one.problem) if text)),
        )
    console = stdout()
    console.print(table)
    for first, second, share in found.duplicates:
        console.print(
            f"[yellow]the same programs[/]: {shown(first)} and {shown(second)} ({share:.0%})",
            highlight=False,
        )


def _refresh_json(change: Refresh, *, written: bool) -> dict[str, object]:
    return {
        "repository": change.repository,
        "before": change.before,
        "after": change.after,
        "added": list(change.added),
        "removed": list(change.removed),
        "changed": [dataclasses.asdict(template) for template in change.changed],
        "same": change.same,
        "placed_anew": change.placed_anew,
        "licence": change.terms,
        "written": written,
    }


def _print_refresh(found: Sequence[Refresh], *, written: bool) -> None:
    console = stdout()
    moved = [change for change in found if change.moved]
    console.print(f"{len(found) - len(moved)} at their newest commit, {len(moved)} moved.")
    for change in moved:
        console.print(
            f"\n[bold]{shown(change.repository)}[/] {change.before[:12]} -> {change.after[:12]}: "
            f"{len(change.added)} programs more, {len(change.removed)} less, "
            f"{len(change.changed)} changed, {change.same} the same; "
            f"{change.placed_anew} get a new place on the map",
            highlight=False,
        )
        if change.terms:
            console.print(f"  [yellow]{shown(change.terms)}[/]", highlight=False)
        for sign, paths in (("+", change.added), ("-", change.removed)):
            for path in paths[:MANY]:
                console.print(f"  {sign} {shown(path)}", highlight=False)
        for template in change.changed[:MANY]:
            what = [*template.attributes, *template.faults, template.licence]
            said = ", ".join(text for text in what if text) or "its card"
            console.print(f"  ~ {shown(template.path)}: {shown(said)}", highlight=False)
    if moved:
        console.print(
            "\nThe pins are moved." if written else "\nNothing was written; add --write.",
            highlight=False,
        )
