"""What a run did, repository by repository: the account that nothing was lost in silence."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from acumen.errors import AcumenError


class RepositoryState(StrEnum):
    INDEXED = "indexed"  # worked on in this run
    UNCHANGED = "unchanged"  # taken from an earlier run
    EMPTY = "empty"  # read, but no template in it
    FAILED = "failed"  # not read; what was indexed of it before stays
    LEFT_OUT = "left-out"  # by --only or --limit


@dataclass(frozen=True, slots=True)
class RepositoryOutcome:
    repository: str
    location: str
    state: RepositoryState
    commit: str = ""
    problem: str = ""  # why it failed, in words
    remedy: str = ""
    seen: int = 0
    indexed: int = 0
    skipped: tuple[tuple[str, int], ...] = ()  # (reason, files), ascending by reason
    templates: int = 0
    starters: int = 0  # templates that train
    parsed: int = 0  # files parsed in this run, not taken from the cache
    unreadable: tuple[tuple[str, str, str], ...] = ()  # (path, reason, detail), a sample


@dataclass(frozen=True, slots=True)
class RunReport:
    """The whole run. ``seen == indexed + skipped`` holds for every repository and in all."""

    outcomes: tuple[RepositoryOutcome, ...]  # of the sources asked for, in their order
    kept: int  # repositories of earlier runs that stay in the index
    templates: int  # in the index now
    passages: int
    parsed: int
    embedded: int
    reused_vectors: int
    encoder: str
    generation: int = 0
    manifest_hash: str = ""
    published: bool = False  # False: the index was already this one
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[RepositoryOutcome, ...]:
        return tuple(o for o in self.outcomes if o.state is RepositoryState.FAILED)


class AccountError(AcumenError):
    """Files were lost or counted twice."""


def check_account(repository: str, seen: int, indexed: int, skipped: int) -> None:
    """The invariant of every run.

    Raises:
        AccountError: ``seen != indexed + skipped``.
    """
    if seen != indexed + skipped:
        raise AccountError(
            f"{repository}: {seen} files seen, but {indexed} indexed + {skipped} skipped.",
            remedy="report this repository and its commit as a defect of Acumen",
        )


def totals(outcomes: Sequence[RepositoryOutcome]) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    """(seen, indexed, skipped by reason) over ``outcomes``."""
    reasons: Counter[str] = Counter()
    for outcome in outcomes:
        reasons.update(dict(outcome.skipped))
    return (
        sum(outcome.seen for outcome in outcomes),
        sum(outcome.indexed for outcome in outcomes),
        tuple(sorted(reasons.items())),
    )


def report_json(report: RunReport) -> dict[str, object]:
    """What ``index --json`` prints: totals first, then the run, then one object a repository."""
    seen, indexed, skipped = totals(report.outcomes)
    run = {
        field.name: getattr(report, field.name)
        for field in dataclasses.fields(report)
        if field.name != "outcomes"
    }
    repositories = [
        {**dataclasses.asdict(outcome), "skipped": dict(outcome.skipped)}
        for outcome in report.outcomes
    ]
    return {
        "seen": seen,
        "indexed": indexed,
        "skipped": dict(skipped),
        **run,
        "repositories": repositories,
    }
