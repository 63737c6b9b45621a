"""Turn a notebook into a Python program in percent format, tolerating whatever is in the file.

Reads format 4 (``cells``) and 2 to 3 (``worksheets``); a cell that makes no sense is left out.
What IPython alone understands (magics, shell lines, help) becomes a comment on the same line, so
that a line of the code view is a line of the cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from acumen.domain.facts import ReadProblem, Unread
from acumen.syntax.decode import (
    MAX_CODE_BYTES,
    decode,
    is_lfs_pointer,
    newlines_kept_countable,
)

MAX_NOTEBOOK_BYTES = 64 << 20  # outputs are most of it
MAX_PROSE = 2000  # characters

_PYTHON_CELL_MAGICS = frozenset(
    {"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "python", "python3", "pypy"}
    | {"debug", "px", "autopx", "heat", "snakeviz", "pyinstrument", "scalene", "wandb"}
)
_SUSPECT = re.compile(r"(?m)^[ \t]*(?:[%!?]|[\w, .\[\]'\"()*]+=[ \t]*[%!])|\?[ \t]*$")
_MAGIC_LINE = re.compile(r"[ \t]*(?:%{1,2}[A-Za-z_]|!|\?{1,2}[\w%])")
_HELP_LINE = re.compile(r"[ \t]*[%\w.\[\]*]+\?{1,2}[ \t]*$")
_MAGIC_VALUE = re.compile(r"([ \t]*[\w, .\[\]'\"]+?)=[ \t]*(?:!|%[A-Za-z_])")
_TIMED = re.compile(r"([ \t]*)%(?:time|timeit|memit|prun)[ \t]+(?=[A-Za-z_(\[])")
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_SHAPE = re.compile(
    r"#[^\n]*"
    r"|('''|\"\"\")(?s:\\.|.)*?(?:\1|\Z)"
    r"|'(?:\\.|[^'\\\n])*'?|\"(?:\\.|[^\"\\\n])*\"?"
    r"|[()\[\]{}]|\n"
)


@dataclass(frozen=True, slots=True)
class NotebookCode:
    """The code cells as one program."""

    text: str
    cells: tuple[tuple[int, int], ...]  # (number among code cells, line after its marker), 1-based
    prose: str  # markdown before the first code cell, at most MAX_PROSE characters


def read_notebook(data: bytes) -> NotebookCode | Unread:
    """The Python program in a notebook's bytes."""
    if is_lfs_pointer(data):
        return Unread(ReadProblem.LFS_POINTER)
    if len(data) > MAX_NOTEBOOK_BYTES:
        return Unread(ReadProblem.TOO_LARGE, f"{len(data)} bytes")
    document = _load(data)
    if isinstance(document, Unread):
        return document
    if not isinstance(document, dict) or not ("cells" in document or "worksheets" in document):
        return Unread(ReadProblem.NOT_A_NOTEBOOK, "neither cells nor worksheets")
    language = _language(document)
    if language and not language.startswith(("python", "ipython")):
        return Unread(ReadProblem.NO_CODE, f"written in {language}")
    return _percent_format(document)


def _load(data: bytes) -> object:
    """The JSON value; Unread if there is none."""
    document: object
    try:
        document = orjson.loads(data)
    except ValueError:
        return _load_leniently(data)
    return document


def _load_leniently(data: bytes) -> object:
    """For a byte order mark, NaN or a lone surrogate: rarer, and slower."""
    decoded = decode(data)
    if isinstance(decoded, Unread):
        return decoded
    document: object
    try:
        document = json.loads(decoded.text, strict=False)
    except (ValueError, RecursionError) as error:
        return Unread(ReadProblem.NOT_A_NOTEBOOK, _clean(str(error))[:200])
    return document


def _language(document: dict[str, object]) -> str:
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        return ""
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        section = metadata.get(key)
        name = section.get(field) if isinstance(section, dict) else None
        if isinstance(name, str) and name:
            return _clean(name).lower()[:40]
    return ""


def _cells(document: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Every usable cell as (kind, source)."""
    holders: list[object] = [document]
    sheets = document.get("worksheets")
    if isinstance(sheets, list):
        holders += sheets
    for holder in holders:
        cells = holder.get("cells") if isinstance(holder, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict):
                kind = cell.get("cell_type")
                source = cell.get("source", cell.get("input"))
                if kind == "code" and cell.get("language", "python") != "python":
                    continue
                if isinstance(kind, str):
                    yield kind, _source(source)


def _source(source: object) -> str:
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return _clean(source) if isinstance(source, str) else ""


def _clean(text: str) -> str:
    """Free of NUL and lone surrogates, lines end in LF alone."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return newlines_kept_countable(text.replace("\r\n", "\n"))


def _percent_format(document: dict[str, object]) -> NotebookCode | Unread:
    parts: list[str] = []
    cells: list[tuple[int, int]] = []
    prose: list[str] = []
    line = 1
    size = 0
    for kind, source in _cells(document):
        if kind == "markdown" and not cells:
            prose.append(source)
        if kind != "code" or not source.strip():
            continue
        number = len(cells) + 1
        cells.append((number, line + 1))
        part = f"# %% cell {number}\n{python_of_cell(source).rstrip()}\n"
        parts.append(part)
        line += part.count("\n")
        size += len(part)
        if size > MAX_CODE_BYTES:
            return Unread(ReadProblem.TOO_LARGE, "more than 1 MiB of code")
    if not cells:
        return Unread(ReadProblem.NO_CODE, "no code cells")
    text = "".join(parts)
    return NotebookCode(text, tuple(cells), "\n\n".join(prose).strip()[:MAX_PROSE])


def python_of_cell(source: str) -> str:
    """A cell with the same number of lines, in which everything that is not Python is a comment.

    An indented magic becomes ``pass  # ...`` so that its block keeps a body; ``x = !ls`` becomes
    ``x = None  # ...``; ``%time f()`` keeps its call.
    """
    if magic := _CELL_MAGIC.match(source):
        first, newline, body = source.lstrip("\n").partition("\n")
        above = "\n" * (len(source) - len(source.lstrip("\n")))
        if magic[1] not in _PYTHON_CELL_MAGICS:
            return above + "\n".join(f"# {line}" for line in source.lstrip("\n").split("\n"))
        return f"{above}# {first}{newline}{python_of_cell(body)}"
    if not _SUSPECT.search(source):
        return source
    lines = source.split("\n")
    continued = False
    for number in _statement_lines(source):
        if number and continued and lines[number - 1].endswith("\\"):
            lines[number] = f"# {lines[number]}"  # the rest of a shell command
            continue
        plain = _plain_line(lines[number])
        continued = plain != lines[number]
        lines[number] = plain
    return "\n".join(lines)


def _plain_line(line: str) -> str:
    if timed := _TIMED.match(line):
        return f"{timed[1]}{line[timed.end() :]}"
    if _MAGIC_LINE.match(line) or _HELP_LINE.match(line):
        bare = line.lstrip(" \t")
        indent = line[: len(line) - len(bare)]
        return f"{indent}pass  # {bare}" if indent else f"# {bare}"
    if value := _MAGIC_VALUE.match(line):
        return f"{value[1]}= None  # {line[value.end(1) :].lstrip('= ')}"
    return line


def _statement_lines(source: str) -> Iterator[int]:
    """0-based numbers of the lines that begin outside brackets and strings."""
    depth = number = 0
    yield 0
    for found in _SHAPE.finditer(source):
        piece = found[0]
        if piece == "\n":
            number += 1
            if depth <= 0:
                yield number
        elif piece in "([{":
            depth += 1
        elif piece in ")]}":
            depth = max(0, depth - 1)
        else:
            number += piece.count("\n")
