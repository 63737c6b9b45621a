"""Where the files of a template go: paths that stay inside the new folder, whatever they say.

The paths of a repository are kept, because imports follow them. The folder that all files share is
left out if no import starts at it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Sequence
from typing import Final

from acumen.errors import UnsafeSourceError

OURS: Final = ("README.md", "CHECKLIST.md", "PROVENANCE.toml", "requirements.txt")
LONGEST_PATH: Final = 1_024  # bytes
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_path(path: str) -> str:
    """``path`` if it is a plain relative path that means the same on every system.

    Raises:
        UnsafeSourceError: it leads elsewhere, into a git folder, or to a device.
    """
    parts = path.split("/")
    bad = (
        not path
        or len(path.encode("utf-8", "surrogatepass")) > LONGEST_PATH
        or "\\" in path
        or _CONTROL.search(path)
        or re.match(r"[A-Za-z]:", path)
        or any(part in {"", ".", ".."} or part != part.rstrip(" .") for part in parts)
        or any(part.lower() in {".git", "git~1"} for part in parts)
        or any(_RESERVED.fullmatch(part) for part in parts)
    )
    if bad:
        raise UnsafeSourceError(
            f"{path[:200]!r} is no place inside a new folder.",
            remedy="choose another template; this one cannot be copied safely",
        )
    return path


def shared_folder(paths: Sequence[str], roots: Collection[str]) -> str:
    """The folder of all ``paths`` with its slash; "" if an import of ``roots`` starts at it."""
    folder = posixpath.commonpath([posixpath.dirname(path) for path in paths]) if paths else ""
    if not folder or any(part in roots for part in folder.split("/")):
        return ""
    return f"{folder}/"


def places(paths: Sequence[str], prefix: str) -> dict[str, str]:
    """For each of ``paths`` where it goes, without ``prefix``.

    Raises:
        UnsafeSourceError: a place is not safe, or two files would be one on some system.
    """
    found: dict[str, str] = {}
    ours = {name.lower() for name in OURS}
    taken: set[str] = set()
    for path in paths:
        place = safe_path(path.removeprefix(prefix))
        if place.lower() in ours:
            place = safe_path(f"original/{place}")
        if place.lower() in taken:
            raise UnsafeSourceError(
                f"{place!r} would stand there twice.",
                remedy="choose another template; this one cannot be copied safely",
            )
        taken.add(place.lower())
        found[path] = place
    return found
