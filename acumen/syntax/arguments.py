"""Take the source text of a call's arguments (or a function's parameters) apart, without a parser.

Works on text that was cut off in the middle: what cannot be told apart stays one argument.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_MAX_DEPTH = 20
_MAX_LITERAL = 2000  # characters

LiteralValue = str | int | float | bool | None | tuple["LiteralValue", ...]

_TOKEN = re.compile(
    r"#[^\n]*"
    r"|('''|\"\"\")(?s:\\.|.)*?(?:\1|\Z)"
    r"|'(?:\\(?s:.)|[^'\\\n])*'?|\"(?:\\(?s:.)|[^\"\\\n])*\"?"
    r"|[()\[\]{},:=]|\b(?:lambda|for)\b|(?:[=!<>]=|:=)"
)
_SPECIAL = re.compile(r"[#'\"()\[\]{}]|lambda")
_KEYWORD = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)")
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*)$")
_FLOAT = re.compile(r"[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?$")
_BASED = re.compile(r"0[xXoObB][\da-fA-F_]+$")
_PLAIN_STRING = re.compile(r"([rRbBuU]{0,2})('''|\"\"\"|'|\")", re.DOTALL)
_POWER = re.compile(r"(\d{1,4})\s*\*\*\s*(-?\d{1,3})$")
_ESCAPE = re.compile(r"\\(\n|[\\'\"abfnrtv])")
_ESCAPED = {"\n": "", "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_WORDS: dict[str, bool | None] = {"True": True, "False": False, "None": None}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument; ``name`` is "" for a positional one, ``star`` counts ``*`` in front."""

    name: str
    text: str  # the value's source, without surrounding space
    star: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the source as such. ``known`` is False for anything computed."""

    known: bool
    value: LiteralValue = None


UNKNOWN = Literal(False)


@lru_cache(maxsize=65536)
def split_arguments(text: str) -> tuple[Argument, ...]:
    """The arguments in order. ``text`` is what stands between the parentheses.

    Of parameters with annotations (``x: int = 3``) the text before ``=`` stays in ``text`` whole.
    """
    return tuple(_argument(part) for part in split_top_level(text) if part)


def split_top_level(text: str) -> list[str]:
    """Parts between commas that stand in no bracket, string or lambda head; comments are gone."""
    if "," not in text and "#" not in text:  # most texts
        only = text.strip()
        return [only] if only else []
    if not _SPECIAL.search(text):
        plain = [part.strip() for part in text.split(",")]
        if not plain[-1]:
            plain.pop()
        return plain
    return list(_split(text))


@lru_cache(maxsize=32768)
def _split(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    kept: list[str] = []
    depth = 0
    lambdas: list[int] = []  # depths at which a lambda's head is open
    done = 0
    for found in _TOKEN.finditer(text):
        piece = found[0]
        first = piece[0]
        if first == "#":
            kept.append(text[done : found.start()])
            done = found.end()
        elif piece in "([{":
            depth += 1
        elif piece in ")]}":
            depth = max(0, depth - 1)
            while lambdas and lambdas[-1] > depth:
                lambdas.pop()
        elif piece == "lambda":
            lambdas.append(depth)
        elif piece == ":" and lambdas and lambdas[-1] == depth:
            lambdas.pop()
        elif piece == "," and depth == 0 and not lambdas:
            kept.append(text[done : found.start()])
            parts.append("".join(kept).strip())
            kept = []
            done = found.end()
    kept.append(text[done:])
    last = "".join(kept).strip()
    if last:
        parts.append(last)
    return tuple(parts)


def _argument(part: str) -> Argument:
    if found := _KEYWORD.match(part):
        return Argument(found[1], part[found.end() :].strip(), 0)
    star = 2 if part.startswith("**") else int(part.startswith("*"))
    return Argument("", part[star:].strip(), star)


@lru_cache(maxsize=65536)
def literal(text: str) -> Literal:
    """The value of a literal: number, string, True, False, None, tuple, list or power of integers.

    Lists come as tuples. Never evaluates anything; f-strings and names are unknown.
    """
    return _literal(text.strip(), 0) if len(text) <= _MAX_LITERAL else UNKNOWN


def _literal(text: str, depth: int) -> Literal:
    if not text or depth > _MAX_DEPTH:
        return UNKNOWN
    if text in _WORDS:
        return Literal(True, _WORDS[text])
    first = text[0]
    if first in "'\"rRbBuU":
        return _string(text)
    if first in "([":
        return _sequence(text, depth)
    try:
        if _NUMBER.match(text) or _BASED.match(text):
            return Literal(True, int(text, 0 if _BASED.match(text) else 10))
        if _FLOAT.match(text):
            return Literal(True, float(text))
        if found := _POWER.match(text):
            base, exponent = int(found[1]), int(found[2])
            if base or exponent >= 0:
                return Literal(True, base**exponent)
    except (ValueError, OverflowError):
        return UNKNOWN
    return UNKNOWN


def _string(text: str) -> Literal:
    """One or several adjacent plain string literals."""
    pieces: list[str] = []
    while text:
        opening = _PLAIN_STRING.match(text)
        if not opening:
            return UNKNOWN
        quote = opening[2]
        at = opening.end()
        while (end := text.find(quote, at)) >= 0 and _escaped(text, opening.end(), end):
            at = end + 1
        if end < 0:
            return UNKNOWN
        body = text[opening.end() : end]
        if "r" not in opening[1].lower():
            body = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), body)
        pieces.append(body)
        text = text[end + len(quote) :].lstrip()
    return Literal(True, "".join(pieces))


def _escaped(text: str, begin: int, at: int) -> bool:
    slashes = 0
    while at - slashes - 1 >= begin and text[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1


def _sequence(text: str, depth: int) -> Literal:
    if text[-1] != {"(": ")", "[": "]"}[text[0]] or len(text) < 2:
        return UNKNOWN
    inner = text[1:-1].strip()
    parts = split_top_level(inner)
    if text[0] == "(" and len(parts) == 1 and not inner.endswith(","):
        return _literal(parts[0], depth + 1)
    values: list[LiteralValue] = []
    for part in parts:
        item = _literal(part, depth + 1)
        if not item.known:
            return UNKNOWN
        values.append(item.value)
    return Literal(True, tuple(values))


def closing(text: str, opened: int) -> int:
    """Where the parenthesis at ``opened`` is closed; -1 if it is not. Strings are respected."""
    depth = 0
    quote = ""
    for at in range(opened, len(text)):
        character = text[at]
        if quote:
            if character == quote and text[at - 1] != "\\":
                quote = ""
        elif character in "'\"":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                return at
    return -1
