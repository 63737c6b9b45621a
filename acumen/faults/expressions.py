"""Expressions as text, taken apart from the end: ``x.float().view(-1, 1)`` is a chain of calls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from acumen.domain.facts import Assignment
from acumen.syntax.arguments import Argument, split_arguments, split_top_level

_PAIRS = {")": "(", "]": "[", "}": "{"}
_MARK = re.compile(r"[\\'\"()\[\]{}]")


@dataclass(frozen=True, slots=True)
class CallText:
    """The outermost call of an expression."""

    callee: str  # "x.float().view", without surrounding space
    arguments: tuple[Argument, ...]

    @property
    def receiver(self) -> str:
        """What the method is called of; "" for a plain function."""
        return self.callee.rpartition(".")[0]

    @property
    def method(self) -> str:
        return self.callee.rpartition(".")[2]

    def argument(self, name: str, position: int = -1) -> str:
        """The source of one argument; "" if it is not given."""
        for index, argument in enumerate(self.arguments):
            if argument.star:
                return ""
            if (name and argument.name == name) or (index == position and not argument.name):
                return argument.text
        return ""

    @property
    def positional(self) -> tuple[str, ...]:
        return tuple(item.text for item in self.arguments if not item.name and not item.star)


@lru_cache(maxsize=16384)
def outer_call(text: str) -> CallText | None:
    """``f(a).g(b)`` is a call of ``f(a).g``; None for what does not end in a call's bracket."""
    text = text.strip()
    opening = _opening_of_last(text, ")")
    if opening <= 0:
        return None
    callee = text[:opening].rstrip()
    if not callee or not (callee[-1].isalnum() or callee[-1] in "_)]"):
        return None
    if _is_compound(callee):
        return None
    return CallText(callee, split_arguments(text[opening + 1 : -1]))


def own_part(item: Assignment, name: str) -> str:
    """What ``name`` is given in ``a, b = f(a), g(b)``; "" if the two sides do not match."""
    names = [part.strip() for part in split_top_level(item.target.strip("()[] "))]
    parts = split_top_level(item.value.strip())
    matching = len(names) == len(parts) > 1 and names.count(name) == 1
    starred = any(part.startswith("*") for part in (*names, *parts))
    return parts[names.index(name)].strip() if matching and not starred else ""


@lru_cache(maxsize=8192)
def subscript(text: str) -> tuple[str, str] | None:
    """``("x", ":, 0")`` of ``x[:, 0]``; None for what does not end in one."""
    text = text.strip()
    opening = _opening_of_last(text, "]")
    if opening <= 0 or _is_compound(text[:opening]):
        return None
    return text[:opening].rstrip(), text[opening + 1 : -1].strip()


def _opening_of_last(text: str, closing: str) -> int:
    """Where the bracket opens that the last character closes; -1 if there is none."""
    if not text.endswith(closing):
        return -1
    waiting: list[str] = []
    quote = ""
    opened: list[int] = []
    escaped = -1  # the place that a backslash before it takes out
    for mark in _MARK.finditer(text):
        character, place = mark[0], mark.start()
        if place == escaped:
            continue
        if quote:
            if character == "\\":
                escaped = place + 1
            elif character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif character in "([{":
            waiting.append(character)
            opened.append(place)
        elif character in ")]}":
            if not waiting or waiting.pop() != _PAIRS[character]:
                return -1
            start = opened.pop()
            if place == len(text) - 1:
                return start if not waiting else -1
    return -1


def _is_compound(callee: str) -> bool:
    """Whether an operator stands outside of all brackets: the last call is one of several."""
    depth = 0
    quote = ""
    for character in callee:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif depth == 0 and not (character.isalnum() or character in "_."):
            return True
    return False


_PIECE = re.compile(
    r"('''|\"\"\")(?s:\\.|.)*?(?:\1|\Z)|'(?:\\.|[^'\\\n])*'?|\"(?:\\.|[^\"\\\n])*\"?"
    r"|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?j?"
    r"|[^\W\d]\w*|[()\[\]{}]|//|\*\*|<<|>>|[<>=!]=|[-+*/%@&|^<>~]|.",
    re.DOTALL,
)
_OPERATORS = frozenset(
    {"+", "-", "*", "/", "//", "%", "@", "&", "|", "^", "**", "<<", ">>"}
    | {"<", ">", "<=", ">=", "==", "!="}
)
_WORDS = frozenset(
    {"if", "else", "and", "or", "not", "in", "is", "lambda", "for", "await", "yield"}
)
_AROUND = " \t\n\\~"


@lru_cache(maxsize=8192)
def operands(text: str) -> tuple[str, ...] | None:
    """What the operators of an expression join: ``("a", "f(b)", "2")`` of ``-a * f(b) + 2``.

    One operand is the expression itself without its outer brackets. None for conditions, lambdas
    and what else is not computed from all of its parts.
    """
    text = _without_brackets(text.strip())
    found: list[str] = []
    depth = start = 0
    for piece in _PIECE.finditer(text):
        mark = piece[0]
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
            if depth < 0:
                return None
        elif depth == 0 and (mark in _WORDS or mark == ","):
            return None
        elif depth == 0 and mark in _OPERATORS:
            if part := text[start : piece.start()].strip(_AROUND):
                found.append(part)
            start = piece.end()
    if depth:
        return None
    if part := text[start:].strip(_AROUND):
        found.append(part)
    return tuple(found)


def _without_brackets(text: str) -> str:
    """``a + b`` of ``((a + b))``, not of ``(a) + (b)``, nor of a tuple."""
    while text.startswith("(") and _opening_of_last(text, ")") == 0:
        inner = text[1:-1].strip()
        if len(split_top_level(inner)) > 1 or inner.endswith(","):
            break
        text = inner
    return text
