"""``acumen corpus refresh``: what a newer commit changes in programs, faults and the map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from acumen.domain.card import text_hash
from acumen.domain.finding import Finding, Outcome
from acumen.domain.source import SourceKind
from acumen.errors import CorpusError
from acumen.store.durable import write_atomically
from acumen.store.failures import storage_errors
from corpus.loader import CuratedSource, load_entries
from indexer.curating.checking import moved_terms
from indexer.curating.looking import look_at, newest, worked_out
from indexer.ondemand import Reach
from indexer.records import DescribedTemplate
from indexer.workshop import Workshop


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """What is different about one program."""

    path: str
    attributes: tuple[str, ...]  # "+task: translation", "-dataset: mnist"
    faults: tuple[str, ...]  # "+ACU303", "-ACU101": rules that find something now, or no more
    licence: str  # "MIT -> none"; "" for no change
    card: bool  # its card reads differently, so it gets a new place on the map


@dataclass(frozen=True, slots=True)
class Refresh:
    """What moving one pin does."""

    repository: str
    before: str  # commit
    after: str
    added: tuple[str, ...]  # entries
    removed: tuple[str, ...]
    changed: tuple[TemplateChange, ...]
    same: int  # programs about which nothing is different
    terms: str  # what changed in the licence at the root, in words
    file: Path  # the entry

    @property
    def moved(self) -> bool:
        return self.before != self.after

    @property
    def placed_anew(self) -> int:
        """Programs that get a new place on the map."""
        return len(self.added) + sum(change.card for change in self.changed)


def compare_newest(entry: CuratedSource, *, shop: Workshop, reach: Reach) -> Refresh:
    """Work out ``entry`` at its pin and at its newest commit; nothing is written.

    Raises:
        CorpusError: it is no git source, which alone has newer commits.
        SourceError: one of the two commits cannot be had.
    """
    source = entry.source
    if source.kind is not SourceKind.GIT:
        raise CorpusError(
            f"{source.repository} is a release, and releases do not move.",
            remedy="name another version in its entry",
        )
    old, new = look_at(source, reach), look_at(newest(source), reach)
    if old.commit == new.commit:
        return Refresh(source.repository, old.commit, new.commit, (), (), (), 0, "", entry.file)
    before = {t.template.path: t for t in worked_out(source, shop).templates}
    latest = replace(source, pin=new.commit)
    after = {t.template.path: t for t in worked_out(latest, shop).templates}
    both = sorted(before.keys() & after.keys())
    changes = tuple(
        change for path in both if (change := _change(path, before[path], after[path])) is not None
    )
    return Refresh(
        repository=source.repository,
        before=old.commit,
        after=new.commit,
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=changes,
        same=len(both) - len(changes),
        terms=moved_terms(old.terms, new.terms),
        file=entry.file,
    )


def move_pin(refresh: Refresh) -> None:
    """Write the newer commit into the entry.

    Raises:
        CorpusError: the file does not hold the old pin exactly once.
        StorageError: it cannot be written.
    """
    text = refresh.file.read_text("utf-8")
    pattern = re.compile(rf'^(\s*commit\s*=\s*"){refresh.before}(")', re.MULTILINE)
    moved, count = pattern.subn(rf"\g<1>{refresh.after}\g<2>", text)
    if count != 1:
        raise CorpusError(
            f"{refresh.file}: the pin {refresh.before} stands there {count} times.",
            remedy="move it by hand",
        )
    with storage_errors("write", refresh.file):
        write_atomically(refresh.file, moved.encode())
    load_entries(refresh.file)


def _change(
    path: str, before: DescribedTemplate, after: DescribedTemplate
) -> TemplateChange | None:
    attributes = tuple(_difference(_values(before), _values(after)))
    faults = tuple(_difference(_found(before.findings), _found(after.findings)))
    old, new = before.licence, after.licence
    licence = ""
    if (old.spdx, old.state) != (new.spdx, new.state):
        licence = f"{old.spdx or old.state.value} -> {new.spdx or new.state.value}"
    card = text_hash(before.card_text) != text_hash(after.card_text)
    if not (attributes or faults or licence or card):
        return None
    return TemplateChange(path, attributes, faults, licence, card)


def _values(template: DescribedTemplate) -> frozenset[str]:
    return frozenset(f"{a.facet.value}: {a.value}" for a in template.attributes)


def _found(findings: tuple[Finding, ...]) -> frozenset[str]:
    return frozenset(f.rule for f in findings if f.outcome is Outcome.PRESENT)


def _difference(before: frozenset[str], after: frozenset[str]) -> Iterator[str]:
    for value in sorted(before ^ after):
        yield f"{'+' if value in after else '-'}{value}"
