"""Reads a JSONL file of queries with known answers; a wrong row is an error that names its line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from acumen.errors import UsageError

NEEDS: Final = ("task", "data", "framework", "hardware", "experience")
SEARCHED_NEEDS: Final = ("task", "data", "framework", "hardware")  # experience picks, not finds
MAX_FILE_BYTES: Final = 64 * 1024 * 1024


class QueryKind(StrEnum):
    """What a row's query is."""

    TEXT = "text"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Answer:
    """A right answer. ``path`` is an entry file, or a folder if it ends in "/"."""

    repository: str
    path: str
    grade: int  # 0 means judged and found wrong


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One query."""

    id: str
    query: str
    kind: QueryKind
    need: tuple[str, ...]  # what the person said they need, in the order of SEARCHED_NEEDS
    relevant: tuple[Answer, ...]  # of grade 1 and more; empty: rank only
    meaning: tuple[tuple[str, str], ...] = ()  # (facet, value) meant; for judges, never searched


def read_rows(path: Path) -> tuple[EvaluationRow, ...]:
    """The rows of ``path``, blank lines left out.

    A row is ``{"id", "query", "kind"?: "text" | "code", "need"?: {...}, "relevant"?: [...]}`` with
    ``relevant`` a list of ``{"repository", "path", "grade"?}``. Other keys are ignored. Raises
    UsageError if the file cannot be read or a row is wrong.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UsageError(f"{path} is larger than 64 MiB.", remedy="split the file")
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {error}", remedy="give a UTF-8 file, one JSON object a line"
        ) from error
    rows: list[EvaluationRow] = []
    first_line: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        row = _row(line, place)
        if row.id in first_line:
            raise _wrong(place, f'the id "{row.id}" stands in line {first_line[row.id]} too')
        first_line[row.id] = number
        rows.append(row)
    if not rows:
        raise UsageError(f"{path} holds no queries.", remedy="give one JSON object a line")
    return tuple(rows)


def _row(line: str, place: str) -> EvaluationRow:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _wrong(place, f"this is no JSON ({error})") from error
    if not isinstance(found, dict):
        raise _wrong(place, "a row is an object")
    row_id, query = found.get("id"), found.get("query")
    if isinstance(row_id, int) and not isinstance(row_id, bool):
        row_id = str(row_id)
    if not isinstance(row_id, str) or not row_id:
        raise _wrong(place, '"id" must be text')
    if not isinstance(query, str) or not query.strip():
        raise _wrong(place, '"query" must be text that is not empty')
    kind = found.get("kind", "text")
    if kind not in list(QueryKind):
        raise _wrong(place, f'"kind" is "text" or "code", not {json.dumps(kind)}')
    need = found.get("need") or {}
    if not isinstance(need, dict):
        raise _wrong(place, '"need" must be an object')
    meaning = found.get("meaning") or {}
    if not isinstance(meaning, dict):
        raise _wrong(place, '"meaning" must be an object')
    relevant = found.get("relevant") or []
    if not isinstance(relevant, list):
        raise _wrong(place, '"relevant" must be a list')
    return EvaluationRow(
        id=row_id,
        query=query,
        kind=QueryKind(kind),
        need=tuple(str(need[name]) for name in SEARCHED_NEEDS if need.get(name)),
        relevant=tuple(answer for each in relevant if (answer := _answer(each, place)).grade),
        meaning=tuple((str(facet), str(value)) for facet, value in meaning.items()),
    )


def _answer(found: object, place: str) -> Answer:
    if not isinstance(found, dict):
        raise _wrong(place, "an answer is an object with repository and path")
    repository, path, grade = found.get("repository"), found.get("path"), found.get("grade", 1)
    if not isinstance(repository, str) or repository.count("/") != 1:
        raise _wrong(place, 'an answer\'s "repository" must be owner/name')
    if not isinstance(path, str) or not path:
        raise _wrong(place, 'an answer\'s "path" must be text')
    if isinstance(grade, float) and grade.is_integer():
        grade = int(grade)
    if isinstance(grade, bool) or not isinstance(grade, int) or not 0 <= grade <= 100:
        raise _wrong(place, 'an answer\'s "grade" must be a whole number from 0 to 100')
    return Answer(repository, path, grade)


def _wrong(place: str, problem: str) -> UsageError:
    return UsageError(f"{place}: {problem}.", remedy="correct the row, or remove it")
