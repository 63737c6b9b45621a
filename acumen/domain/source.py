"""Where code comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SourceKind(StrEnum):
    """Git over https, a source distribution of a package index, or a folder on this machine."""

    GIT = "git"
    SDIST = "sdist"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Source:
    """One place to take code from, before anything was fetched.

    ``repository`` is the ``owner/name`` under which templates are shown: that of the URL for git,
    ``pypi/<name>`` for a source distribution, ``local/<folder>`` for a folder.
    """

    kind: SourceKind
    repository: str
    location: str  # https URL, NAME==VERSION, or absolute path
    pin: str = ""  # 40-hex commit, or sha256 of the archive; "" takes what is there now
    include: tuple[str, ...] = ()  # globs on paths; empty takes all
    exclude: tuple[str, ...] = ()
    why: str = ""  # why it is in the corpus, in our words
