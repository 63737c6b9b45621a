"""The account of a snapshot: every file seen is indexed, or skipped for exactly one reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acumen.domain.facts import ReadProblem
from acumen.domain.snapshot import Skipped, SkipReason, Snapshot
from acumen.domain.template import Template
from indexer.report import AccountError


def _unbalanced(repository: str, problem: str, paths: Iterable[str]) -> AccountError:
    """The error of files that do not add up: a defect of the selection, not of the snapshot."""
    first = sorted(paths)
    return AccountError(
        f"{repository}: {len(first)} files are {problem}, the first is {first[0]!r}.",
        remedy="report this repository and its commit; nothing of it was published",
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """The templates of one snapshot and the account of all its files."""

    templates: tuple[Template, ...]  # ascending by path
    indexed: frozenset[str]
    skipped: tuple[Skipped, ...]  # ascending by path; with those the snapshot brought
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By entry: modules of the repository's own packages that the program takes names from."""


def reason_of(problem: ReadProblem) -> SkipReason:
    """The reason in the ledger for a file that could not be read: they share their names."""
    return SkipReason(problem.value)


def settle(
    snapshot: Snapshot,
    templates: tuple[Template, ...],
    indexed: Iterable[str],
    reasons: Mapping[str, Skipped],
) -> Selection:
    """Close the account of ``snapshot``.

    ``reasons`` may name files that are indexed after all; those lines are dropped. Raises
    AccountError if a file has neither a place nor a reason, or is not of the snapshot.
    """
    listed = {entry.path for entry in snapshot.files}
    used = frozenset(indexed)
    if used - listed:
        raise _unbalanced(snapshot.repository, "indexed but not in the snapshot", used - listed)
    brought = [line.path for line in snapshot.skipped]
    if len(listed) != len(snapshot.files) or not listed.isdisjoint(brought):
        raise _unbalanced(snapshot.repository, "listed twice", listed)
    missing = listed - used - reasons.keys()
    if missing:
        raise _unbalanced(snapshot.repository, "neither indexed nor skipped", missing)
    skipped = [reasons[path] for path in listed - used]
    selection = Selection(templates, used, tuple(sorted((*skipped, *snapshot.skipped))))
    if snapshot.seen != len(selection.indexed) + len(selection.skipped):
        raise _unbalanced(snapshot.repository, "not accounted for", listed or set(brought))
    return selection
