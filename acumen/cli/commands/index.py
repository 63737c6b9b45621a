"""``acumen index``: fetch, read, describe, embed and publish sources."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from acumen.cli.options import HomeOption, JsonOption, MirrorOption, NoSandboxOption, home_of
from acumen.cli.output import note, print_json, shown, stdout
from acumen.config import load_settings
from acumen.errors import UsageError

if TYPE_CHECKING:
    from acumen.config import EncoderSettings
    from acumen.domain.source import Source
    from indexer.pipeline import IndexOptions
    from indexer.report import RunReport

EXAMPLES = """
Examples:

  acumen index starter                                the pinned starter corpus

  acumen index https://github.com/pytorch/examples    one repository, at its newest commit

  acumen index pypi:opacus==1.6.0 mycorpus/*.toml     a source distribution and manifests

  acumen index corpus --mirror ~/mirror --json        from local copies of the repositories

An index grows: repositories that are in it already stay, and so does the catalogue that ships
with Acumen, unless --fresh is given.
"""


class Engine(StrEnum):
    LOCAL = "local"
    RAY = "ray"


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("index", epilog=EXAMPLES)(index)


def index(
    source: Annotated[
        list[str],
        typer.Argument(
            help="starter, corpus, a .toml or a folder of them, an https git URL (optionally "
            "@COMMIT), pypi:NAME==VERSION, or with --allow-local a path.",
            show_default=False,
        ),
    ],
    home: HomeOption = None,
    mirror: MirrorOption = None,
    encoder: Annotated[str, typer.Option(help="auto, onnx, torch or hashing (tests only).")] = "",
    jobs: Annotated[
        int, typer.Option(min=0, max=256, help="Parser processes; 0: one per core.")
    ] = 0,
    only: Annotated[str, typer.Option(help="Only repositories that fit this glob.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="At most so many sources; 0: all.")] = 0,
    engine: Annotated[Engine, typer.Option(help="What runs the stages.")] = Engine.LOCAL,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget what is in the index now.")
    ] = False,
    refit: Annotated[
        bool, typer.Option("--refit", help="Lay the map out anew instead of adding to it.")
    ] = False,
    allow_local: Annotated[
        bool, typer.Option("--allow-local", help="Take paths of this machine as sources.")
    ] = False,
    no_sandbox: NoSandboxOption = False,
    json: JsonOption = False,
) -> None:
    """Index sources into the home and publish a new generation."""
    # Heavy parts are imported here so that `acumen --help` and `acumen search` stay quick.
    from corpus.loader import read_source_argument  # noqa: PLC0415
    from corpus.prebuilt import shipped_catalogue  # noqa: PLC0415
    from indexer.pipeline import IndexOptions  # noqa: PLC0415
    from indexer.report import report_json  # noqa: PLC0415

    if engine is Engine.RAY:
        raise UsageError(
            "The Ray engine is not in this version.", remedy="leave --engine out: local is complete"
        )
    root = home_of(home)
    settings = load_settings(root)
    sources = [s for text in source for s in read_source_argument(text, allow_local=allow_local)]
    options = IndexOptions(
        home=root,
        mirror=mirror.expanduser().absolute() if mirror else None,
        sandbox=settings.indexing.sandbox and not no_sandbox,
        jobs=jobs or settings.indexing.jobs,
        only=only,
        limit=limit,
        fresh=fresh,
        refit=refit,
        seed=settings.map.seed,
        shipped=shipped_catalogue(),
    )
    report = _built(sources, options, settings.encoder, encoder or settings.encoder.name)
    if json:
        print_json(report_json(report))
    else:
        _print(report)
    if report.failed:
        first = report.failed[0]
        raise IncompleteRunError(len(report.failed), first.problem, first.remedy)


def _built(
    sources: Sequence[Source], options: IndexOptions, settings: EncoderSettings, encoder: str
) -> RunReport:
    """Run all stages, with a bar for people; the encoder is loaded when a text needs it."""
    from acumen.embedding.registry import load_encoder  # noqa: PLC0415  (as above)
    from corpus.loader import load_vocabularies  # noqa: PLC0415
    from indexer.pipeline import build_index  # noqa: PLC0415
    from indexer.progress import progress_for  # noqa: PLC0415

    with progress_for() as progress:
        return build_index(
            sources,
            options,
            vocabularies=load_vocabularies(),
            load_encoder=lambda: load_encoder(
                encoder,
                model=settings.model or None,
                device=settings.device,
                threads=settings.threads,
                home=options.home,
            ),
            progress=progress,
        )


class IncompleteRunError(UsageError):
    """The run is done and published, but not every source asked for is in it."""

    def __init__(self, count: int, problem: str, remedy: str) -> None:
        super().__init__(
            f"{count} of the sources could not be indexed; the rest is published. First: {problem}",
            remedy=remedy or "see the report above",
        )


def _print(report: RunReport) -> None:
    from indexer.report import RepositoryState, totals  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("repository", "state", "commit", "templates", "starters"):
        table.add_column(name, justify="right" if name in {"templates", "starters"} else "left")
    table.add_column("files: seen = indexed + skipped", justify="right")
    for outcome in report.outcomes:
        if outcome.state is RepositoryState.LEFT_OUT:
            continue
        skipped = sum(count for _, count in outcome.skipped)
        account = f"{outcome.seen} = {outcome.indexed} + {skipped}" if outcome.commit else ""
        table.add_row(
            shown(outcome.repository),
            outcome.state,
            outcome.commit[:12],
            str(outcome.templates),
            str(outcome.starters),
            account,
        )
    console = stdout()
    console.print(table)
    seen, indexed, reasons = totals(report.outcomes)
    console.print(
        f"\n{seen} files seen = {indexed} indexed + {seen - indexed} skipped: "
        + (", ".join(f"{count} {reason}" for reason, count in reasons) or "none"),
        highlight=False,
    )
    state = "published" if report.published else "unchanged"
    console.print(
        f"{report.templates} templates, {report.passages} passages in the index "
        f"({report.parsed} files parsed, {report.embedded} texts embedded, "
        f"{report.reused_vectors} vectors reused; encoder {report.encoder}).\n"
        f"Generation {report.generation} {state}, {report.manifest_hash[:12]}, "
        f"{report.seconds:.0f} s.",
        highlight=False,
    )
    for outcome in report.failed:
        note(f"{outcome.repository}: {outcome.problem}\n  Try: {outcome.remedy}")
