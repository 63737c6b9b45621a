"""``acumen corpus add``: a report on a repository, and the entry that would pin it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from acumen.domain.attribute import Facet
from acumen.domain.index import Index
from acumen.domain.licence import LicenceState
from acumen.domain.source import Source
from acumen.errors import UsageError
from acumen.store.durable import write_atomically
from acumen.store.failures import storage_errors
from corpus.loader import CuratedSource, load_entries
from indexer.curating.looking import Look, look_at, worked_out
from indexer.ondemand import Reach
from indexer.records import RepositoryResult
from indexer.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a repository would bring to the corpus."""

    look: Look
    roles: tuple[tuple[str, int], ...]  # (role, templates), most first
    tasks: tuple[tuple[str, int], ...]  # of the programs that train
    frameworks: tuple[tuple[str, int], ...]
    faults: int  # programs with a fault that was found
    seen: int
    indexed: int
    skipped: tuple[tuple[str, int], ...]
    copies: tuple[tuple[str, str], ...]  # (path, ID of the same program in the index)
    warnings: tuple[str, ...]
    entry: str  # TOML

    @property
    def templates(self) -> int:
        return sum(count for _, count in self.roles)


def propose(
    source: Source,
    *,
    shop: Workshop,
    reach: Reach,
    index: Index | None,
    teaches: Sequence[str] = (),
    standing: Sequence[CuratedSource] = (),
) -> Proposal:
    """Fetch and work out ``source``; nothing is published or written.

    Raises:
        UsageError: it stands in the corpus already.
        SourceError: it cannot be reached or read.
    """
    for entry in standing:
        if entry.source.repository.lower() == source.repository.lower():
            raise UsageError(
                f"{source.repository} stands in {entry.file.name} already.",
                remedy=f"acumen corpus refresh --only {source.repository}",
            )
    look = look_at(source, reach)
    pinned = replace(source, pin=look.commit)
    result = worked_out(pinned, shop)
    training = [t for t in result.templates if t.template.role == "training"]
    tasks: Counter[str] = Counter()
    frameworks: Counter[str] = Counter()
    for template in training:
        tasks.update({a.value for a in template.attributes if a.facet is Facet.TASK})
        frameworks.update({a.value for a in template.attributes if a.facet is Facet.FRAMEWORK})
    copies = _copies(result, index)
    reasons = Counter(skipped.reason.value for skipped in result.skipped)
    return Proposal(
        look=look,
        roles=tuple(Counter(t.template.role.value for t in result.templates).most_common()),
        tasks=tuple(tasks.most_common()),
        frameworks=tuple(frameworks.most_common()),
        faults=sum(bool(t.safety.found) for t in result.templates),
        seen=result.seen,
        indexed=result.indexed,
        skipped=tuple(sorted(reasons.items())),
        copies=copies,
        warnings=_warnings(look, result, len(training), len(copies)),
        entry=entry_text(pinned, look, teaches or [task for task, _ in tasks.most_common(4)]),
    )


def entry_text(source: Source, look: Look, teaches: Sequence[str]) -> str:
    """The TOML file for ``source``."""
    terms = look.terms
    rows: list[tuple[str, object]] = [("git", source.location), ("commit", source.pin)]
    rows += [
        (name, list(globs))
        for name, globs in (("include", source.include), ("exclude", source.exclude))
        if globs
    ]
    lines = [f"{name} = {_toml(value)}" for name, value in rows]
    spdx = _toml(terms.spdx or "LicenseRef-unknown")
    lines.append(f"licence = {{ spdx = {spdx}, evidence = {_toml(terms.evidence)} }}")
    lines.append(f"why = {_toml(source.why)}")
    lines.append(f"teaches = {_toml(list(teaches))}")
    return "\n".join(lines) + "\n"


def write_entry(proposal: Proposal, folder: Path) -> Path:
    """Write the entry as ``owner-name.toml`` into ``folder``, and read it back.

    Raises:
        UsageError: it says nothing of why, or a file of that name is there.
        StorageError: the disk is full or not writable.
        CorpusError: what was written is no entry; it is removed again.
    """
    source = proposal.look.source
    place = folder / f"{source.repository.replace('/', '-')}.toml"
    if not source.why:
        raise UsageError("Nothing says why it is in.", remedy='add --why "One sentence of yours."')
    if place.exists():
        raise UsageError(f"{place} is there already.", remedy="remove it, or use corpus refresh")
    with storage_errors("write", place):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(place, proposal.entry.encode())
    try:
        load_entries(folder)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return place


def _copies(result: RepositoryResult, index: Index | None) -> tuple[tuple[str, str], ...]:
    known: Mapping[str, str] = (
        {}
        if index is None
        else {
            record.template.token_hash: record.id
            for record in index.templates
            if record.template.repository != result.source.repository
        }
    )
    return tuple(
        (t.template.path, known[t.template.token_hash])
        for t in result.templates
        if t.template.token_hash in known
    )


def _warnings(look: Look, result: RepositoryResult, training: int, copies: int) -> tuple[str, ...]:
    found = []
    if look.terms.state is LicenceState.NONE:
        found.append("No licence is given: its programs can be looked at, and never copied.")
    elif look.terms.state is not LicenceState.PERMISSIVE:
        said = look.terms.spdx or look.terms.note
        found.append(f"The terms are {look.terms.state.value}: {said}.")
    if not training:
        found.append("No program in it trains a model.")
    if copies:
        found.append(f"{copies} of its programs stand in the index already.")
    if result.committed_on is None:
        found.append("The date of its commit is not known.")
    return tuple(found)


def _toml(value: object) -> str:
    """JSON's strings and lists are TOML's too."""
    return orjson.dumps(value).decode().replace('","', '", "').replace("\x7f", "\\u007f")
