"""Graphs that were built once, kept in the home so that the next start need not build them.

A kept file is derived: it checks itself when it is opened, is built again if that fails, and its
absence or a folder that cannot be written changes nothing but the time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

_DIGEST_BYTES: Final = 32


def kept_graph(folder: Path | None, key: str, build: Callable[[], bytes]) -> bytes:
    """The graph of ``key``, from ``folder`` if it is there and whole, else built and kept.

    ``key`` is the encoder's fingerprint: other weights or another recipe are another file.
    """
    if folder is None:
        return build()
    path = folder / f"{key}.graph"
    known = _read(path)
    if known:
        return known
    graph = build()
    with contextlib.suppress(OSError):
        _write(path, graph)
    return graph


def _read(path: Path) -> bytes:
    """The graph in ``path``; empty if it is missing or damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return b""
    graph = data[_DIGEST_BYTES:]
    return graph if hashlib.sha256(graph).digest() == data[:_DIGEST_BYTES] else b""


def _write(path: Path, graph: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:16]}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(graph).digest())
            stream.write(graph)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
