"""Index generations: written beside the old one, checked, then made current in one step.

A generation never changes once it has its name. Whoever is killed, and wherever, leaves the last
good generation in place; a reader that finds the current one damaged serves the one before and
says so.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen import __version__
from acumen.domain.index import Index
from acumen.errors import IndexUnusableError, NewerSchemaError, NoIndexError
from acumen.store.durable import fsync_file, fsync_folder, write_durably
from acumen.store.failures import storage_error
from acumen.store.home import SCHEMA_VERSION, STAGE_PREFIX, Home
from acumen.store.manifest import (
    MANIFEST,
    REPORT,
    DamageError,
    Manifest,
    check_files,
    read_manifest,
    sum_of,
)

_DIGITS: Final = 8
_VECTORS: Final = "vectors.npy"
_PASSAGE_VECTORS: Final = "passage_vectors.npy"
_TABLES: Final = (
    "repositories",
    "templates",
    "attributes",
    "findings",
    "passages",
    "map",
    "labels",
    "terms",
)
_FILES: Final = frozenset({_VECTORS, _PASSAGE_VECTORS, *(f"{name}.parquet" for name in _TABLES)})
_REINDEX: Final = "acumen index SOURCE... again; what was computed before is reused"


@dataclass(frozen=True, slots=True)
class Published:
    """What ``publish`` did."""

    number: int
    manifest_hash: str
    reused: bool  # the current generation held the same content, so nothing was written


@dataclass(frozen=True, slots=True, eq=False)
class OpenIndex:
    """An index in memory, with where it came from."""

    index: Index
    number: int
    manifest_hash: str
    fallback: str  # why it is not the newest generation, for people; "" if it is


@dataclass(frozen=True, slots=True)
class GenerationCheck:
    """The state of one generation on disk."""

    number: int
    manifest_hash: str  # "" where the manifest cannot be read
    problem: str  # "" if every byte is as it was written
    current: bool

    @property
    def intact(self) -> bool:
        return not self.problem


def publish(home: Home, index: Index, *, report_json: bytes) -> Published:
    """Make ``index`` the current generation. The caller holds ``home.lock()``.

    ``report_json`` is kept beside the index and not part of its hash. Two generations are kept.

    Raises:
        NewerSchemaError: a newer Acumen wrote this home.
        StorageError: the disk is full, failing or not writable; the old generation stays current.
    """
    home.prepare()
    numbers = _numbers(home)
    before = current_number(home)
    number = max([*numbers, before or 0]) + 1
    stage = home.generations / f"{STAGE_PREFIX}{number:0{_DIGITS}d}"
    try:
        manifest = _write_stage(stage, index, report_json)
        if before is not None and _same_content(home, max(numbers), manifest):
            shutil.rmtree(stage)
            _point_to(home, max(numbers))
            return Published(max(numbers), manifest.hash, reused=True)
        _make_durable(stage)
        stage.rename(_folder(home, number))
        fsync_folder(home.generations)
        _point_to(home, number)
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        raise storage_error("write the index in", home.generations, error) from error
    _remove_old(home, keep={number, _last_whole(home, before, numbers)})
    return Published(number, manifest.hash, reused=False)


def open_index(home: Home, *, verify: bool = True) -> OpenIndex:
    """Read the current generation, or else the newest that is whole.

    Sizes are always compared; ``verify`` compares every byte.

    Raises:
        NoIndexError: nothing was ever published here.
        NewerSchemaError: a newer Acumen wrote it.
        IndexUnusableError: generations exist, and none is whole or of this schema.
        StorageError: the home cannot be read.
    """
    home.check()
    problems: list[str] = []
    tried: set[int] = set()
    while (number := _next_candidate(home, tried)) is not None:
        tried.add(number)
        try:
            index, manifest = _read(_folder(home, number), verify=verify)
        except DamageError as error:
            if _folder(home, number).exists():  # else an indexer removed it while we read
                problems.append(f"generation {number} is damaged ({error})")
            continue
        fallback = _fallback(home, number, problems)
        return OpenIndex(index, number, manifest.hash, fallback)
    if not tried:
        raise NoIndexError(f"There is no index in {home.path} yet.", remedy="acumen index starter")
    raise IndexUnusableError(
        f"No index in {home.path} can be used: {'; '.join(problems)}.", remedy=_REINDEX
    )


def verify(home: Home) -> tuple[GenerationCheck, ...]:
    """Compare every byte of every generation, oldest first.

    Raises:
        NewerSchemaError: a newer Acumen wrote this home.
        StorageError: the home cannot be read.
    """
    home.check()
    current = current_number(home)
    return tuple(_check(home, number, current) for number in _numbers(home))


def current_number(home: Home) -> int | None:
    """The generation to serve, without checking it; None if there is none. Cheap enough to poll."""
    try:
        text = home.current_file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        text = ""
    if len(text) == _DIGITS and text.isascii() and text.isdigit():
        number = int(text)
        if _folder(home, number).is_dir():
            return number
    return max(_numbers(home), default=None)


def read_report(home: Home, number: int) -> bytes:
    """The run report kept with generation ``number``; empty if it cannot be read."""
    try:
        return (_folder(home, number) / REPORT).read_bytes()
    except OSError:
        return b""


def _folder(home: Home, number: int) -> Path:
    return home.generations / f"{number:0{_DIGITS}d}"


def _numbers(home: Home) -> list[int]:
    """Numbers of all generations, ascending."""
    try:
        names = [path.name for path in home.generations.iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise storage_error("read", home.generations, error) from error
    return sorted(
        int(name) for name in names if len(name) == _DIGITS and name.isascii() and name.isdigit()
    )


def _next_candidate(home: Home, tried: set[int]) -> int | None:
    """The current generation, then the others from the newest on; looked up afresh each time."""
    current = current_number(home)
    if current is not None and current not in tried:
        return current
    return max((number for number in _numbers(home) if number not in tried), default=None)


def _fallback(home: Home, number: int, problems: list[str]) -> str:
    if not problems:
        try:
            named = home.current_file.read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            named = ""
        if named == f"{number:0{_DIGITS}d}":
            return ""
        problems = [f"CURRENT names {named!r}" if named else "CURRENT is missing"]
    return f"{'; '.join(problems)}; generation {number} is served"


def _write_stage(stage: Path, index: Index, report_json: bytes) -> Manifest:
    import pyarrow as pa  # noqa: PLC0415  (whoever only polls the number needs no Arrow)
    import pyarrow.parquet as pq  # noqa: PLC0415  (the same)

    from acumen.store.tables import tables_of  # noqa: PLC0415  (the same)

    if stage.exists():
        shutil.rmtree(stage)
    stage.mkdir()
    for name, table in tables_of(index).items():
        pq.write_table(
            table,
            stage / f"{name}.parquet",
            compression="zstd",
            compression_level=3,
            write_page_checksum=True,
            version="2.6",
            data_page_version="2.0",
        )
    _write_vectors(stage / _VECTORS, index.card_vectors)
    _write_vectors(stage / _PASSAGE_VECTORS, index.passage_vectors)
    (stage / REPORT).write_bytes(report_json)
    manifest = Manifest(
        schema=SCHEMA_VERSION,
        versions=(
            ("acumen", __version__),
            ("numpy", np.__version__),
            ("pyarrow", pa.__version__),
        ),
        encoder=index.encoder,
        layout_version=index.layout.version,
        templates=len(index.templates),
        passages=len(index.passages),
        files=tuple((name, sum_of(stage / name)) for name in sorted(_FILES)),
        report=sum_of(stage / REPORT),
    )
    (stage / MANIFEST).write_bytes(manifest.render())
    return manifest


def _write_vectors(path: Path, vectors: NDArray[np.float32]) -> None:
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(vectors, dtype="<f4"), allow_pickle=False)


def _same_content(home: Home, number: int, manifest: Manifest) -> bool:
    """Whether generation ``number`` is whole and holds what ``manifest`` lists."""
    folder = _folder(home, number)
    try:
        found = read_manifest(folder)
        if found.hash != manifest.hash:
            return False
        check_files(folder, found, content=True)
    except DamageError:
        return False
    return True


def _make_durable(stage: Path) -> None:
    """All files first, the manifest last: a manifest on the disk vouches for what it lists."""
    for name in (*sorted(_FILES), REPORT, MANIFEST):
        fsync_file(stage / name)
    fsync_folder(stage)


def _point_to(home: Home, number: int) -> None:
    text = f"{number:0{_DIGITS}d}\n".encode()
    with suppress(OSError):
        if home.current_file.read_bytes() == text:
            return
    write_durably(home.current_file, text)


def _last_whole(home: Home, before: int | None, numbers: list[int]) -> int | None:
    """The generation to fall back on: what was served before, or else the newest that is whole."""
    for number in sorted(numbers, key=lambda number: (number == before, number), reverse=True):
        with suppress(DamageError):
            check_files(_folder(home, number), read_manifest(_folder(home, number)), content=True)
            return number
    return None


def _remove_old(home: Home, *, keep: set[int | None]) -> None:
    """Remove generations; a failure costs disk space only, so it is left to the next run."""
    for number in _numbers(home):
        if number not in keep:
            gone = home.generations / f"{STAGE_PREFIX}old-{number:0{_DIGITS}d}"
            with suppress(OSError):
                _folder(home, number).rename(gone)  # never half there under its own name
                shutil.rmtree(gone)


def _check(home: Home, number: int, current: int | None) -> GenerationCheck:
    folder = _folder(home, number)
    manifest_hash, problem = "", ""
    try:
        manifest = _usable_manifest(folder)
        manifest_hash = manifest.hash
        check_files(folder, manifest, content=True)
    except DamageError as error:
        problem = str(error)
    return GenerationCheck(number, manifest_hash, problem, current=number == current)


def _usable_manifest(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest.schema > SCHEMA_VERSION:
        raise NewerSchemaError(
            f"{folder} has schema {manifest.schema}; this Acumen reads {SCHEMA_VERSION}.",
            remedy="upgrade Acumen, or use another home with --home DIR",
        )
    if manifest.schema != SCHEMA_VERSION:
        raise DamageError(f"of an older Acumen: schema {manifest.schema}, not {SCHEMA_VERSION}")
    if {name for name, _ in manifest.files} != _FILES:
        raise DamageError(f"{MANIFEST} lists other files than this schema has")
    return manifest


def _read(folder: Path, *, verify: bool) -> tuple[Index, Manifest]:
    manifest = _usable_manifest(folder)
    check_files(folder, manifest, content=verify)
    try:
        return _read_index(folder, manifest), manifest
    except (OSError, ValueError, KeyError, TypeError, LookupError, ArithmeticError) as error:
        raise DamageError(f"it cannot be read back: {error}") from error


def _read_index(folder: Path, manifest: Manifest) -> Index:
    from acumen.store.reading import read_index  # noqa: PLC0415  (whoever only polls needs no Arrow)

    return read_index(
        folder,
        manifest,
        cards=lambda: _read_vectors(folder / _VECTORS),
        codes=lambda: _read_vectors(folder / _PASSAGE_VECTORS, mapped=True),
    )


def _read_vectors(path: Path, *, mapped: bool = False) -> NDArray[np.float32]:
    """The vectors in ``path``; ``mapped`` ones stay on the disk until somebody looks at them.

    Passages are ten times as many as templates, and most searches look at a few. A generation that
    is removed while it is open stays readable.
    """
    vectors: NDArray[np.float32] = np.load(
        path, mmap_mode="r" if mapped else None, allow_pickle=False
    )
    if vectors.ndim != 2 or vectors.dtype != np.dtype("<f4"):
        raise ValueError(f"{path.name} holds {vectors.dtype} of shape {vectors.shape}")
    return np.asarray(vectors, dtype=np.float32)
