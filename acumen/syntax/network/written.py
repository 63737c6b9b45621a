"""What calls write as their arguments: the text of each, and the settings that follow from it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

from acumen.domain.network import Setting, Value
from acumen.syntax.network.settings import Sheet
from acumen.syntax.network.table import Entry
from acumen.syntax.network.values import Keywords, Thing

_CONSTANTS = frozenset({int, bool, str, type(None)})
_MOST_SHEETS = 64  # of one call
_SHOWN = 200  # characters of an argument's source


class Written:
    """What a call writes as its arguments; put into text only for calls that make layers."""

    __slots__ = ("_keywords", "_named", "_positional", "_texts", "sheets")

    def __init__(
        self, positional: tuple[ast.expr | None, ...], keywords: tuple[tuple[str, ast.expr], ...]
    ) -> None:
        self._positional = positional  # None: one of those that ``*arguments`` gives
        self._keywords = keywords
        self._texts: tuple[str, ...] | None = None
        self._named: dict[str, str] | None = None
        self.sheets: dict[tuple[object, ...], Sheet] = {}  # of the calls that were read

    @property
    def texts(self) -> tuple[str, ...]:
        """The sources of the positional arguments."""
        if self._texts is None:
            self._texts = tuple(
                source_of(node) if node is not None else "" for node in self._positional
            )
        return self._texts

    @property
    def named(self) -> Mapping[str, str]:
        """The sources of the others, by name."""
        if self._named is None:
            self._named = {name: source_of(node) for name, node in self._keywords}
        return self._named


NOTHING_WRITTEN = Written((), ())


def constant(value: Thing, depth: int = 0) -> tuple[bool, Value]:
    """Whether a value is a constant, and as what a setting holds it."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return True, value
    if isinstance(value, (tuple, list)) and depth < 4 and len(value) <= 512:
        items = [constant(item, depth + 1) for item in value]
        if all(known for known, _ in items):
            return True, tuple(item for _, item in items)
    return False, None


def settings_of(
    entry: Entry, arguments: list[Thing], keywords: dict[str, Thing], written: Written
) -> dict[str, Setting]:
    """Arguments under their canonical names, defaults included; others keep their own names.

    A call that is read again with the same constants gives the same settings.
    """
    key = _key(entry, arguments, keywords)
    if key is None:
        return _filled(entry, arguments, keywords, written)
    known = written.sheets
    found = known.get(key)
    if found is None:
        found = _filled(entry, arguments, keywords, written)
        if len(known) < _MOST_SHEETS and written is not NOTHING_WRITTEN:
            known[key] = found
    return found


def _key(
    entry: Entry, arguments: list[Thing], keywords: dict[str, Thing]
) -> tuple[object, ...] | None:
    """What the settings of a call depend on, beside its text; None if that may still change."""
    more = isinstance(keywords, Keywords)
    key: list[object] = [id(entry), len(arguments), more]  # entries stay as long as the table
    for value in (*arguments, *keywords, *keywords.values()):
        kind = type(value)
        if kind in _CONSTANTS:
            key += (kind, value)
        elif isinstance(value, (tuple, list, float)):
            return None
        else:
            key.append(None)  # not known, whatever it is
    return tuple(key)


def _filled(
    entry: Entry, arguments: list[Thing], keywords: dict[str, Thing], written: Written
) -> Sheet:
    found = Sheet()
    texts = list(written.texts)[-len(arguments) :] if arguments else []
    texts += [""] * (len(arguments) - len(texts))
    for slot, value, text in zip(entry.slots, arguments, texts, strict=False):
        found[slot.name] = _setting(slot.name, value, text)
    if entry.rest:
        given = arguments[len(entry.slots) :]
        if len(given) == 1 and isinstance(given[0], (tuple, list)):
            given = list(given[0])
        found[entry.rest] = _setting(entry.rest, tuple(given), ", ".join(texts))
    if keywords:
        named = written.named
        for name, value in keywords.items():
            canonical = entry.natives.get(name, name)
            found[canonical] = _setting(canonical, value, named.get(name, ""))
    more = isinstance(keywords, Keywords)
    for default in entry.defaults:
        found.setdefault(default.name, Setting(default.name, False, None) if more else default)
    return found


def _setting(name: str, value: Thing, text: str) -> Setting:
    if type(value) is int or value is None or type(value) is str:
        return Setting(name, True, value, text[:_SHOWN])
    known, plain = constant(value)
    return Setting(name, known, plain, text[:_SHOWN])


@lru_cache(maxsize=16384)  # trees of expressions are kept, and loops ask for the same again
def source_of(node: ast.expr) -> str:
    """The source of a short expression, for a setting."""
    if isinstance(node, (ast.Lambda, ast.ListComp, ast.List, ast.Dict, ast.Call)):
        return ""
    try:
        if isinstance(node, ast.Name):
            return node.id[:_SHOWN]
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return repr(node.value)[:_SHOWN]
        return ast.unparse(node)[:_SHOWN]
    except (RecursionError, ValueError):
        return ""
