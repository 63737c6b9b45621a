"""Code as coloured lines: what the page shows of a file, cut into runs of one token class each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.services.shown import shown

MAX_LINES: Final = 12_000  # of one file; what is beyond is said, never dropped in silence
MAX_LINE: Final = 2_000  # characters; a minified line would freeze the page

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
