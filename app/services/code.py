"""Code as coloured lines, and where it comes from when it is not on this machine yet.

Nothing is fetched because a page is looked at: somebody asks for it, and is told what came of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.errors import AcumenError
from app.services.shown import one_line, shown

MAX_LINES: Final = 12_000  # of one file; what is beyond is said, never dropped in silence
MAX_LINE: Final = 2_000  # characters; a minified line would freeze the page

_log = logging.getLogger(__name__)

Run = tuple[str, str]  # (Pygments' short class name, text)


@dataclass(frozen=True, slots=True)
class CodeLines:
    """A file as it is shown."""

    lines: tuple[tuple[Run, ...], ...]
    total: int  # lines of the whole file


def highlight(text: str, path: str) -> CodeLines:
    """Cut ``text`` into lines of classed runs; invisible characters are written out."""
    from pygments import lex  # noqa: PLC0415 (only where code is shown)
    from pygments.lexers import PythonLexer, TextLexer  # noqa: PLC0415
    from pygments.token import STANDARD_TYPES  # noqa: PLC0415

    python = path.endswith((".py", ".ipynb"))
    lexer = PythonLexer(stripnl=False) if python else TextLexer(stripnl=False)
    lines: list[tuple[Run, ...]] = []
    current: list[Run] = []
    total = text.count("\n") + (not text.endswith("\n"))
    kept = "\n".join(line[:MAX_LINE] for line in text.split("\n")[:MAX_LINES])
    for token, value in lex(kept, lexer):
        name = STANDARD_TYPES.get(token, "")
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append(tuple(current))
                current = []
            if part:
                current.append((name, shown(part)))
    if current:
        lines.append(tuple(current))
    return CodeLines(tuple(lines[:MAX_LINES]), total)


class CodeFetcher(Protocol):
    """Gets the code of a template at its pinned commit and keeps it in the home."""

    def fetch(self, repository: RepositoryRecord, record: TemplateRecord) -> Mapping[str, str]:
        """Code by path. Raises AcumenError where it cannot be had."""
        ...


class CodePlace(StrEnum):
    """Where the code of a template is."""

    HERE = "here"  # every file that has code
    FETCHABLE = "fetchable"  # not all of it is here, and this server may fetch it
    ELSEWHERE = "elsewhere"  # not all of it is here, and this server fetches nothing


@dataclass(frozen=True, slots=True)
class CodeState:
    """Where the code is, in a value and in words."""

    place: CodePlace
    missing: tuple[str, ...]  # paths that are not here
    note: str  # "" where everything is here


@dataclass(frozen=True, slots=True)
class FetchedCode:
    """What came of an attempt."""

    files: int  # whose code is here now
    problem: str = ""
    remedy: str = ""


def code_state(
    stored: Callable[[str], str | None], record: TemplateRecord, fetcher: CodeFetcher | None
) -> CodeState:
    """Where the code of ``record`` is; ``stored`` gives a code view by blob id, or None."""
    missing = tuple(file.path for file in record.files if file.lines and not stored(file.blob))
    if not missing:
        return CodeState(CodePlace.HERE, (), "")
    count = f"{len(missing)} of its {len(record.files)} files"
    if fetcher is not None:
        return CodeState(CodePlace.FETCHABLE, missing, f"Missing: {count}.")
    note = f"Missing: {count}, and this server fetches nothing."
    return CodeState(CodePlace.ELSEWHERE, missing, note)


def fetch_code(
    fetcher: CodeFetcher, repository: RepositoryRecord, record: TemplateRecord
) -> FetchedCode:
    """Fetch the code of ``record``; a failure is a result with a remedy, never an exception."""
    try:
        return FetchedCode(len(fetcher.fetch(repository, record)))
    except AcumenError as error:
        _log.warning("code of %s: %s", record.id, error.problem)
        return FetchedCode(0, one_line(error.problem, limit=300), one_line(error.remedy, limit=300))
