"""Sources to results: each repository is worked on, taken from an earlier run, or fails alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from acumen.domain.index import RepositoryRecord
from acumen.domain.snapshot import SkipReason
from acumen.domain.source import Source
from acumen.errors import AcumenError, StorageError
from acumen.store.ledger import Ledger, SourceState
from acumen.store.packs import StageCache
from indexer.records import RepositoryResult, decode_result, encode_result
from indexer.report import RepositoryOutcome, RepositoryState
from indexer.workshop import Workshop, index_repository, pinned_commit, result_key

NAMED_FILES = 20  # unreadable files named per repository in the report
UNREADABLE = frozenset(
    {
        SkipReason.TIMEOUT,
        SkipReason.CRASH,
        SkipReason.UNPARSABLE,
        SkipReason.MISSING_BLOB,
        SkipReason.UNDECODABLE,
        SkipReason.TOO_LARGE,
    }
)


@dataclass(slots=True)
class Gathered:
    """What a run has collected so far; one result per repository, one outcome per source."""

    outcomes: list[RepositoryOutcome] = field(default_factory=list)
    results: dict[str, RepositoryResult] = field(default_factory=dict)
    carried: set[str] = field(default_factory=set)  # repositories whose shipped rows are taken
    parsed: int = 0


class Gatherer:
    """Works sources off one by one; what one of them does never stops the others."""

    def __init__(
        self,
        shop: Workshop,
        cache: StageCache,
        ledger: Ledger,
        previous: Iterable[RepositoryRecord],
        shipped: Iterable[RepositoryRecord] = (),
    ) -> None:
        self._shop = shop
        self._cache = cache
        self._ledger = ledger
        self._previous = {record.repository: record for record in previous}
        self._shipped = {record.repository: record for record in shipped}
        self.gathered = Gathered()

    def work(self, source: Source) -> None:
        """Index ``source``, or say why not and keep what was indexed of it before.

        Raises:
            StorageError: the home cannot be written: no other source would fare better.
        """
        self._ledger.record_source(source.location, SourceState.STARTED)
        try:
            result, parsed, state = self._result(source)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001  (the edge of one repository)
            self._fail(source, error)
            return
        self.gathered.results[source.repository] = result
        self.gathered.parsed += parsed
        self._ledger.record_source(source.location, SourceState(state), commit=result.commit)
        self.gathered.outcomes.append(_outcome(result, state, parsed))

    def keep(self, record: RepositoryRecord) -> None:
        """Carry a repository of the previous generation over, at the commit it was indexed at."""
        source = source_of(record)
        known = self._kept(source, record.commit)
        shipped = self._shipped.get(record.repository)
        if known is not None:
            self.gathered.results[record.repository] = known
        elif shipped is not None and source_of(shipped) == source:
            self.gathered.carried.add(record.repository)
        else:
            self.work(source)

    def _result(self, source: Source) -> tuple[RepositoryResult, int, RepositoryState]:
        """The result, files parsed for it, and whether it is that of an earlier run."""
        commit = pinned_commit(source)
        known = self._kept(source, commit) if commit else None
        if known is not None:
            return known, 0, RepositoryState.UNCHANGED
        worked = index_repository(source, self._shop)
        key = result_key(source, worked.result.commit)
        unchanged = self._cache.get(key) is not None
        if not unchanged:
            self._cache.put(key, encode_result(worked.result))
        state = RepositoryState.UNCHANGED if unchanged else RepositoryState.INDEXED
        return worked.result, worked.parsed, state

    def _kept(self, source: Source, commit: str) -> RepositoryResult | None:
        data = self._cache.get(result_key(source, commit))
        return None if data is None else decode_result(data)

    def _fail(self, source: Source, error: Exception) -> None:
        outcome = _failure(source, error)
        self._ledger.record_source(source.location, SourceState.FAILED, reason=outcome.problem)
        self._shop.progress.say(f"{source.repository}: not indexed. {outcome.problem}")
        before = self._previous.get(source.repository)
        if before is not None:
            known = self._kept(source_of(before), before.commit)
            if known is not None:
                self.gathered.results[source.repository] = known
                outcome = replace(outcome, commit=known.commit)
            elif source.repository in self._shipped:
                self.gathered.carried.add(source.repository)
                outcome = replace(outcome, commit=self._shipped[source.repository].commit)
        self.gathered.outcomes.append(outcome)


def source_of(record: RepositoryRecord) -> Source:
    """The source that ``record`` was indexed from."""
    return Source(
        kind=record.kind,
        repository=record.repository,
        location=record.location,
        pin=record.pin,
        include=record.include,
        exclude=record.exclude,
        why=record.why,
    )


def _failure(source: Source, error: Exception) -> RepositoryOutcome:
    if isinstance(error, AcumenError):
        problem, remedy = error.problem, error.remedy
    else:
        problem = f"{type(error).__name__}: {error}"
        remedy = "report this repository and its commit as a defect of Acumen"
    return RepositoryOutcome(
        repository=source.repository,
        location=source.location,
        state=RepositoryState.FAILED,
        problem=" ".join(problem.split()),
        remedy=remedy,
    )


def _outcome(result: RepositoryResult, state: RepositoryState, parsed: int) -> RepositoryOutcome:
    return RepositoryOutcome(
        repository=result.source.repository,
        location=result.source.location,
        state=state if result.templates else RepositoryState.EMPTY,
        commit=result.commit,
        seen=result.seen,
        parsed=parsed,
        unreadable=tuple(
            (skip.path, skip.reason.value, skip.detail)
            for skip in result.skipped
            if skip.reason in UNREADABLE
        )[:NAMED_FILES],
    )
