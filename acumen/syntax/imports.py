"""Take an import statement's text apart into the names it binds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Import

_NOISE = re.compile(r"#[^\n]*|[()\\]")
_AROUND_DOT = re.compile(r"\s*\.\s*")
_FROM = re.compile(r"from\s*((?:\.\s*)*)([\w.\s]*?)\s*\bimport\b(.*)", re.DOTALL)
_SPACES = re.compile(r"\s+")


def read_import(statement: str, line: int, start: int) -> Iterator[Import]:
    """One :class:`Import` per bound name; nothing for what cannot be understood."""
    text = _NOISE.sub(" ", statement).strip()
    if found := _FROM.match(text):
        level = found[1].count(".")
        module = _SPACES.sub("", found[2])
        if not module and not level:
            return
        for name, alias in _names(found[3]):
            if name == "*":
                yield Import("*", module, module, level, line, start)
            elif "." not in name:
                qualified = f"{module}.{name}" if module else name
                yield Import(alias or name, qualified, module, level, line, start)
    elif text.startswith("import"):
        for name, alias in _names(text[6:]):
            if name != "*" and alias:
                yield Import(alias, name, name, 0, line, start)
            elif name != "*":
                top = name.partition(".")[0]
                yield Import(top, top, name, 0, line, start)


def _names(text: str) -> Iterator[tuple[str, str]]:
    """(name, alias) of each part between commas."""
    for part in text.split(","):
        words = part.split()
        if not words:
            continue
        if len(words) > 3 or (len(words) > 1 and words[1] != "as"):
            words = _AROUND_DOT.sub(".", part).split()
        name = words[0].strip(".")
        alias = words[2] if len(words) == 3 and words[1] == "as" else ""
        if len(words) in (1, 3) and (name == "*" or name.replace(".", "").isidentifier()):
            yield name, alias
