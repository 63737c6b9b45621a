"""What a repository's own files can be imported as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from acumen.domain.snapshot import Snapshot

_LAST: Final[list[tuple[Snapshot, Mapping[str, frozenset[str]]]]] = []


def importable_names(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """For each folder, the modules and packages in it; kept for the snapshot asked for last.

    A folder counts as a package if it holds an ``__init__.py``, so that a folder of examples
    called ``torch`` does not hide the framework.
    """
    if _LAST and _LAST[0][0] is snapshot:
        return _LAST[0][1]
    children: dict[str, set[str]] = {}
    for entry in snapshot.files:
        if not entry.path.endswith(".py"):
            continue
        folder, _, name = entry.path.rpartition("/")
        if name == "__init__.py":
            parent, _, package = folder.rpartition("/")
            children.setdefault(parent, set()).add(package)
        else:
            children.setdefault(folder, set()).add(name.removesuffix(".py"))
    names = {folder: frozenset(found) for folder, found in children.items()}
    _LAST[:] = [(snapshot, names)]
    return names
