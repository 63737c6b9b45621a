"""Which name of a program a piece of its text speaks: one of a function, or an attribute, whoever
has it.
"""

from __future__ import annotations

import re

from acumen.faults.localnames import LocalNames
from acumen.faults.subject import Subject

Node = tuple[str, int, str]
Nodes = dict[tuple[str, int], Node | None]
"""What the names of one module are, by text and place."""

EVERYWHERE = -2  # the scope of attributes, whoever has them
DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
KEYED = re.compile(r"\[(['\"])\w+\1\]$")  # ``nets["G"]``
_LITERALS = frozenset({"None", "True", "False", "self", "cls"})


class SpokenNames:
    """The names of one program, each read once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._locals = LocalNames(subject)
        self._nodes: dict[str, Nodes] = {}  # by path: what rests on one module alone

    def node(self, path: str, text: str, at: int) -> Node | None:
        """The name ``text`` at byte offset ``at``; None of what is no name."""
        known = self._nodes.get(path)
        if known is None:
            size = len(self._subject.source(path))
            module = self._subject.program.module(path)
            known = module.once_under(f"names of kin {size}", _no_nodes)[0]
            self._nodes[path] = known
        key = text, at
        if key not in known:
            known[key] = self._node(path, text, at)
        return known[key]

    def _node(self, path: str, text: str, at: int) -> Node | None:
        text = bare(text)
        last = name_of(text)
        if not last:
            return None
        if last != text or text.startswith("["):
            return "", EVERYWHERE, last
        return path, self._locals.scope(path, last, at), last


def _no_nodes() -> tuple[Nodes]:
    return ({},)


def name_of(text: str) -> str:
    """The last part, or the key, by which ``text`` is a name; "" of what is none."""
    text = bare(text)
    if key := KEYED.search(text):
        return key[0]
    return text.rpartition(".")[2] if DOTTED.match(text) and text not in _LITERALS else ""


def bare(text: str) -> str:
    """A name without what leaves it what it is: ``model.module`` is ``model``."""
    text = text.strip()
    if "." not in text:
        return text
    while (last := text.rpartition("."))[2] in {"module", "forward", "_orig_mod"} and last[0]:
        text = last[0]
    return text
