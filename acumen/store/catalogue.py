"""An index as it ships inside the package: facts and quantised vectors in one read-only folder.

It is read like a generation, and differs in two things. A vector is kept as one signed byte per
component and one scale per row, a quarter of the size; a cosine changes by less than 0.01. And
what stands in it was made to be given away: see ``indexer.packaging``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen import __version__
from acumen.domain.index import Index
from acumen.errors import IndexUnusableError, NoIndexError
from acumen.store.generations import OpenIndex, open_index
from acumen.store.home import SCHEMA_VERSION, Home
from acumen.store.manifest import (
    MANIFEST,
    REPORT,
    DamageError,
    Manifest,
    check_files,
    read_manifest,
    sum_of,
)

NUMBER: Final = 0  # generations of a home count from 1
_CARDS: Final = "cards"
_PASSAGES: Final = "passages"
_LEVEL: Final = 19  # of zstd: written once by a maintainer, read by everyone


def quantised(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """``vectors`` (n, dim) as bytes (n, dim) and the scale of each row (n,)."""
    if not len(vectors):
        return np.zeros(vectors.shape, np.int8), np.zeros(0, np.float32)
    scales = (np.abs(vectors).max(axis=1) / 127.0).astype(np.float32)
    safe = np.where(scales > 0, scales, np.float32(1.0))
    return np.rint(vectors / safe[:, None]).astype(np.int8), scales


def restored(codes: NDArray[np.int8], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows (n, dim) of norm 1 out of what ``quantised`` gave; a row of zeros stays one."""
    vectors = codes.astype(np.float32)
    vectors *= scales[:, None]
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(norms > 0, norms, np.float32(1.0))
    return vectors


def write_catalogue(folder: Path, index: Index, *, report_json: bytes) -> Manifest:
    """Write ``index`` to the empty ``folder``: the same index and report give the same bytes.

    Raises:
        OSError: the folder cannot be written.
    """
    import pyarrow as pa  # noqa: PLC0415  (a maintainer's command alone writes)
    import pyarrow.parquet as pq  # noqa: PLC0415  (the same)

    from acumen.store.tables import tables_of  # noqa: PLC0415  (the same)

    for name, table in tables_of(index).items():
        pq.write_table(
            table,
            folder / f"{name}.parquet",
            compression="zstd",
            compression_level=_LEVEL,
            write_page_checksum=True,
            version="2.6",
            data_page_version="2.0",
        )
    for name, vectors in ((_CARDS, index.card_vectors), (_PASSAGES, index.passage_vectors)):
        codes, scales = quantised(vectors)
        np.save(folder / f"{name}.codes.npy", codes, allow_pickle=False)
        np.save(folder / f"{name}.scales.npy", scales.astype("<f4"), allow_pickle=False)
    (folder / REPORT).write_bytes(report_json)
    names = sorted(path.name for path in folder.iterdir() if path.name not in {REPORT, MANIFEST})
    manifest = Manifest(
        schema=SCHEMA_VERSION,
        versions=(("acumen", __version__), ("numpy", np.__version__), ("pyarrow", pa.__version__)),
        encoder=index.encoder,
        layout_version=index.layout.version,
        templates=len(index.templates),
        passages=len(index.passages),
        files=tuple((name, sum_of(folder / name)) for name in names),
        report=sum_of(folder / REPORT),
    )
    (folder / MANIFEST).write_bytes(manifest.render())
    return manifest


def open_catalogue(folder: Path, *, verify: bool = True) -> OpenIndex:
    """Read the catalogue in ``folder``. Sizes are always compared; ``verify`` compares every byte.

    Raises:
        IndexUnusableError: it is damaged, or of another version than this Acumen.
    """
    try:
        manifest = _usable_manifest(folder)
        check_files(folder, manifest, content=verify)
        return OpenIndex(_read(folder, manifest), NUMBER, manifest.hash, fallback="")
    except (DamageError, OSError, ValueError, KeyError, TypeError, LookupError) as error:
        raise IndexUnusableError(
            f"The catalogue in {folder} cannot be used: {error}.",
            remedy="install Acumen again, or make an index of your own: acumen index starter",
        ) from error


def open_index_or(home: Home, shipped: Path | None, *, verify: bool = True) -> OpenIndex:
    """The index of ``home``, or the catalogue in ``shipped`` where nothing was published yet.

    Raises:
        NoIndexError: there is neither.
        IndexUnusableError, StorageError: as ``open_index`` and ``open_catalogue``.
    """
    try:
        return open_index(home, verify=verify)
    except NoIndexError:
        if shipped is None:
            raise
        return open_catalogue(shipped, verify=verify)


def check_catalogue(folder: Path) -> tuple[str, str]:
    """The hash of the manifest ("" if it cannot be read) and what is wrong ("" if nothing is)."""
    found = ""
    try:
        manifest = _usable_manifest(folder)
        found = manifest.hash
        check_files(folder, manifest, content=True)
    except DamageError as error:
        return found, str(error)
    return found, ""


def _usable_manifest(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest.schema != SCHEMA_VERSION:
        raise DamageError(f"it has schema {manifest.schema}, this Acumen reads {SCHEMA_VERSION}")
    return manifest


def _read(folder: Path, manifest: Manifest) -> Index:
    from acumen.store.reading import read_index  # noqa: PLC0415  (whoever only polls needs no Arrow)

    return read_index(
        folder,
        manifest,
        cards=lambda: _vectors(folder, _CARDS),
        codes=lambda: _vectors(folder, _PASSAGES),
    )


def _vectors(folder: Path, name: str) -> NDArray[np.float32]:
    codes = np.load(folder / f"{name}.codes.npy", allow_pickle=False)
    scales = np.load(folder / f"{name}.scales.npy", allow_pickle=False)
    if codes.dtype != np.int8 or codes.ndim != 2 or scales.shape != (len(codes),):
        raise ValueError(f"{name} holds {codes.dtype} of shape {codes.shape}")
    return restored(codes, scales)
