"""How many labelled places hold a template: recall of the selection, per repository and in all.

    python scripts/evaluate_selection.py LABELS.jsonl --mirror DIR [--json]

A row of LABELS.jsonl has ``repo`` (owner/name), ``commit`` (40 hex) and ``paths``: files, or
folders that end in "/". Rows whose ``usable`` is false are left out. A path is found if a template
has its entry there, or a duplicate of one: first with any role, then with the role training. A row
is found if one of its paths is.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from acumen.domain.facts import Language, ModuleFacts, Unread
from acumen.domain.snapshot import FileEntry, Skipped, SkipReason, Snapshot
from acumen.domain.source import Source, SourceKind
from acumen.domain.template import Role
from acumen.syntax.codeview import language_of
from indexer.stages.fetch import Fetched, open_source
from indexer.stages.parse import ParseItem, parse_blobs
from indexer.stages.select import Selection, select


@dataclass(frozen=True, slots=True)
class Label:
    """One row of the labels."""

    repository: str
    commit: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recall:
    """What was found of one repository's labels."""

    repository: str
    templates: int
    paths: int
    found: int  # paths with a template of any role
    training: int  # paths with a template that trains
    rows: int
    rows_found: int
    rows_training: int
    missed: tuple[tuple[str, str], ...]  # path, and the reasons of the code files there
    not_training: tuple[tuple[str, str], ...]  # path, and the roles found there


class NoPoison:
    """A run of its own: no blob is known to be deadly."""

    def poisoned(self, blob: str) -> bool:
        del blob
        return False

    def started(self, blob: str) -> None:
        pass

    def finished(self, blob: str) -> None:
        pass


def read_labels(path: Path) -> dict[tuple[str, str], list[Label]]:
    """Labels by repository and commit, in the order of the file."""
    found: dict[tuple[str, str], list[Label]] = defaultdict(list)
    for line in filter(str.strip, path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        if row.get("usable", True):
            label = Label(row["repo"], row["commit"], tuple(row["paths"]))
            found[label.repository, label.commit].append(label)
    return dict(found)


def select_from(fetched: Fetched, *, jobs: int) -> Selection:
    """Parse and select what was fetched."""
    facts: dict[str, ModuleFacts | Unread] = {}
    unread: list[Skipped] = []
    for language in Language:
        wanted = [e for e in fetched.snapshot.files if language_of(e.path) is language]
        paths: dict[str, list[FileEntry]] = defaultdict(list)
        items = []
        for entry, data in fetched.read(wanted):
            if isinstance(data, Skipped):
                unread.append(data)
                continue
            if entry.blob not in paths:
                items.append(ParseItem(entry.blob, language, data))
            paths[entry.blob].append(entry)
        for blob, known in parse_blobs(items, jobs=jobs, poison=NoPoison()):
            facts.update((entry.path, known) for entry in paths[blob])
    return select(fetched.snapshot, facts, unread=unread)


def measure(
    repository: str, labels: Sequence[Label], snapshot: Snapshot, selection: Selection
) -> Recall:
    roles = {template.path: template.role for template in selection.templates}
    for line in selection.skipped:
        first = line.detail.removeprefix("the same program as ")
        if line.reason is SkipReason.DUPLICATE and first in roles:
            roles[line.path] = roles[first]
    reasons = {line.path: line.reason for line in selection.skipped}
    there = {path: _roles_at(path, roles) for label in labels for path in label.paths}
    return Recall(
        repository=repository,
        templates=len(selection.templates),
        paths=len(there),
        found=sum(bool(found) for found in there.values()),
        training=sum(Role.TRAINING in found for found in there.values()),
        rows=len(labels),
        rows_found=sum(any(there[p] for p in label.paths) for label in labels),
        rows_training=sum(any(Role.TRAINING in there[p] for p in label.paths) for label in labels),
        missed=tuple(
            (path, _reasons_at(path, reasons, snapshot))
            for path, found in sorted(there.items())
            if not found
        ),
        not_training=tuple(
            (path, ", ".join(sorted(found)))
            for path, found in sorted(there.items())
            if found and Role.TRAINING not in found
        ),
    )


def _is_at(path: str, place: str) -> bool:
    return path.startswith(place) if place.endswith("/") else path == place


def _roles_at(place: str, roles: Mapping[str, Role]) -> frozenset[Role]:
    return frozenset(role for path, role in roles.items() if _is_at(path, place))


def _reasons_at(place: str, reasons: Mapping[str, SkipReason], snapshot: Snapshot) -> str:
    found = sorted(
        {reasons[e.path] for e in snapshot.files if e.path in reasons and _is_at(e.path, place)}
    )
    return ", ".join(found) or "no such file"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("--mirror", type=Path, required=True, help="DIR/<owner>/<name>.git")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a table")
    args = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as home:
        for (repository, commit), labels in read_labels(args.labels).items():
            source = Source(
                SourceKind.GIT, repository, f"https://github.com/{repository}", pin=commit
            )
            with open_source(source, home=Path(home), mirror=args.mirror) as fetched:
                selection = select_from(fetched, jobs=args.jobs)
                results.append(measure(repository, labels, fetched.snapshot, selection))
    if args.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
        return
    print(f"{'repository':58} {'templates':>9} {'found':>9} {'training':>9}   rows")
    for r in results:
        print(
            f"{r.repository:58} {r.templates:9} {r.found:4}/{r.paths:<4} "
            f"{r.training:4}/{r.paths:<4}   "
            f"{r.rows_found}/{r.rows}, training {r.rows_training}"
        )
        for kind, lines in (("missed", r.missed), ("not training", r.not_training)):
            for path, why in lines:
                print(f"    {kind}: {path}  ({why})")
    paths, rows = sum(r.paths for r in results), sum(r.rows for r in results)
    print(
        f"in all: {sum(r.found for r in results)}/{paths} paths, "
        f"{sum(r.training for r in results)} training; "
        f"{sum(r.rows_found for r in results)}/{rows} rows, "
        f"{sum(r.rows_training for r in results)} training"
    )


if __name__ == "__main__":
    main()
