"""``acumen corpus check``: sources that are gone, have moved on, changed terms, or stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from acumen.domain.source import SourceKind
from acumen.errors import AcumenError
from corpus.loader import CuratedSource
from indexer.curating.looking import NONE, Look, Terms, look_at, newest
from indexer.ondemand import Reach

SHARED: Final = 0.5  # of the smaller one's programs, from which two sources are called the same


class SourceState(StrEnum):
    CURRENT = "current"  # the pin is the newest commit
    MOVED = "moved"  # there is a newer commit
    EMPTIED = "emptied"  # the newest commit holds no program any more
    DEAD = "dead"  # it cannot be had at its pin
    UNKNOWN = "unknown"  # at its pin it can be had; what is newest could not be asked


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What became of one source."""

    repository: str
    state: SourceState
    pinned: str
    newest: str  # commit; "" where it is not known
    claimed: str  # SPDX expression that the entry gives
    found: str  # that of the licence file at the pin; "" where it was not recognised
    licence_changed: str  # what changed in the terms, in words; "" for nothing
    problem: str = ""
    remedy: str = ""

    @property
    def fine(self) -> bool:
        return self.state in {SourceState.CURRENT, SourceState.MOVED} and not self.licence_changed


@dataclass(frozen=True, slots=True)
class CorpusCheck:
    """All sources, and the pairs that hold the same programs."""

    sources: tuple[SourceCheck, ...]
    duplicates: tuple[tuple[str, str, float], ...]  # (one, other, share of the smaller one)


def check_sources(entries: Sequence[CuratedSource], reach: Reach) -> CorpusCheck:
    """Look at every source at its pin and at its newest commit; one failure stops nothing."""
    checks = []
    looks = []
    for entry in entries:
        reach.report(entry.source.repository)
        try:
            pinned = look_at(entry.source, reach)
        except AcumenError as error:
            checks.append(_dead(entry, error))
            continue
        looks.append(pinned)
        checks.append(_compared(entry, pinned, reach))
    return CorpusCheck(tuple(checks), tuple(_twice(looks)))


def _dead(entry: CuratedSource, error: AcumenError) -> SourceCheck:
    return SourceCheck(
        repository=entry.source.repository,
        state=SourceState.DEAD,
        pinned=entry.source.pin,
        newest="",
        claimed=_claim(entry),
        found="",
        licence_changed="",
        problem=" ".join(error.problem.split()),
        remedy=error.remedy,
    )


def _compared(entry: CuratedSource, pinned: Look, reach: Reach) -> SourceCheck:
    claim = _claim(entry)
    changed = disagreement(claim, pinned.terms, "at the pin")
    state, commit, problem = SourceState.CURRENT, pinned.commit, ""
    if entry.source.kind is SourceKind.GIT:
        try:
            latest = look_at(newest(entry.source), reach)
        except AcumenError as error:
            state, commit, problem = SourceState.UNKNOWN, "", " ".join(error.problem.split())
        else:
            commit = latest.commit
            state = _state(pinned, latest)
            changed = changed or moved_terms(pinned.terms, latest.terms)
    return SourceCheck(
        repository=entry.source.repository,
        state=state,
        pinned=entry.source.pin,
        newest=commit,
        claimed=claim,
        found=pinned.terms.spdx,
        licence_changed=changed,
        problem=problem,
    )


def _state(pinned: Look, latest: Look) -> SourceState:
    if pinned.code and not latest.code:
        return SourceState.EMPTIED
    return SourceState.CURRENT if latest.commit == pinned.commit else SourceState.MOVED


def _claim(entry: CuratedSource) -> str:
    return entry.licence.spdx if entry.licence else ""


def disagreement(claim: str, terms: Terms, where: str) -> str:
    """How the licence file contradicts the entry, in words; a text nobody recognised does not."""
    if not claim or not terms.spdx or _parts(terms.spdx) <= _parts(claim):
        return ""
    if terms.spdx == NONE:
        return f"{claim} is claimed, and there is no licence file {where}"
    return f"{claim} is claimed, and {terms.evidence} reads {terms.spdx} {where}"


def _parts(expression: str) -> frozenset[str]:
    """The licences that all apply: an entry may name more than a file is recognised as."""
    return frozenset(expression.split(" AND "))


def moved_terms(before: Terms, after: Terms) -> str:
    """What changed between two commits, in words."""
    if before.spdx == after.spdx and before.state is after.state:
        return ""
    old = before.spdx or before.state.value
    return f"the terms went from {old} to {after.spdx or after.state.value}"


def _twice(looks: Iterable[Look]) -> Iterable[tuple[str, str, float]]:
    """Pairs of sources whose programs are the same files."""
    for one, other in combinations([look for look in looks if look.code], 2):
        shared = len(one.code & other.code) / min(len(one.code), len(other.code))
        if shared >= SHARED:
            yield one.source.repository, other.source.repository, round(shared, 3)
