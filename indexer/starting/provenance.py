"""PROVENANCE.toml: where each file of a started project comes from, and what it was.

Written and read here alone. It names what was copied and what we wrote, with the sha256 of each,
so that ``acumen verify DIR`` can say years later what has changed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import msgspec
import orjson

from acumen.errors import UsageError

FILE: Final = "PROVENANCE.toml"
LARGEST: Final = 4 << 20  # bytes


class CopiedFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A file as it stands in the repository."""

    path: str  # in the project
    source: str  # in the repository
    blob: str  # git blob id
    sha256: str


class WrittenFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A file that we wrote."""

    path: str
    sha256: str


class Origin(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The template and its terms."""

    template: str  # ID
    repository: str
    url: str
    commit: str
    committed_on: str  # ISO date; "" if unknown
    entry: str  # in the project
    licence: str  # SPDX expression; "" if none was recognised
    licence_state: str
    licence_files: tuple[str, ...]  # in the project
    started_on: str  # ISO date
    acumen: str  # version
    index: str  # manifest hash of the index it was found in


class Provenance(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole record."""

    origin: Origin
    copied: tuple[CopiedFile, ...] = ()
    written: tuple[WrittenFile, ...] = ()


def render(provenance: Provenance) -> str:
    """The file's text."""
    lines = [
        "# Where this project started. acumen verify DIR compares the files with it.",
        "",
        "[origin]",
        *_pairs(provenance.origin),
    ]
    for name, rows in (("copied", provenance.copied), ("written", provenance.written)):
        for row in rows:
            lines += ["", f"[[{name}]]", *_pairs(row)]
    return "\n".join(lines) + "\n"


def read_provenance(folder: Path) -> Provenance:
    """The record in ``folder``.

    Raises:
        UsageError: there is none, or it is not one.
    """
    place = folder / FILE
    try:
        if place.is_symlink() or place.stat().st_size > LARGEST:
            raise UsageError(f"{place} is no record of ours.", remedy="acumen new ID DIR makes one")
        document = tomllib.loads(place.read_text("utf-8"))
        return msgspec.convert(document, Provenance)
    except FileNotFoundError as error:
        raise UsageError(
            f"{folder} holds no {FILE}: it was not started by acumen new.",
            remedy="name the folder of a started project, or no folder to check the index",
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(
            f"{place} cannot be read: {error}", remedy="restore it from version control"
        ) from error


def _pairs(struct: msgspec.Struct) -> list[str]:
    return [f"{name} = {_value(getattr(struct, name))}" for name in type(struct).__struct_fields__]


def _value(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return f"[{', '.join(_quoted(item) for item in value)}]"


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own, save for DEL."""
    safe = text.encode("utf-8", "backslashreplace").decode()
    return orjson.dumps(safe).decode().replace("\x7f", "\\u007f")
