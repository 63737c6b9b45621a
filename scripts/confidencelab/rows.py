"""Candidates of labelled programs on disk, so that what rules once said can be learned from later.

One JSON object a line and program: ``repository``, ``path``, ``reached``, ``parts``, ``notebook``,
and in ``found`` a list per candidate in the order of :data:`COLUMNS`, the last of which is left out
where nobody learned what words say of a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from acumen.attributes.candidates import Candidate, Candidates
from acumen.domain.attribute import Facet
from acumen.errors import CorpusError

COLUMNS: Final = tuple(field.name for field in fields(Candidate))


@dataclass(frozen=True, slots=True)
class Row:
    """The candidates of one labelled program."""

    repository: str
    path: str
    candidates: Candidates

    @property
    def key(self) -> tuple[str, str]:
        return self.repository, self.path


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of ``path``. Raises CorpusError where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(_row(json.loads(line)) for line in lines if line.strip())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"{path} holds no candidates: {error}",
            remedy="write it with scripts/fit_confidences.py collect",
        ) from error


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write ``rows`` by repository and path."""
    lines = [_line(row) for row in sorted(rows, key=lambda row: row.key)]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _line(row: Row) -> str:
    seen = row.candidates
    document = {
        "repository": row.repository,
        "path": row.path,
        "reached": seen.reached,
        "parts": seen.parts,
        "notebook": seen.notebook,
        "found": [_values(one) for one in seen.found],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _values(one: Candidate) -> list[Any]:
    columns = COLUMNS if one.worded is not None else COLUMNS[:-1]
    return [_plain(getattr(one, name)) for name in columns]


def _plain(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def _named(values: list[Any]) -> Iterator[tuple[str, Any]]:
    columns = COLUMNS if len(values) == len(COLUMNS) else COLUMNS[:-1]
    return zip(columns, values, strict=True)


def _row(document: dict[str, Any]) -> Row:
    found = tuple(
        Candidate(**{**dict(_named(values)), "facet": Facet(values[0])})
        for values in document["found"]
    )
    return Row(
        document["repository"],
        document["path"],
        Candidates(found, document["reached"], document["parts"], document["notebook"]),
    )
