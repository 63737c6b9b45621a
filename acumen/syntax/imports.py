"""Take an import statement's text apart into the names it binds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Import

_NOISE = re.compile(r"#[^\n]*|[()\\]")
_FROM = re.compile(r"from\s*((?:\.\s*)*)([\w.\s]*?)\s*\bimport\b(.*)", re.DOTALL)
_PART = re.compile(r"([\w.]+|\*)(?:\s+as\s+(\w+))?$")
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
    for part in text.split(","):
        if found := _PART.match(_SPACES.sub(" ", re.sub(r"\s*\.\s*", ".", part)).strip()):
            name = found[1].strip(".")
            if name:
                yield name, found[2] or ""
