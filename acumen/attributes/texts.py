"""Which files besides code say something about a project, and so are read for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from posixpath import basename, dirname
from typing import Final

README: Final = re.compile(r"readme(\.(md|rst|txt|markdown))?", re.IGNORECASE)
LICENCE_FILE: Final = re.compile(
    r"((un)?licen[cs]e|copying|copyright|notice)([-_. ][a-z0-9_. -]{0,40})?", re.IGNORECASE
)
_NOT_A_LICENCE: Final = re.compile(
    r".*\.(py|pyc|ipynb|js|ts|json|ya?ml|html|css|png|svg|sh|c|h|cpp|toml|cfg|in|tpl|template)",
    re.IGNORECASE,
)
_METADATA: Final = re.compile(
    r"(requirements[\w.-]*\.txt|requirements[\w.-]*\.in|setup\.py|setup\.cfg|pyproject\.toml"
    r"|environment[\w.-]*\.ya?ml|pipfile|pkg-info)",
    re.IGNORECASE,
)
_CONFIG: Final = re.compile(
    r"[\w.-]+\.ya?ml|(?:[\w-]*[_-])?(?:config|cfg|conf|hparams|params|settings)[\w-]*\.json"
)
_NO_PROGRAM_CONFIG: Final = re.compile(
    r"(^|/)(\.[^/]+/|docs?/|mkdocs\.ya?ml|_config\.ya?ml|docker-compose|codecov|appveyor)"
)


def is_readme(path: str) -> bool:
    return README.fullmatch(basename(path)) is not None


def is_licence(path: str) -> bool:
    """Whether ``path`` is named like a file of terms; a NOTICE belongs to one and counts too."""
    name = basename(path)
    return bool(LICENCE_FILE.fullmatch(name)) and not _NOT_A_LICENCE.fullmatch(name)


def is_metadata(path: str) -> bool:
    """Whether ``path`` declares dependencies or the project's metadata."""
    return _METADATA.fullmatch(basename(path)) is not None


def is_config(path: str) -> bool:
    """Whether ``path`` may be a program's configuration."""
    return bool(_CONFIG.fullmatch(basename(path))) and not _NO_PROGRAM_CONFIG.search(path)


def wants_text(path: str) -> bool:
    """Whether describe or select reads ``path`` as text."""
    return is_readme(path) or is_licence(path) or is_metadata(path) or is_config(path)


def folders_above(path: str) -> tuple[str, ...]:
    """The folders that hold ``path``, nearest first, down to the root ``""``."""
    found = []
    folder = dirname(path)
    while folder:
        found.append(folder)
        folder = dirname(folder)
    return (*found, "")


def placed(
    texts: Mapping[str, str], wanted: Callable[[str], bool]
) -> Mapping[str, tuple[str, ...]]:
    """The paths that ``wanted`` accepts by their folder, ascending; kept for the last ``texts``.

    ``texts`` are those of one repository and must not change while its templates are described.
    """
    if not (_LAST and _LAST[0][0] is texts and _LAST[0][1] == len(texts)):
        _LAST[:] = [(texts, len(texts), {})]
    kept = _LAST[0][2]
    if wanted not in kept:
        found: dict[str, list[str]] = {}
        for path in sorted(texts):
            if wanted(path):
                found.setdefault(dirname(path), []).append(path)
        kept[wanted] = {folder: tuple(paths) for folder, paths in found.items()}
    return kept[wanted]


_Kept = dict[Callable[[str], bool], Mapping[str, tuple[str, ...]]]
_LAST: Final[list[tuple[Mapping[str, str], int, _Kept]]] = []
