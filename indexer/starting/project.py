"""``acumen new``: a template becomes a folder of its own, or nothing at all.

The folder is written beside its place and renamed when it is whole. What is there already is never
written over.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from acumen import __version__
from acumen.attributes.texts import folders_above, is_licence
from acumen.domain.facts import ModuleFacts
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.domain.licence import LicencePolicy, LicenceState
from acumen.domain.snapshot import FileEntry, Skipped
from acumen.errors import StorageError, UsageError
from acumen.syntax.codeview import language_of
from acumen.syntax.decode import Decoded, decode
from acumen.syntax.reading import read_module
from indexer.ondemand import Reach, opened_at, read_indexed
from indexer.stages.fetch import Fetched
from indexer.starting.pages import Copied, checklist, readme
from indexer.starting.places import OURS, places, shared_folder
from indexer.starting.provenance import (
    FILE,
    CopiedFile,
    Origin,
    Provenance,
    WrittenFile,
    render,
)
from indexer.starting.requirements import (
    Declaration,
    is_declaration,
    needs_of,
    own_package,
    requirements_text,
)

_NEVER_COPIED: Final = frozenset(
    {LicenceState.NONE, LicenceState.UNKNOWN, LicenceState.CONFLICT, LicenceState.README_ONLY}
)
LARGEST_TEXT: Final = 200_000  # bytes of a licence or a declaration


@dataclass(frozen=True, slots=True)
class Started:
    """What was made."""

    folder: Path
    entry: str  # place of the entry in it
    copied: tuple[str, ...]
    written: tuple[str, ...]
    licence: str


@dataclass(frozen=True, slots=True)
class _Taken:
    """The bytes that go into the project, by path in the repository."""

    code: Mapping[str, bytes]
    configs: Mapping[str, bytes]
    licences: Mapping[str, bytes]
    declarations: tuple[Declaration, ...]
    blobs: Mapping[str, str]


def start_project(
    record: TemplateRecord,
    repository: RepositoryRecord,
    folder: Path,
    *,
    policy: LicencePolicy,
    reach: Reach,
    today: date,
    index_hash: str,
) -> Started:
    """Write the template's files to the new or empty ``folder``.

    Raises:
        UsageError: the licence is outside ``policy``, or ``folder`` is taken.
        SourceError: the files cannot be had, or are not those that were indexed.
        UnsafeSourceError: a path leads out of the folder.
        StorageError: the disk is full or not writable.
    """
    check_terms(record, repository, policy)
    check_free(folder)
    with opened_at(repository, reach) as fetched:
        taken = _taken(record, fetched)
    files = _files(record, repository, taken, today=today, index_hash=index_hash)
    _write(folder, files.contents)
    return Started(
        folder=folder,
        entry=files.entry,
        copied=tuple(sorted(files.copied)),
        written=tuple(sorted(set(files.contents) - set(files.copied))),
        licence=record.licence.spdx,
    )


def check_terms(
    record: TemplateRecord, repository: RepositoryRecord, policy: LicencePolicy
) -> None:
    """Refuse what must not or should not be copied.

    Raises:
        UsageError: naming the reason, and where the code can be looked at instead.
    """
    licence = record.licence
    address = repository.url or repository.location
    if licence.state in _NEVER_COPIED:
        raise UsageError(
            f"{record.id} is not copied: its terms are {licence.state.value}.",
            remedy=f"look at it at {address}, and ask its author for a licence",
        )
    if not policy.allows(licence.state):
        wider = "any" if licence.state is LicenceState.NON_COMMERCIAL else "copyleft"
        raise UsageError(
            f"{record.id} is under {licence.spdx or 'terms of its own'} ({licence.state.value}), "
            f"which {policy.value} does not allow.",
            remedy=f"add --licence {wider} if those terms suit you; they are at {address}",
        )


def check_free(folder: Path) -> None:
    """Refuse a place where something stands already.

    Raises:
        UsageError: ``folder`` is a file, a link, or a folder that is not empty.
    """
    try:
        taken = folder.is_symlink() or (
            folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
        )
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be looked at: {error.strerror}", remedy="choose another folder"
        ) from error
    if taken:
        raise UsageError(
            f"{folder} is not empty, and nothing is written over.", remedy="name a new folder"
        )


def _taken(record: TemplateRecord, fetched: Fetched) -> _Taken:
    entries = {entry.path: entry for entry in fetched.snapshot.files}
    code = read_indexed(fetched, record.files)
    configs = [entries[path] for path in record.template.configs if path in entries]
    above = folders_above(record.template.path)
    licences = [
        entry
        for entry in fetched.snapshot.files
        if is_licence(entry.path) and _speaks_for(entry.path) in above
    ]
    declared = [
        entry
        for entry in fetched.snapshot.files
        if is_declaration(entry.path) and entry.path.rpartition("/")[0] in above
    ]
    changes = fetched.last_changes([entry.path for entry in declared])
    texts = _read(fetched, declared)
    return _Taken(
        code=code,
        configs=_read(fetched, configs),
        licences=_read(fetched, licences),
        declarations=tuple(
            Declaration(path, _decoded(data), changes.get(path, fetched.snapshot.committed_on))
            for path, data in sorted(texts.items())
        ),
        blobs={path: entry.blob for path, entry in entries.items()},
    )


def _speaks_for(path: str) -> str:
    """The folder a licence file covers: one in ``LICENSES`` covers the folder above."""
    folder = path.rpartition("/")[0]
    parent, _, name = folder.rpartition("/")
    return parent if name.lower() in {"licenses", "licences", "license"} else folder


def _read(fetched: Fetched, entries: list[FileEntry]) -> dict[str, bytes]:
    small = [entry for entry in entries if entry.size <= LARGEST_TEXT]
    return {
        entry.path: content
        for entry, content in fetched.read(small)
        if not isinstance(content, Skipped)
    }


def _decoded(data: bytes) -> str:
    found = decode(data)
    return found.text if isinstance(found, Decoded) else ""


@dataclass(frozen=True, slots=True)
class _Files:
    entry: str
    contents: Mapping[str, bytes]  # by place
    copied: tuple[str, ...]


def _files(
    record: TemplateRecord,
    repository: RepositoryRecord,
    taken: _Taken,
    *,
    today: date,
    index_hash: str,
) -> _Files:
    """Everything that will stand in the folder, by place."""
    program = {**taken.configs, **taken.code}
    roots = _import_roots(taken.code)
    prefix = shared_folder(sorted(program), roots)
    where = places(sorted(program), prefix)
    where |= _licence_places(taken.licences, where)
    sources = {**program, **taken.licences}
    contents = {where[path]: data for path, data in sources.items()}
    copied = Copied(
        entry=where[record.template.path],
        places=where,
        licences=tuple(sorted(where[path] for path in taken.licences)),
    )
    own = own_package(repository, _own_names(roots, taken.blobs, program))
    needs = (*needs_of(record, taken.declarations), *own)
    ours = {
        "README.md": readme(record, repository, copied),
        "CHECKLIST.md": checklist(record, copied, needs),
        "requirements.txt": requirements_text(needs),
    }
    written = {place: text.encode("utf-8", "replace") for place, text in ours.items()}
    provenance = Provenance(
        origin=Origin(
            template=record.id,
            repository=record.template.repository,
            url=repository.url,
            commit=record.template.commit,
            committed_on=repository.committed_on.isoformat() if repository.committed_on else "",
            entry=copied.entry,
            licence=record.licence.spdx,
            licence_state=record.licence.state.value,
            licence_files=copied.licences,
            started_on=today.isoformat(),
            acumen=__version__,
            index=index_hash,
        ),
        copied=tuple(
            CopiedFile(where[path], path, taken.blobs[path], _sha256(sources[path]))
            for path in sorted(sources)
        ),
        written=tuple(WrittenFile(p, _sha256(data)) for p, data in sorted(written.items())),
    )
    written[FILE] = render(provenance).encode("utf-8")
    return _Files(copied.entry, {**contents, **written}, tuple(contents))


def _licence_places(licences: Mapping[str, bytes], taken: Mapping[str, str]) -> dict[str, str]:
    """The nearest licence keeps its name at the root; others of that name keep their path too."""
    names = {place.lower() for place in taken.values()} | {name.lower() for name in OURS}
    found: dict[str, str] = {}
    for path in sorted(licences, key=lambda path: (-path.count("/"), path)):
        name = path.rpartition("/")[2]
        found[path] = f"licences/{path}" if name.lower() in names else name
        names.add(name.lower())
    places(sorted(found.values()), "")  # the same checks as for any other place
    return found


def _import_roots(code: Mapping[str, bytes]) -> frozenset[str]:
    """First names of everything that the files import from the top."""
    roots = set()
    for path, data in code.items():
        language = language_of(path)
        facts = read_module(data, language) if language is not None else None
        if isinstance(facts, ModuleFacts):
            roots |= {
                (imported.module or imported.qualified).partition(".")[0]
                for imported in facts.imports
                if not imported.level
            }
    return frozenset(roots)


def _own_names(
    roots: Iterable[str], repository: Iterable[str], copied: Iterable[str]
) -> frozenset[str]:
    """Imported names that stand in the repository and were not copied: a package it installs."""
    there = {part for path in repository for part in _module_names(path)}
    here = {part for path in copied for part in _module_names(path)}
    return frozenset(roots) & there - here - sys.stdlib_module_names


def _module_names(path: str) -> tuple[str, ...]:
    """What ``path`` can be imported as from the top: its own name, or that of its package."""
    folder, _, name = path.rpartition("/")
    if name == "__init__.py":
        return (folder.rpartition("/")[2],)
    return (name.removesuffix(".py"),) if name.endswith(".py") else ()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    """All of ``contents`` under ``folder``, or nothing."""
    stage: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".acumen-new-", dir=folder.parent))
        stage.chmod(0o755)
        for place, data in sorted(contents.items()):
            target = stage / place
            target.parent.mkdir(parents=True, exist_ok=True)
            _put(target, data)
        check_free(folder)
        stage.rename(folder)  # fails if something was put there meanwhile
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be written: {error.strerror or error}",
            remedy="choose another folder, or free some space",
        ) from error
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)


def _put(target: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(target, flags, 0o644), "wb") as file:
        file.write(data)
