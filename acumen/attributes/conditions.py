"""Conditions that compare a name with texts: what an option may be is said by what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from acumen.domain.facts import ModuleFacts

_TEXT: Final = r"['\"]([^'\"\\\n]{1,120})['\"]"
_ANY_TEXT: Final = re.compile(_TEXT)
_COMPARED: Final = re.compile(
    r"((?:[\w.]|\[['\"]|['\"]\]){1,80})\s*(?:==|\bin\b)\s*([\[({]?\s*['\"][^\])}]{1,150})"
)
_TURNED: Final = re.compile(  # ``"cifar" in args.dataset``
    rf"{_TEXT}\s*(?:==|\bin\b)\s*((?:[\w.]|\[['\"]|['\"]\]){{1,80}})"
)
_BEGINS: Final = re.compile(  # ``args.dataset.startswith("cifar")``
    r"((?:\w+\.){1,6})(?:(?:lower|upper|strip)\(\)\.)?(?:startswith|endswith|find|count)"
    rf"\(\s*\(?\s*{_TEXT}"
)


class Condition(NamedTuple):
    """The condition of a branch."""

    text: str
    line: int
    start: int


def compares(facts: ModuleFacts) -> tuple[Condition, ...]:
    """The conditions of a module that compare a name with texts."""
    found = [Condition(b.header, b.first_line, b.start) for b in facts.blocks]
    found += [Condition(c.header, c.first_line, c.start) for c in facts.clauses]
    return tuple(
        one
        for one in found
        if ("'" in one.text or '"' in one.text)
        and any(form.search(one.text) for form in (_COMPARED, _TURNED, _BEGINS))
    )


def compared(condition: str) -> Iterator[tuple[str, str]]:
    """(name, text) of what a condition compares: ``args.dataset in ["imagenet", "lfw"]``."""
    for name, texts in _COMPARED.findall(condition):
        for text in _ANY_TEXT.findall(texts):
            yield name, text
    for text, name in _TURNED.findall(condition):
        yield name, text
    for name, text in _BEGINS.findall(condition):
        yield name.rstrip("."), text
