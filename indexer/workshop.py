"""One repository through fetch, parse, select, describe and inspect: source in, result out."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from acumen.attributes.subject import Subject
from acumen.attributes.texts import wants_text
from acumen.curation.applying import judged_remarks, judged_template
from acumen.domain.attribute import Origin
from acumen.domain.facts import Language, ModuleFacts, Unread
from acumen.domain.index import FileRecord
from acumen.domain.remark import Remark, RemarkKind
from acumen.domain.snapshot import FileEntry, Skipped, Snapshot
from acumen.domain.source import Source, SourceKind
from acumen.domain.vocabulary import Vocabularies
from acumen.embedding.cards import card_text
from acumen.embedding.passages import cut_passages
from acumen.faults.statement import names_terms
from acumen.store.blobs import BlobStore
from acumen.store.cache import FactsCache
from acumen.syntax.codeview import CodeView, code_view, language_of
from acumen.syntax.collecting import seldom_collecting
from acumen.syntax.decode import Decoded, decode
from acumen.syntax.modules import Shelf
from acumen.syntax.program import Program
from corpus.statements import curated
from indexer.lexicon import field_texts
from indexer.progress import Progress
from indexer.records import DescribedTemplate, RepositoryResult
from indexer.stages.describe import Description, as_people_say, describe
from indexer.stages.fetch import Fetched, open_source
from indexer.stages.inspect import condense, inspect
from indexer.stages.parse import ParseItem, PoisonLog, parse_blobs
from indexer.stages.select import Selection, select
from indexer.versions import results_version

_BROKEN_BY = "Acumen"  # who remarks that a rule broke
TEXT_LIMIT = 200_000  # bytes of a README, licence or configuration file that are read


@dataclass(frozen=True, slots=True, eq=False)
class Workshop:
    """Everything a repository's work needs besides its source; the same for a whole run."""

    home: Path
    facts: FactsCache
    blobs: BlobStore
    poison: PoisonLog
    vocabularies: Vocabularies
    progress: Progress
    mirror: Path | None
    sandbox: bool
    jobs: int


@dataclass(frozen=True, slots=True)
class Worked:
    """A result, and how many files had to be parsed for it."""

    result: RepositoryResult
    parsed: int


def result_key(source: Source, commit: str) -> bytes:
    """Under which name the result of ``source`` at ``commit`` is kept."""
    parts = (
        source.kind,
        source.repository,
        source.location,
        source.pin,
        commit,
        "\1".join(source.include),
        "\1".join(source.exclude),
        source.why,
        results_version(),
    )
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()


def pinned_commit(source: Source) -> str:
    """The commit that ``source`` will have, if its pin alone says so; else ""."""
    return source.pin[:40] if source.kind is SourceKind.SDIST else source.pin


def index_repository(source: Source, shop: Workshop) -> Worked:
    """Fetch, parse, select, describe and inspect one repository.

    Raises:
        SourceError: it could not be fetched or read.
        AccountError: a file was lost or counted twice.
    """
    with open_source(
        source, home=shop.home, mirror=shop.mirror, sandbox=shop.sandbox, report=shop.progress.say
    ) as fetched:
        facts, unread, parsed = _parse(fetched, shop)
        snapshot = _without(fetched.snapshot, unread)
        texts = _texts(fetched, snapshot)
        with seldom_collecting():
            selection = select(snapshot, facts, texts=texts)
            templates = _describe(fetched, snapshot, selection, facts, texts=texts, shop=shop)
    result = RepositoryResult(
        source=source,
        url=snapshot.url,
        commit=snapshot.commit,
        committed_on=snapshot.committed_on,
        seen=snapshot.seen,
        indexed=len(selection.indexed),
        skipped=tuple(sorted(selection.skipped)),
        templates=templates,
    )
    return Worked(result, parsed)


def _parse(
    fetched: Fetched, shop: Workshop
) -> tuple[dict[str, ModuleFacts | Unread], list[Skipped], int]:
    """Facts of every code file by path, the files that could not be read, files parsed now."""
    read: dict[str, ModuleFacts | Unread] = {}
    left_out: list[Skipped] = []
    parsed = 0
    for language in Language:
        entries = [e for e in fetched.snapshot.files if language_of(e.path) is language]
        known, lost, fresh = _parse_language(fetched, entries, language, shop)
        parsed += fresh
        for entry in entries:
            if entry.blob in lost:
                left_out.append(replace(lost[entry.blob], path=entry.path))
            else:
                read[entry.path] = known[entry.blob]
    return read, left_out, parsed


def _parse_language(
    fetched: Fetched, entries: Sequence[FileEntry], language: Language, shop: Workshop
) -> tuple[dict[str, ModuleFacts | Unread], dict[str, Skipped], int]:
    """Facts by blob, blobs that could not be read, and how many were parsed now."""
    known: dict[str, ModuleFacts | Unread] = {}
    missing: dict[str, FileEntry] = {}
    for entry in entries:
        if entry.blob in known or entry.blob in missing:
            continue
        facts = shop.facts.get(entry.blob, language)
        if facts is None:
            missing[entry.blob] = entry
        else:
            known[entry.blob] = facts
    lost: dict[str, Skipped] = {}
    if not missing:
        return known, lost, 0
    shop.progress.stage(f"parse {fetched.snapshot.repository} .{language}", len(missing))
    items = _parse_items(fetched, list(missing.values()), language, lost)
    fresh = 0
    for blob, read in parse_blobs(items, jobs=shop.jobs, poison=shop.poison):
        known[blob] = read
        shop.facts.put(blob, language, read)
        shop.progress.advance()
        fresh += 1
    return known, lost, fresh


def _parse_items(
    fetched: Fetched, entries: Sequence[FileEntry], language: Language, lost: dict[str, Skipped]
) -> Iterable[ParseItem]:
    for entry, content in fetched.read(entries):
        if isinstance(content, Skipped):
            lost[entry.blob] = content
        else:
            yield ParseItem(blob=entry.blob, language=language, data=content)


def _without(snapshot: Snapshot, unread: Sequence[Skipped]) -> Snapshot:
    """``snapshot`` with the files that could not be read moved to what was left out."""
    gone = {skipped.path for skipped in unread}
    return replace(
        snapshot,
        files=tuple(entry for entry in snapshot.files if entry.path not in gone),
        skipped=(*snapshot.skipped, *unread),
    )


def _describe(
    fetched: Fetched,
    snapshot: Snapshot,
    selection: Selection,
    facts: Mapping[str, ModuleFacts | Unread],
    *,
    texts: Mapping[str, str],
    shop: Workshop,
) -> tuple[DescribedTemplate, ...]:
    entries = {entry.path: entry for entry in snapshot.files}
    used = sorted({path for template in selection.templates for path in template.files})
    code = _code_views(fetched, [entries[path] for path in used], shop.blobs)
    changes = fetched.last_changes(used)
    shop.progress.stage(f"describe {snapshot.repository}", len(selection.templates))
    described = []
    shelf = Shelf()  # of this repository: its programs share modules
    taken: set[tuple[str, str]] = set()  # a shared file is cut for the first template alone
    for template in sorted(selection.templates, key=lambda template: template.id):
        modules = _readable(template.files, facts)
        subject = Subject(
            template=template,
            program=Program(template.path, modules, shelf=shelf),
            snapshot=snapshot,
            texts=texts,
            last_changes=changes,
            vocabularies=shop.vocabularies,
            entry_code=code.get(template.path, ""),
            parts=_readable(selection.parts.get(template.path, ()), facts),
        )
        one = _described(subject, modules, code, entries, taken)
        for remark in one.remarks:
            if remark.who == _BROKEN_BY:
                shop.progress.say(f"{template.repository} {template.path}: {remark.text}.")
        taken.update((passage.path, passage.text) for passage in one.passages)
        described.append(one)
        shop.progress.advance(note=template.path)
    return tuple(described)


def _readable(
    paths: Iterable[str], facts: Mapping[str, ModuleFacts | Unread]
) -> dict[str, ModuleFacts]:
    return {path: module for path in paths if isinstance(module := facts.get(path), ModuleFacts)}


def _described(
    subject: Subject,
    modules: Mapping[str, ModuleFacts],
    code: Mapping[str, str],
    entries: Mapping[str, FileEntry],
    taken: Collection[tuple[str, str]],
) -> DescribedTemplate:
    entry = entries.get(subject.template.path)
    said = curated().of(
        subject.template.repository, subject.template.path, entry.blob if entry else ""
    )
    template = judged_template(subject.template, said)
    description = as_people_say(describe(subject), template, said, subject.vocabularies)
    inspection = inspect(
        subject.program,
        code=code,
        unread=[path for path in template.files if path not in modules],
        licensed=names_terms(description.licence),
    )
    return DescribedTemplate(
        template=template,
        title=description.title,
        summary=description.summary,
        attributes=description.attributes,
        licence=description.licence,
        files=tuple(
            FileRecord(path, entries[path].blob, modules[path].lines if path in modules else 0)
            for path in template.files
        ),
        code_lines=sum(module.code_lines for module in modules.values()),
        last_change=description.last_change,
        card_text=card_text(
            description.title,
            template.path,
            description.readme,
            description.gloss,
            description.attributes,
            subject.vocabularies,
        ),
        passages=cut_passages(template, modules, code, taken=taken),
        fields=field_texts(template, description, modules, code, subject.vocabularies),
        findings=condense(inspection.findings),
        safety=inspection.safety,
        wholly_read=inspection.wholly_read,
        remarks=judged_remarks(_broken(description), said, Origin.CURATED),
    )


def _broken(description: Description) -> tuple[Remark, ...]:
    """What could not be read of a program, kept beside what could."""
    return tuple(
        Remark(RemarkKind.NOTE, reason, _BROKEN_BY, Origin.DETECTED)
        for reason in description.broken
    )


def _code_views(fetched: Fetched, entries: Sequence[FileEntry], blobs: BlobStore) -> dict[str, str]:
    """Code views by path; each is kept by blob id so that it can be shown later."""
    views: dict[str, str] = {}
    unknown = []
    for entry in entries:
        known = blobs.get(entry.blob, of_these_rules=True)
        if known is None:
            unknown.append(entry)
        else:
            views[entry.path] = known
    for entry, content in fetched.read(unknown):
        language = language_of(entry.path)
        if isinstance(content, Skipped) or language is None:
            continue
        view = code_view(content, language)
        if isinstance(view, CodeView):
            blobs.put(entry.blob, view.text)
            views[entry.path] = view.text
    return views


def _texts(fetched: Fetched, snapshot: Snapshot) -> dict[str, str]:
    """READMEs, licences, requirements and configuration files, by path."""
    wanted = [e for e in snapshot.files if e.size <= TEXT_LIMIT and wants_text(e.path)]
    texts: dict[str, str] = {}
    for entry, content in fetched.read(wanted):
        if isinstance(content, Skipped):
            continue
        decoded = decode(content)
        if isinstance(decoded, Decoded):
            texts[entry.path] = decoded.text
    return texts
