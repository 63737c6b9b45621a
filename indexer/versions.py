"""A digest of the code and data that decide a repository's result.

Results are kept between runs under this digest, so a changed rule or vocabulary never leaves an old
answer standing.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

DECIDING = (
    "acumen.domain",
    "acumen.syntax",
    "acumen.taxonomy",
    "acumen.attributes",
    "acumen.curation",
    "acumen.faults",
    "acumen.embedding",
    "acumen.search",
    "corpus",
    "indexer",
)
SUFFIXES = (".py", ".toml")
STATEMENTS = "corpus/annotations/"  # what people say is part of a result


@cache
def results_version() -> str:
    """blake2b over the deciding packages' files, 16 hex."""
    digest = hashlib.blake2b(digest_size=8)
    for package in DECIDING:
        for name, data in _files(resources.files(package), package):
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    waiting = [(folder, prefix)]
    while waiting:
        current, name = waiting.pop()
        for item in current.iterdir():
            path = f"{name}/{item.name}"
            if item.is_dir():
                waiting.append((item, path))
            elif item.name.endswith(SUFFIXES) or path.startswith(STATEMENTS):
                found.append((path, item.read_bytes()))
    return sorted(found)
