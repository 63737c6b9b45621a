"""Rebuild the catalogue that ships with the package, from the sources in corpus/sources.

    python scripts/build_catalogue.py --mirror DIR [--home DIR] [--jobs N] [--allow-missing]

Everything is read at its pinned commit, from DIR/owner/name(.git) where that exists, else from the
network. What was computed in --home before is used again; from the same pins, rules and encoder
come the same bytes. Writes corpus/prebuilt/catalogue/ and corpus/prebuilt/REPORT.md, or nothing:
a source that cannot be read ends it, unless --allow-missing says that the catalogue may do without.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from acumen.domain.index import Index
from acumen.embedding.registry import load_encoder
from acumen.errors import AcumenError
from acumen.faults.registry import ruleset_version
from acumen.store.generations import open_index
from acumen.store.home import Home
from corpus.compiled import COMPILED, write_compiled
from corpus.loader import SOURCES, load_sources, load_vocabularies
from corpus.prebuilt import CATALOGUE, PREBUILT
from corpus.vocabulary import VOCABULARIES
from indexer.packaging import package
from indexer.pipeline import IndexOptions, build_index
from indexer.progress import progress_for
from indexer.report import RepositoryState, RunReport, totals

MOST_PASSAGES = 6  # of a template that trains; twice as many still fit into 25 MB

JsonObject = dict[str, object]


def account(report: RunReport, index: Index) -> JsonObject:
    """What was seen and what became of it; neither dates nor durations, so it is repeatable."""
    seen, indexed, skipped = totals(report.outcomes)
    states = {r.template.repository: r.licence.state.value for r in index.templates}
    return {
        "encoder": f"{index.encoder.name}:{index.encoder.model_id}@{index.encoder.revision}",
        "ruleset": ruleset_version(),
        "repositories": [
            {
                "repository": outcome.repository,
                "commit": outcome.commit,
                "state": "failed" if outcome.state is RepositoryState.FAILED else "read",
                "problem": outcome.problem,
                "seen": outcome.seen,
                "indexed": outcome.indexed,
                "skipped": dict(outcome.skipped),
                "unreadable": [list(entry) for entry in outcome.unreadable],
                "templates": outcome.templates,
                "starters": outcome.starters,
                "licence": states.get(outcome.repository, ""),
            }
            for outcome in sorted(report.outcomes, key=lambda o: o.repository)
        ],
        "seen": seen,
        "indexed": indexed,
        "skipped": dict(skipped),
        "templates": len(index.templates),
        "passages": len(index.passages),
    }


def page(report: RunReport, index: Index, manifest_hash: str, size: int) -> str:
    """REPORT.md."""
    seen, indexed, skipped = totals(report.outcomes)
    roles = Counter(record.template.role.value for record in index.templates)
    states = Counter(record.licence.state.value for record in index.templates)
    encoder = index.encoder
    lines = [
        "# What stands in the catalogue",
        "",
        "Written by `scripts/build_catalogue.py`; do not edit.",
        "",
        (
            f"{len(index.templates)} templates and {len(index.passages)} passages of "
            f"{sum(bool(o.templates) for o in report.outcomes)} repositories, {size / 1e6:.1f} MB. "
            f"Encoder {encoder.model_id} at {encoder.revision[:12]}, rules {ruleset_version()}, "
            f"manifest {manifest_hash[:16]}."
        ),
        "",
        f"{seen} files seen = {indexed} indexed + {seen - indexed} skipped.",
        "",
        *_table(("reason for skipping", "files"), [(k, str(v)) for k, v in skipped]),
        *_table(("role", "templates"), [(k, str(v)) for k, v in sorted(roles.items())]),
        *_table(("licence", "templates"), [(k, str(v)) for k, v in sorted(states.items())]),
        *_problems(report),
        "## Repository by repository",
        "",
        *_table(
            ("repository", "commit", "templates", "that train", "seen", "indexed", "skipped"),
            [
                (
                    f"[{o.repository}]({o.location})",
                    f"`{o.commit[:12]}`",
                    str(o.templates),
                    str(o.starters),
                    str(o.seen),
                    str(o.indexed),
                    str(o.seen - o.indexed),
                )
                for o in sorted(report.outcomes, key=lambda o: o.repository.lower())
            ],
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _problems(report: RunReport) -> list[str]:
    """Sources that failed, and files that could not be read, by reason."""
    lines = ["## What could not be read", ""]
    lines.extend(f"- **{outcome.repository}**: {outcome.problem}" for outcome in report.failed)
    named: dict[tuple[str, str], list[str]] = {}
    for outcome in report.outcomes:
        for path, reason, _ in outcome.unreadable:
            named.setdefault((outcome.repository, reason), []).append(path)
    for (repository, reason), paths in sorted(named.items()):
        shown = ", ".join(f"`{path}`" for path in paths[:3])
        rest = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
        lines.append(f"- {repository}: {len(paths)} {reason}: {shown}{rest}")
    if len(lines) == 2:
        lines.append("Nothing: every source and every file of it was read.")
    return [*lines, ""]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    marks = ["---" if column == 0 else "---:" for column in range(len(head))]
    return [
        *(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows)),
        "",
    ]


def build(given: argparse.Namespace) -> int:
    """Index all sources afresh, write the catalogue; exit status."""
    options = IndexOptions(
        home=given.home.absolute(),
        mirror=given.mirror.absolute() if given.mirror else None,
        jobs=given.jobs,
        fresh=True,
        refit=True,
        most_passages=MOST_PASSAGES,
    )
    with progress_for() as progress:
        report = build_index(
            load_sources(given.sources),
            options,
            vocabularies=load_vocabularies(),
            load_encoder=lambda: load_encoder(given.encoder, home=options.home),
            progress=progress,
        )
    for outcome in report.failed:
        print(f"{outcome.repository}: {outcome.problem}", file=sys.stderr)
    if report.failed and not given.allow_missing:
        print("Nothing was written; --allow-missing does without these.", file=sys.stderr)
        return 1
    index = open_index(Home(options.home)).index
    folder = given.out / CATALOGUE.name
    manifest = package(index, folder, report=account(report, index))
    write_compiled(VOCABULARIES, load_vocabularies(), given.out / COMPILED.name)
    size = sum(path.stat().st_size for path in folder.iterdir())
    text = page(report, index, manifest.hash, size)
    (given.out / "REPORT.md").write_text(text, encoding="utf-8")
    print(f"{manifest.templates} templates, {size / 1e6:.1f} MB, {manifest.hash}")
    return 0


def main() -> int:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mirror", type=Path)
    parser.add_argument("--home", type=Path, default=Path(".cache") / "catalogue-home")
    parser.add_argument("--sources", type=Path, default=SOURCES)
    parser.add_argument("--out", type=Path, default=PREBUILT)
    parser.add_argument("--encoder", default="auto")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--allow-missing", action="store_true")
    try:
        return build(parser.parse_args())
    except AcumenError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
