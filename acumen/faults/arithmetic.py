"""Plain arithmetic in source text: ``2 * WIDTH / 3``, without a parser and without evaluation."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isnan

from acumen.syntax.arguments import literal

_TOKENS = re.compile(
    r"\s*(?:(?P<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)(?!\s*[\[(\w])|(?P<op>\*\*|//|[-+*/()]))"
)


def calculate(text: str, number_of: Callable[[str], float | None]) -> float | None:
    """The number that ``text`` comes to, names read by ``number_of``; None if it is no sum."""
    tokens: list[str | float] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        found = _TOKENS.match(text, position)
        if found is None:
            return None
        if found["op"]:
            tokens.append(found["op"])
        else:
            number = _plain(found["number"]) if found["number"] else number_of(found["name"])
            if number is None:
                return None
            tokens.append(number)
        position = found.end()
    return _Arithmetic(tokens).result()


def _plain(text: str) -> float | None:
    value = literal(text).value
    return value if isinstance(value, (int, float)) else None


class _Arithmetic:
    """``+ - * / // **`` over numbers, by precedence."""

    def __init__(self, tokens: list[str | float]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def result(self) -> float | None:
        try:
            value = self._sum()
        except (ZeroDivisionError, OverflowError, ValueError):
            return None
        if self._at != len(self._tokens) or isinstance(value, complex) or isnan(value):
            return None
        return value

    def _next(self, *operators: str) -> str:
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            if isinstance(token, str) and token in operators:
                self._at += 1
                return token
        return ""

    def _sum(self) -> float:
        value = self._product()
        while operator := self._next("+", "-"):
            right = self._product()
            value = value + right if operator == "+" else value - right
        return value

    def _product(self) -> float:
        value = self._power()
        while operator := self._next("*", "/", "//"):
            right = self._power()
            if operator == "*":
                value = value * right
            else:
                value = value / right if operator == "/" else value // right
        return value

    def _power(self) -> float:
        value = self._atom()
        if self._next("**"):
            exponent = self._power()
            if abs(exponent) > 64:
                raise ValueError("too large")
            return float(value**exponent) if isinstance(exponent, float) else value**exponent
        return value

    def _atom(self) -> float:
        self._depth += 1
        if self._depth > 40 or self._at >= len(self._tokens):
            raise ValueError("not an expression")
        if self._next("-"):
            return -self._power()
        if self._next("("):
            value = self._sum()
            if not self._next(")"):
                raise ValueError("not closed")
            return value
        token = self._tokens[self._at]
        if isinstance(token, str):
            raise ValueError("not an expression")  # noqa: TRY004  (of the text, not of a type)
        self._at += 1
        return token
