"""``acumen verify DIR``: what has changed in a started project since it was copied."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from acumen.errors import UsageError
from indexer.starting.places import safe_path
from indexer.starting.provenance import Origin, read_provenance


class FileState(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ProjectCheck:
    """A project's origin and the state of every file in its record."""

    origin: Origin
    files: tuple[tuple[str, FileState], ...]  # copied ones, ascending by path
    ours: tuple[tuple[str, FileState], ...]  # those that acumen new wrote

    @property
    def unchanged(self) -> bool:
        return all(state is FileState.SAME for _, state in self.files)


def verify_project(folder: Path) -> ProjectCheck:
    """Hash every file that PROVENANCE.toml names; nothing outside ``folder`` is looked at.

    Raises:
        UsageError: there is no record, or it names a place outside.
    """
    provenance = read_provenance(folder)
    return ProjectCheck(
        origin=provenance.origin,
        files=tuple(sorted((f.path, _state(folder, f.path, f.sha256)) for f in provenance.copied)),
        ours=tuple(sorted((f.path, _state(folder, f.path, f.sha256)) for f in provenance.written)),
    )


def _state(folder: Path, path: str, sha256: str) -> FileState:
    place = folder / safe_path(path)
    if not place.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"{path!r} is a link that leads out of {folder}.", remedy="remove that link"
        )
    try:
        with place.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return FileState.MISSING
    except OSError as error:
        raise UsageError(
            f"{place} cannot be read: {error.strerror}", remedy="check its permissions"
        ) from error
    return FileState.SAME if found == sha256 else FileState.CHANGED
