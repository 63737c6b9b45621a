"""Code views by git blob id, compressed: what the app shows and ``acumen new`` writes out.

A view opens with the version of the rules that cut it: what a run derives from code must not rest
on a view of other rules, whose lines may be others.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import zstandard

from acumen.store.durable import write_atomically
from acumen.store.failures import storage_errors
from acumen.store.home import Home
from acumen.syntax.codec import FACTS_VERSION

_BLOB_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MAX_TEXT: Final = 64 << 20  # bytes; nothing longer is ever put
_LEVEL: Final = 6
_CUT_BY: Final = FACTS_VERSION.encode()


class BlobStore:
    """One file per blob under ``blobs/``, with a checksum of its own; damaged reads as absent."""

    def __init__(self, home: Home) -> None:
        self._folder = home.blobs

    def get(self, blob: str, *, of_these_rules: bool = False) -> str | None:
        """The code view of ``blob``; None if it is not here, damaged, or not ``of_these_rules``."""
        try:
            packed = self._path(blob).read_bytes()
            data = zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MAX_TEXT)
            cut_by, _, text = data.partition(b"\n")
            if of_these_rules and cut_by != _CUT_BY:
                return None
            return text.decode("utf-8", "surrogatepass")
        except (OSError, zstandard.ZstdError, UnicodeDecodeError):
            return None

    def put(self, blob: str, text: str) -> None:
        """Keep ``text`` as the code view of ``blob``; what is there and intact stays.

        Raises:
            ValueError: ``blob`` is no blob id, or the text exceeds 64 MiB.
            StorageError: the disk is full or not writable.
        """
        data = b"%s\n%s" % (_CUT_BY, text.encode("utf-8", "surrogatepass"))
        if len(data) > _MAX_TEXT:
            raise ValueError(f"{blob}: {len(data)} bytes of text")
        path = self._path(blob)
        if self.get(blob, of_these_rules=True) == text:
            return
        packed = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(data)
        with storage_errors("write", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, packed)

    def _path(self, blob: str) -> Path:
        if _BLOB_ID.fullmatch(blob) is None:
            raise ValueError(f"not a blob id: {blob!r}")
        return self._folder / blob[:2] / f"{blob}.view"
