"""Reads what people found by reading programs: the yardstick for the attributes found here.

A row is ``{"repository", "path", "labels": {facet: [{"value", ...}]}}``; other keys are ignored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from acumen.domain.attribute import Facet
from acumen.errors import CorpusError

LABELLED: Final = (
    Facet.FRAMEWORK,
    Facet.TASK,
    Facet.MODALITY,
    Facet.ARCHITECTURE,
    Facet.DATASET,
    Facet.LOSS,
    Facet.OPTIMIZER,
    Facet.TRAINING_STYLE,
)
MAX_FILE_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LabelledProgram:
    """The values that a reader gave to one program, each once, in the order written."""

    repository: str
    path: str
    values: Mapping[Facet, tuple[str, ...]]  # every facet of LABELLED

    @property
    def key(self) -> tuple[str, str]:
        return self.repository, self.path

    @property
    def held_out(self) -> bool:
        """Whether the program only measures, and no rule may be written after looking at it."""
        name = f"{self.repository}/{self.path}"
        return int(hashlib.sha256(name.encode()).hexdigest()[-1], 16) % 2 == 1


def read_labels(path: Path) -> tuple[LabelledProgram, ...]:
    """The rows of ``path``, blank lines left out.

    Raises:
        CorpusError: the file cannot be read, or a row is wrong.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise CorpusError(f"{path} is larger than 64 MiB.", remedy="split the file")
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(
            f"{path} cannot be read: {error}", remedy="give a UTF-8 file, one JSON object a line"
        ) from error
    found: dict[tuple[str, str], LabelledProgram] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        program = _program(line, place)
        if program.key in found:
            raise _wrong(place, f"{program.repository}/{program.path} stands there twice")
        found[program.key] = program
    if not found:
        raise CorpusError(f"{path} holds no labels.", remedy="give one JSON object a line")
    return tuple(found.values())


def _program(line: str, place: str) -> LabelledProgram:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _wrong(place, f"this is no JSON ({error})") from error
    if not isinstance(row, dict):
        raise _wrong(place, "a row is an object")
    repository, path, labels = (row.get(key) for key in ("repository", "path", "labels"))
    if not isinstance(repository, str) or repository.count("/") != 1:
        raise _wrong(place, '"repository" must be owner/name')
    if not isinstance(path, str) or not path:
        raise _wrong(place, '"path" must be text')
    if not isinstance(labels, dict):
        raise _wrong(place, '"labels" must be an object')
    if unknown := sorted(set(labels) - {facet.value for facet in LABELLED}):
        raise _wrong(place, f"{unknown[0]!r} is no facet that is labelled")
    values = {facet: _values(labels.get(facet.value, []), facet, place) for facet in LABELLED}
    return LabelledProgram(repository, path, values)


def _values(labels: object, facet: Facet, place: str) -> tuple[str, ...]:
    if not isinstance(labels, list):
        raise _wrong(place, f"the labels of {facet} must be a list")
    found: dict[str, None] = {}
    for label in labels:
        value = label.get("value") if isinstance(label, dict) else None
        if not isinstance(value, str) or not value:
            raise _wrong(place, f'a label of {facet} is an object with a "value"')
        found[value] = None
    return tuple(found)


def _wrong(place: str, problem: str) -> CorpusError:
    return CorpusError(f"{place}: {problem}.", remedy="correct the row, or remove it")
