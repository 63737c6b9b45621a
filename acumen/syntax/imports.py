"""Take an import statement's text apart into the names it binds."""

from __future__ import annotations

import re

from acumen.domain.facts import Import

_NOISE = re.compile(r"#[^\n]*|[()\\]")
_ONE_MODULE = re.compile(r"import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?", re.ASCII)
_PLAIN_NAMES = re.compile(
    r"from[ \t]+(\.*)(\w[\w.]*)[ \t]+import[ \t]+(\w+(?:,[ ]?\w+)*|"
    r"\(\s*\w+(?:,\s*\w+)*+,?\s*\))(?:[ \t]+as[ \t]+(\w+))?",
    re.ASCII,
)
_WORD = re.compile(r"\w+", re.ASCII)
_AROUND_DOT = re.compile(r"\s*\.\s*")

_new = tuple.__new__  # half the price of a named tuple's own constructor


def read_import(statement: str, line: int, start: int) -> list[Import]:
    """One :class:`Import` per bound name; nothing for what cannot be understood."""
    if plain := _PLAIN_NAMES.fullmatch(statement):
        dots, module, listed, alias = plain.groups()
        bound: list[str] = _WORD.findall(listed)
        level = len(dots)
        if not alias:
            return [
                _new(Import, (name, f"{module}.{name}", module, level, line, start))
                for name in bound
            ]
        if len(bound) == 1:
            return [Import(alias, f"{module}.{bound[0]}", module, level, line, start)]
    if plain := _ONE_MODULE.fullmatch(statement):
        name, alias = plain.groups()
        if alias:
            return [Import(alias, name, name, 0, line, start)]
        head = name.partition(".")[0]
        return [Import(head, head, name, 0, line, start)]
    text = statement
    if "(" in text or "\\" in text or "#" in text:
        text = _NOISE.sub(" ", text)
    words = text.split(None, 1)
    if len(words) < 2:
        return []
    if words[0] == "import":
        return [
            Import(alias, name, name, 0, line, start)
            if alias
            else Import(name.partition(".")[0], name.partition(".")[0], name, 0, line, start)
            for name, alias in _names(words[1])
            if name != "*"
        ]
    source, keyword, names = _split_at_import(text)
    if not keyword:
        return []
    module = source.lstrip(".")
    level = len(source) - len(module)
    if not source:
        return []
    before = f"{module}." if module else ""
    return [
        Import("*", module, module, level, line, start)
        if name == "*"
        else Import(alias or name, before + name, module, level, line, start)
        for name, alias in _names(names)
        if "." not in name
    ]


def _split_at_import(text: str) -> tuple[str, bool, str]:
    """``from SOURCE import NAMES`` as (source without space, whether it is one, names)."""
    head, found, names = text.partition("import")
    # "import" may be part of the module's name: "from importlib import util"
    while found and (names[:1].isidentifier() or head[-1:] not in " \t\r\n."):
        more, found, rest = names.partition("import")
        head, names = f"{head}import{more}", rest
    return "".join(head.split())[len("from") :], bool(found), names


def _names(text: str) -> list[tuple[str, str]]:
    """(name, alias) of each part between commas."""
    found: list[tuple[str, str]] = []
    for part in text.split(","):
        words = part.split()
        if not words:
            continue
        if len(words) > 3 or (len(words) > 1 and words[1] != "as"):
            words = _AROUND_DOT.sub(".", part).split()
        name = words[0].strip(".")
        alias = words[2] if len(words) == 3 and words[1] == "as" else ""
        if len(words) in (1, 3) and (name == "*" or name.replace(".", "").isidentifier()):
            found.append((name, alias))
    return found
