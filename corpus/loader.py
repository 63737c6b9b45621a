"""The curated list of sources: TOML files in, checked ``Source`` values out.

One repository stands in one file under ``sources/``; several may share a file under ``[[source]]``
tables. A misspelt key, a pin that is none, or the same source twice is an error that names the file
and the key, never a silent default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from acumen.domain.source import Source, SourceKind
from acumen.errors import AcumenError, CorpusError, UsageError
from corpus.locations import is_commit, is_sha256, parse_git_url, parse_release
from corpus.vocabulary import load_vocabularies

__all__ = [
    "CuratedSource",
    "LicenceClaim",
    "load_entries",
    "load_sources",
    "load_vocabularies",
    "read_source_argument",
]

FOLDER: Final = Path(__file__).parent
SOURCES: Final = FOLDER / "sources"
STARTER: Final = FOLDER / "starter.toml"
LARGEST_FILE: Final = 1 << 20  # bytes of one TOML file
_KINDS: Final = ("git", "pypi", "path")


class LicenceClaim(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the curator found out about the licence, and where."""

    spdx: str  # SPDX expression, or NONE where no licence is given
    evidence: str  # the file or field that says so


class _Row(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One source as it is written in TOML."""

    git: str = ""
    commit: str = ""
    pypi: str = ""
    sha256: str = ""
    path: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    licence: LicenceClaim | None = None
    why: str = ""
    teaches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CuratedSource:
    """A source with what its curator says about it."""

    source: Source
    licence: LicenceClaim | None
    teaches: tuple[str, ...]
    file: Path  # where it is written


def load_sources(path: Path, *, allow_local: bool = False) -> tuple[Source, ...]:
    """The sources written in a TOML file, or in all of a folder, in order of file and place.

    Raises:
        CorpusError: a file cannot be read, or an entry in it is wrong.
    """
    return tuple(entry.source for entry in load_entries(path, allow_local=allow_local))


def load_entries(path: Path, *, allow_local: bool = False) -> tuple[CuratedSource, ...]:
    """Like ``load_sources``, with the curator's words.

    Raises:
        CorpusError: a file cannot be read, or an entry in it is wrong.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise CorpusError(f"{path} holds no .toml file.", remedy="add one file per source")
    entries = [entry for file in files for entry in _entries(file, allow_local)]
    _check_unique(entries)
    return tuple(entries)


def read_source_argument(text: str, *, allow_local: bool) -> tuple[Source, ...]:
    """The sources that one argument of ``acumen index`` names.

    ``corpus`` and ``starter`` are the shipped lists. Else a .toml file or a folder of them, an
    https git URL (with ``@`` and 40 hex digits to pin it), ``pypi:NAME==VERSION`` (with
    ``#sha256=`` and 64 hex digits), or with ``allow_local`` any other folder.

    Raises:
        CorpusError: the file or folder of sources is wrong.
        UsageError: the argument is none of these.
        UnsafeSourceError: it is an address or a release that is refused.
    """
    if text == "corpus":
        return load_sources(SOURCES)
    if text == "starter":
        return load_sources(STARTER)
    if text.startswith("pypi:"):
        return (_release(text.removeprefix("pypi:")),)
    if "://" in text or text.startswith("git@"):
        return (_repository(text),)
    place = Path(text).expanduser()
    if place.suffix == ".toml" or (text and place.is_dir() and _holds_sources(place)):
        return load_sources(place, allow_local=allow_local)
    if text and place.is_dir():
        if not allow_local:
            raise UsageError(
                f"{text} is a folder of this machine.",
                remedy="add --allow-local if it is yours to index",
            )
        return (_folder(place),)
    raise UsageError(
        f"{text!r} names no source.",
        remedy="give corpus, starter, a .toml file, an https git URL or pypi:NAME==VERSION",
    )


def _entries(file: Path, allow_local: bool) -> Iterator[CuratedSource]:
    document = _document(file)
    tables = document.get("source")
    if tables is None:
        tables, written = [document], ""
    elif len(document) > 1 or not isinstance(tables, list):
        extra = ", ".join(sorted(set(document) - {"source"})) or "source"
        raise _wrong(file, extra, "a file of several sources holds [[source]] tables only")
    else:
        written = "source"
    if not tables:
        raise _wrong(file, "source", "there is no source in this file")
    for number, table in enumerate(tables):
        key = f"{written}[{number}]" if written else ""
        yield _entry(file, key, table, allow_local)


def _entry(file: Path, key: str, table: object, allow_local: bool) -> CuratedSource:
    try:
        row = msgspec.convert(table, _Row)
    except msgspec.ValidationError as error:
        raise _wrong(file, key, str(error).replace("`$", "`").replace("`.", "`")) from error
    given = [kind for kind in _KINDS if getattr(row, kind)]
    if len(given) != 1:
        raise _wrong(file, key, f"exactly one of {', '.join(_KINDS)} must be given")
    for name, belongs in (("commit", "git"), ("sha256", "pypi")):
        if getattr(row, name) and given != [belongs]:
            raise _wrong(file, _dotted(key, name), f"{name} pins {belongs} only")
    for name in ("include", "exclude"):
        for pattern in getattr(row, name):
            if not pattern or pattern.startswith("/") or ".." in pattern.split("/"):
                raise _wrong(file, _dotted(key, name), f"{pattern!r} is no glob on paths")
    source = replace(
        _source(file, key, row, allow_local),
        include=row.include,
        exclude=row.exclude,
        why=row.why,
    )
    return CuratedSource(source, row.licence, row.teaches, file)


def _source(file: Path, key: str, row: _Row, allow_local: bool) -> Source:
    """Kind, name, place and pin of ``row``."""
    try:
        if row.git:
            if not is_commit(row.commit):
                raise _wrong(file, _dotted(key, "commit"), "want 40 lower-case hex digits")
            location = parse_git_url(row.git)
            return Source(SourceKind.GIT, location.repository, location.url, row.commit)
        if row.pypi:
            if not is_sha256(row.sha256):
                raise _wrong(file, _dotted(key, "sha256"), "want 64 lower-case hex digits")
            release = parse_release(row.pypi)
            return Source(SourceKind.SDIST, release.repository, row.pypi, row.sha256)
    except CorpusError:
        raise
    except AcumenError as error:
        raise _wrong(file, _dotted(key, "git" if row.git else "pypi"), error.problem) from error
    if not allow_local:
        raise _wrong(file, _dotted(key, "path"), "folders are indexed with --allow-local only")
    place = Path(row.path)
    if not place.is_absolute():
        place = file.parent / place
    return _folder(place)


def _repository(text: str) -> Source:
    url, at, commit = text.rpartition("@")
    if not at or not is_commit(commit):
        url, commit = text, ""
    location = parse_git_url(url)
    return Source(SourceKind.GIT, location.repository, location.url, commit)


def _release(text: str) -> Source:
    written, marked, sha256 = text.partition("#sha256=")
    if marked and not is_sha256(sha256):
        raise UsageError(
            f"{sha256[:80]!r} is no sha256.", remedy="give 64 lower-case hex digits after #sha256="
        )
    release = parse_release(written)
    return Source(SourceKind.SDIST, release.repository, written, sha256)


def _folder(place: Path) -> Source:
    place = place.resolve()
    name = "".join(c if c.isalnum() or c in "._-" else "-" for c in place.name) or "root"
    return Source(SourceKind.LOCAL, f"local/{name}", str(place))


def _holds_sources(folder: Path) -> bool:
    """Whether ``folder`` is a list of sources, not a program that has a pyproject.toml."""
    files = sorted(file for file in folder.glob("*.toml") if file.name != "pyproject.toml")
    return bool(files) and all(_KEYS & _document(file).keys() for file in files)


_KEYS: Final = {"source", *_KINDS}


def _document(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise _wrong(file, "", f"larger than {LARGEST_FILE} bytes")
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong(file, "", str(error)) from error


def _check_unique(entries: Sequence[CuratedSource]) -> None:
    seen: dict[str, Path] = {}
    for entry in entries:
        name = entry.source.repository.lower()
        if name in seen:
            raise _wrong(
                entry.file, "", f"{entry.source.repository} stands in {seen[name].name} already"
            )
        seen[name] = entry.file


def _dotted(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _wrong(file: Path, key: str, problem: str) -> CorpusError:
    where = f"{file}: {key}" if key else str(file)
    return CorpusError(f"{where}: {problem}", remedy="correct the entry; corpus/README.md says how")
