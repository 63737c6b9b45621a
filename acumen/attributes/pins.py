"""The requirements that a project declares, line by line, without running anything of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement

from acumen.attributes.texts import folders_above
from acumen.domain.evidence import Evidence

_NAMES: Final = ("requirements.txt", "pyproject.toml")
_LONGEST: Final = 300  # characters of a line
_LINES: Final = 2000
_COMMENT: Final = re.compile(r"(^|\s)#.*$")


@dataclass(frozen=True, slots=True)
class Pin:
    """One declared requirement and where it is declared."""

    requirement: Requirement
    evidence: Evidence


def declared(entry: str, texts: Mapping[str, str]) -> tuple[Pin, ...]:
    """The requirements of the nearest file above ``entry`` that declares any."""
    for folder in folders_above(entry):
        for name in _NAMES:
            path = f"{folder}/{name}" if folder else name
            if path in texts and (found := _read(path, texts[path])):
                return found
    return ()


@lru_cache(maxsize=512)
def _read(path: str, text: str) -> tuple[Pin, ...]:
    lines = text[:200_000].splitlines()[:_LINES]
    if path.endswith(".toml"):
        return _of_project(path, text, lines)
    found = []
    for number, line in enumerate(lines, start=1):
        if requirement := _requirement(line):
            found.append(Pin(requirement, Evidence(path, number, number)))
    return tuple(found)


def _requirement(line: str) -> Requirement | None:
    """A requirement; None for options, addresses, paths and what is no requirement."""
    text = _COMMENT.sub("", line).partition(" --")[0].strip().rstrip("\\").strip()
    if not text or len(text) > _LONGEST or text.startswith(("-", ".", "/")):
        return None
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _of_project(path: str, text: str, lines: list[str]) -> tuple[Pin, ...]:
    try:
        document = tomllib.loads(text[:200_000])
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    project = document.get("project")
    listed = project.get("dependencies") if isinstance(project, dict) else None
    found = []
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, str) and (requirement := _requirement(one)):
            number = next((n for n, line in enumerate(lines, start=1) if one in line), 1)
            found.append(Pin(requirement, Evidence(path, number, number)))
    return tuple(found)
