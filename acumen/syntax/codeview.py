"""The code view: the text of a file that is stored, shown, and that line numbers speak of.

For a ``.py`` file it is the decoded file. For a notebook it is its code cells in order, each under
a ``# %% cell N`` marker line (N counts code cells from 1).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter

from acumen.domain.facts import Language, ReadProblem, Unread
from acumen.syntax.decode import MAX_CODE_BYTES, decode, newlines_kept_countable
from acumen.syntax.notebooks import read_notebook


@dataclass(frozen=True, slots=True)
class CodeView:
    """Text whose lines end in LF (CRLF is kept, a lone CR is made LF)."""

    text: str  # encodes to UTF-8: no lone surrogates, no NUL
    cells: tuple[tuple[int, int], ...]  # (cell number, first line after its marker); () for .py
    prose: str  # a notebook's leading markdown, at most 2,000 characters


def language_of(path: str) -> Language | None:
    """The language that a path's ending names; None if it is no code that is read."""
    lowered = path.lower()
    if lowered.endswith((".py", ".pyw")):
        return Language.PYTHON
    return Language.NOTEBOOK if lowered.endswith(".ipynb") else None


def code_view(data: bytes, language: Language) -> CodeView | Unread:
    """The code view of a file's bytes, or why there is none."""
    if language is Language.NOTEBOOK:
        notebook = read_notebook(data)
        if isinstance(notebook, Unread):
            return notebook
        return CodeView(notebook.text, notebook.cells, notebook.prose)
    if len(data) > MAX_CODE_BYTES:
        return Unread(ReadProblem.TOO_LARGE, f"{len(data)} bytes")
    decoded = decode(data)
    if isinstance(decoded, Unread):
        return decoded
    text = newlines_kept_countable(decoded.text)
    if not text or text.isspace():
        return Unread(ReadProblem.NO_CODE, "empty")
    return CodeView(text, (), "")


def cell_line(cells: tuple[tuple[int, int], ...], line: int) -> tuple[int, int]:
    """Cell number and 1-based line inside the cell, for a 1-based line of the code view.

    A marker line counts as the first line of its cell. (0, line) for a file without cells.
    """
    index = bisect_right(cells, line + 1, key=itemgetter(1)) - 1
    if index < 0:
        return 0, line
    number, first_line = cells[index]
    return number, max(1, line - first_line + 1)
