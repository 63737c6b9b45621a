"""A whole run: sources in, one published generation and a report out.

An index is a function of its set of sources. A run adds the given sources to those that are in the
index already (``fresh`` forgets them), so nothing is lost by indexing one repository more.
"""

from __future__ import annotations

import contextlib
import fnmatch
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from acumen import __version__
from acumen.domain.index import Index, RepositoryRecord
from acumen.domain.source import Source
from acumen.domain.vocabulary import Vocabularies
from acumen.embedding.encoder import Encoder
from acumen.embedding.identity import compatible
from acumen.errors import IndexUnusableError, NoIndexError, SourceError, StorageError, UsageError
from acumen.store.blobs import BlobStore
from acumen.store.cache import FactsCache
from acumen.store.catalogue import open_catalogue
from acumen.store.generations import open_index
from acumen.store.home import Home
from acumen.store.ledger import Ledger, RunState
from acumen.store.packs import StageCache
from indexer.assembly import assemble, drop_duplicates
from indexer.gathering import Gathered, Gatherer
from indexer.joining import part_of
from indexer.progress import Progress, Silent
from indexer.records import RepositoryResult
from indexer.report import RepositoryOutcome, RepositoryState, RunReport, check_account, report_json
from indexer.stages.publish import publish
from indexer.thinning import thinned
from indexer.workshop import Workshop

RESULTS = "repositories"


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """How to run; what to index is given apart."""

    home: Path
    mirror: Path | None = None
    sandbox: bool = True
    jobs: int = 0  # parser processes; 0: one per core
    only: str = ""  # glob on repository names
    limit: int = 0  # at most so many sources; 0: all
    fresh: bool = False  # forget what is in the index now
    refit: bool = False  # lay the map out anew
    seed: int = 0
    most_passages: int = 0  # of a template that trains, see ``indexer.thinning``; 0: all
    shipped: Path | None = None  # the catalogue that an index grows from; None: from nothing


def build_index(
    sources: Sequence[Source],
    options: IndexOptions,
    *,
    vocabularies: Vocabularies,
    load_encoder: Callable[[], Encoder],
    progress: Progress | None = None,
) -> RunReport:
    """Index ``sources`` into the home and say what happened to each of them.

    Raises:
        UsageError: two sources are one repository, or ``only`` fits none.
        HomeLockedError: another indexer works on this home.
        StorageError: the home cannot be written; the last good generation stays.
        EncoderError: the encoder cannot be loaded; nothing was done.
        SourceError: not one source could be read, and nothing was indexed before.
    """
    chosen, left_out = _choose(sources, options)
    home = Home(options.home)
    home.prepare()
    with home.lock():
        ledger = Ledger(home)
        run = ledger.begin_run(__version__)
        try:
            tools = _Tools(home, ledger, vocabularies, load_encoder(), progress or Silent())
            report = _run(chosen, left_out, options, tools)
        except BaseException as error:
            stopped = isinstance(error, KeyboardInterrupt)
            state = RunState.INTERRUPTED if stopped else RunState.FAILED
            with contextlib.suppress(StorageError):  # a full disk must not hide what went wrong
                ledger.end_run(run, state, reason=f"{type(error).__name__}: {error}")
            raise
        ledger.end_run(run, RunState.DONE, manifest_hash=report.manifest_hash)
        return report


@dataclass(frozen=True, slots=True, eq=False)
class _Tools:
    """What a run works with."""

    home: Home
    ledger: Ledger
    vocabularies: Vocabularies
    encoder: Encoder
    progress: Progress


def _run(
    chosen: Sequence[Source],
    left_out: Sequence[RepositoryOutcome],
    options: IndexOptions,
    tools: _Tools,
) -> RunReport:
    home, progress, encoder = tools.home, tools.progress, tools.encoder
    began = time.monotonic()
    shipped = _shipped(options, tools)
    previous = None if options.fresh else (_previous(home, tools.progress) or shipped)
    kept = _kept(previous, chosen)
    with StageCache(home, RESULTS) as cache:
        shop = _workshop(options, tools)
        gatherer = Gatherer(
            shop,
            cache,
            tools.ledger,
            previous.repositories if previous else (),
            shipped.repositories if shipped else (),
        )
        for number, source in enumerate(chosen, start=1):
            progress.stage(f"({number}/{len(chosen)}) {source.repository}", 0)
            gatherer.work(source)
        for record in kept:
            gatherer.keep(record)
        shop.facts.close()
    gathered = gatherer.gathered
    if not gathered.results:
        raise _nothing_read(gathered)
    carried = part_of(shipped, gathered.carried) if shipped and gathered.carried else None
    found = [gathered.results[name] for name in sorted(gathered.results)]
    results = thinned(drop_duplicates(found, carried), options.most_passages)
    for result in results:
        check_account(result.source.repository, result.seen, result.indexed, len(result.skipped))
    assembled = assemble(
        results,
        encoder=encoder,
        home=home,
        previous=previous,
        vocabularies=tools.vocabularies,
        seed=options.seed,
        refit=options.refit,
        progress=progress,
        carried=carried,
    )
    progress.stage("publish", 0)
    outcomes = [_final(outcome, results) for outcome in gathered.outcomes]
    report = RunReport(
        outcomes=(*outcomes, *left_out),
        kept=len(kept),
        templates=len(assembled.index.templates),
        passages=len(assembled.index.passages),
        parsed=gathered.parsed,
        embedded=assembled.embedded,
        reused_vectors=assembled.reused,
        encoder=f"{encoder.identity.name}:{encoder.identity.model_id}",
    )
    published = publish(home, assembled.index, report_json=orjson.dumps(report_json(report)))
    return replace(
        report,
        generation=published.number,
        manifest_hash=published.manifest_hash,
        published=not published.reused,
        seconds=time.monotonic() - began,
    )


def _workshop(options: IndexOptions, tools: _Tools) -> Workshop:
    return Workshop(
        home=options.home,
        facts=FactsCache(tools.home),
        blobs=BlobStore(tools.home),
        poison=tools.ledger,
        vocabularies=tools.vocabularies,
        progress=tools.progress,
        mirror=options.mirror,
        sandbox=options.sandbox,
        jobs=options.jobs or os.cpu_count() or 1,
    )


def _choose(
    sources: Sequence[Source], options: IndexOptions
) -> tuple[list[Source], list[RepositoryOutcome]]:
    """The sources to work on, and an outcome for each that an option left out."""
    for name, count in Counter(source.repository for source in sources).items():
        if count > 1:
            raise UsageError(
                f"{name} is named by {count} sources.", remedy="index it once, at one commit"
            )
    chosen: list[Source] = []
    left_out: list[RepositoryOutcome] = []
    for source in sources:
        fits = not options.only or fnmatch.fnmatchcase(source.repository, options.only)
        if fits and (not options.limit or len(chosen) < options.limit):
            chosen.append(source)
        else:
            left_out.append(
                RepositoryOutcome(source.repository, source.location, RepositoryState.LEFT_OUT)
            )
    if not chosen:
        raise UsageError(
            f"--only {options.only!r} fits none of the {len(sources)} sources.",
            remedy="give a glob on owner/name, such as 'pytorch/*'",
        )
    return chosen, left_out


def _previous(home: Home, progress: Progress) -> Index | None:
    """The index to carry over; None if there is none, or none that this version can read."""
    try:
        return open_index(home, verify=True).index
    except NoIndexError:
        return None
    except IndexUnusableError as error:
        progress.say(f"{error} Only the sources named now will be in the new index.")
        return None


def _shipped(options: IndexOptions, tools: _Tools) -> Index | None:
    """The shipped catalogue, if the vectors of this run can stand beside its own."""
    if options.shipped is None or options.fresh:
        return None
    try:
        index = open_catalogue(options.shipped).index
    except IndexUnusableError as error:
        tools.progress.say(f"{error.problem} It is left out.")
        return None
    if not compatible(index.encoder, tools.encoder.identity):
        tools.progress.say(
            f"The shipped catalogue was made with {index.encoder.model_id}: it is left out."
        )
        return None
    return index


def _kept(previous: Index | None, chosen: Sequence[Source]) -> tuple[RepositoryRecord, ...]:
    """Repositories of the index that this run does not work on."""
    named = {source.repository for source in chosen}
    records = previous.repositories if previous else ()
    return tuple(record for record in records if record.repository not in named)


def _final(outcome: RepositoryOutcome, results: Sequence[RepositoryResult]) -> RepositoryOutcome:
    """``outcome`` with the account of its files as the index has it."""
    for result in results:
        if result.source.repository == outcome.repository:
            reasons = Counter(skipped.reason.value for skipped in result.skipped)
            return replace(
                outcome,
                seen=result.seen,
                indexed=result.indexed,
                skipped=tuple(sorted(reasons.items())),
                templates=len(result.templates),
                starters=sum(t.template.role == "training" for t in result.templates),
            )
    return outcome


def _nothing_read(gathered: Gathered) -> SourceError:
    failed = next((outcome for outcome in gathered.outcomes if outcome.problem), None)
    if failed is None:
        return SourceError("There is nothing to index.", remedy="name a source: acumen index -h")
    return SourceError(
        f"Not one source could be read. {failed.repository}: {failed.problem}",
        remedy=failed.remedy or "acumen index --help",
    )
