"""Source text of an expression as a tree of limited depth; the text is parsed, never run."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache
from keyword import iskeyword

from acumen.syntax.arguments import split_top_level

MAX_TEXT = 8000  # characters

_CUT = 250  # characters; facts cut longer values

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\Z", re.ASCII)
_ESCAPE = re.compile(r"\\(?:\r?\n|.)", re.DOTALL)


@lru_cache(maxsize=4096)  # what is made of a tree is kept longer
def expression(text: str) -> ast.expr | None:
    """The tree of an expression; None if it is none. Line numbers begin at 1.

    Escapes inside strings are replaced: no layer is named by them, and an unknown one would make
    the parser warn about other people's code.
    """
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        return None
    if _DOTTED.match(text) and not any(map(iskeyword, text.split("."))):
        return _dotted(text)
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: "\n" if found[0].endswith("\n") else "__", text)
    tree = parsed(text)
    if tree is None and len(text) >= _CUT and text[0] == "{":
        whole = split_top_level(text[1:])[:-1]  # the last entry may be cut off; others are unknown
        tree = parsed("{" + ", ".join(whole) + ", **_}") if whole else None
    return tree


def _dotted(text: str) -> ast.expr:
    """``self.name``, put together by hand: half of all texts, and that is far quicker."""
    first, *rest = text.split(".")
    place = {"lineno": 1, "col_offset": 1, "end_lineno": 1}
    tree: ast.expr = ast.Name(first, ast.Load(), end_col_offset=1 + len(first), **place)
    for name in rest:
        end = (tree.end_col_offset or 0) + 1 + len(name)
        tree = ast.Attribute(tree, name, ast.Load(), end_col_offset=end, **place)
    return tree


def parsed(text: str) -> ast.expr | None:
    """The tree of an expression as it stands, however long; None if it is none."""
    try:
        with warnings.catch_warnings():  # of odd numbers and comparisons in other people's code
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


@lru_cache(maxsize=16384)
def parameters(header: str) -> ast.arguments | None:
    """The parameters of a function from the text between its parentheses; None if unreadable."""
    if len(header) > MAX_TEXT:
        return None
    header = _ESCAPE.sub("__", header) if "\\" in header else header
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            module = ast.parse(f"def _(\n{header}\n): pass")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    function = module.body[0]
    return function.args if isinstance(function, ast.FunctionDef) else None


@lru_cache(maxsize=16384)
def bases(header: str) -> tuple[ast.expr, ...]:
    """The bases of a class, keywords left out."""
    if not header.strip():
        return ()
    tree = expression(f"_({header}\n)")
    return tuple(tree.args) if isinstance(tree, ast.Call) else ()
