"""Expressions as text, taken apart from the end: ``x.float().view(-1, 1)`` is a chain of calls."""

from __future__ import annotations

from dataclasses import dataclass

from acumen.syntax.arguments import Argument, split_arguments

_PAIRS = {")": "(", "]": "[", "}": "{"}


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
    place = 0
    while place < len(text):
        character = text[place]
        if quote:
            if character == "\\":
                place += 1
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
        place += 1
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
