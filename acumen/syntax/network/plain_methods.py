"""What methods of Python's own values give: options, lists, dictionaries and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.syntax.network import elements
from acumen.syntax.network.values import UNKNOWN, Open, Options, Repeated, Symbol, Thing

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


def of_options(
    owner: Options, name: str, arguments: list[Thing], keywords: dict[str, Thing]
) -> Thing:
    if name == "add_argument":
        flags = [flag for flag in arguments if isinstance(flag, str)]
        long = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "")
        target = keywords.get("dest", long.lstrip("-").replace("-", "_"))
        if isinstance(target, str):
            action = keywords.get("action")
            fallback: Thing = {"store_true": False, "store_false": True}.get(
                action if isinstance(action, str) else "", UNKNOWN
            )
            value = keywords.get("default", fallback)
            kind = keywords.get("type")
            if isinstance(value, str) and isinstance(kind, Symbol) and kind.name == "builtins.int":
                value = int(value) if value.isdecimal() and len(value) < 18 else UNKNOWN
            owner.values[target] = value
        return UNKNOWN
    if name == "parse_known_args":
        return (Options(dict(owner.values)), UNKNOWN)
    if name == "parse_args":
        return Options(dict(owner.values))
    if name in ("add_argument_group", "add_mutually_exclusive_group"):
        return owner
    if name == "set_defaults":
        owner.values.update(keywords)
    return UNKNOWN


_CHANGES = frozenset({"append", "extend", "__iadd__", "insert", "pop", "reverse"})


def of_list(machine: Machine, owner: list[Thing], name: str, arguments: list[Thing]) -> Thing:
    if len(owner) > 4096:
        return UNKNOWN
    if name in _CHANGES:
        machine.guard(owner)
    if name == "append" and arguments:
        owner.append(arguments[0])
    elif name in ("extend", "__iadd__") and arguments:
        found = elements.elements(arguments[0])
        owner += (found or [])[:512]
    elif name == "insert" and len(arguments) == 2 and isinstance(arguments[0], int):
        owner.insert(arguments[0], arguments[1])
    elif name == "pop" and owner:
        place = arguments[0] if arguments and isinstance(arguments[0], int) else -1
        return owner.pop(place) if -len(owner) <= place < len(owner) else UNKNOWN
    elif name == "reverse":
        owner.reverse()
    elif name == "copy":
        return Repeated(owner) if isinstance(owner, Repeated) else list(owner)
    return UNKNOWN


def of_dictionary(
    owner: dict[Thing, Thing], name: str, arguments: list[Thing], keywords: dict[str, Thing]
) -> Thing:
    if isinstance(owner, Open) and name in ("items", "keys", "values", "copy"):
        return UNKNOWN
    if name == "items":
        return list(owner.items())
    if name in ("keys", "values"):
        return list(owner if name == "keys" else owner.values())
    if name in ("get", "pop", "setdefault") and arguments:
        key = arguments[0]
        fallback = arguments[1] if len(arguments) > 1 else None
        if isinstance(owner, Open):
            fallback = UNKNOWN
        return owner.get(key, fallback) if isinstance(key, elements.KEYS) else UNKNOWN
    if name == "update":
        for value in (*arguments, keywords):
            owner.update(value if isinstance(value, dict) else {})
    if name == "copy":
        return dict(owner)
    return UNKNOWN


def of_text(owner: str, name: str, arguments: list[Thing], keywords: dict[str, Thing]) -> Thing:
    if name == "format" and not keywords and len(owner) < 200:
        pieces = owner.split("{}")
        plain = [value for value in arguments if isinstance(value, (str, int))]
        whole = len(pieces) - 1 == len(arguments) == len(plain) and "{" not in "".join(pieces)
        if whole:
            shown = [str(v)[:200] + p for v, p in zip(plain, pieces[1:], strict=True)]
            return pieces[0] + "".join(shown)
    if name in ("lower", "upper", "strip") and not arguments:
        return {"lower": owner.lower, "upper": owner.upper, "strip": owner.strip}[name]()
    if name == "replace" and len(arguments) == 2 and len(owner) < 200:
        old, new = arguments
        if isinstance(old, str) and isinstance(new, str) and len(new) < 200:
            return owner.replace(old, new)[:400]
        return UNKNOWN
    if name in ("startswith", "endswith") and len(arguments) == 1:
        part = arguments[0]
        if isinstance(part, str):
            return owner.startswith(part) if name == "startswith" else owner.endswith(part)
    return UNKNOWN
