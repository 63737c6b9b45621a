"""Read the tables that come with Acumen: TOML in its plainest form, which takes little time.

They are read by every command that looks at a program, and a whole reader of TOML takes longer over
them than over a small program. What is not of that form is left to one.
"""

from __future__ import annotations

import re
from typing import Any

_PAIR = re.compile(
    r'(?:"([^"\\\x00-\x1f\x7f]+)"|([A-Za-z0-9_-]+)) *= *'  # key
    r'(?:"([^"\\\x00-\x1f\x7f]*)"'  # text
    r"|(0|[1-9][0-9]{0,17})"
    r"|(true|false)"
    r'|\[(?:((?:"[^"\\\x00-\x1f\x7f]*"(?:, *(?=")|(?=\])))*)'  # texts
    r"|((?:(?:0|[1-9][0-9]{0,17})(?:, *(?=[0-9])|(?=\])))*))\])"  # numbers
    r" *(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?"
)
_HEAD = re.compile(r"\[(\[)?([A-Za-z0-9_-]+)\](?(1)\])")
_COMMENT = re.compile(r" *(?:#[^\x00-\x08\x0a-\x1f\x7f]*)?")
_TEXT = re.compile(r'"([^"]*)"')


def read_table(text: str) -> dict[str, Any]:
    """What ``tomllib.loads`` gives.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML.
    """
    found = _plain(text)
    if found is not None:
        return found
    import tomllib  # noqa: PLC0415  (no table of ours needs it)

    return tomllib.loads(text)


def _plain(text: str) -> dict[str, Any] | None:
    """The document; None where a line is not of the plain form, or out of place."""
    document: dict[str, Any] = {}
    table = document
    lists: set[str] = set()  # what [[name]] lines have begun
    for line in text.split("\n"):
        if pair := _PAIR.fullmatch(line):
            key = pair[1] or pair[2]
            if key in table:
                return None
            table[key] = pair[3] if pair[3] is not None else _value(pair)
        elif head := _HEAD.fullmatch(line):
            name, is_list = head[2], head[1] is not None
            if name in document and not (is_list and name in lists):
                return None
            table = {}
            if is_list:
                lists.add(name)
                document.setdefault(name, []).append(table)
            else:
                document[name] = table
        elif not _COMMENT.fullmatch(line):
            return None
    return document


def _value(pair: re.Match[str]) -> object:
    """What stands after the equals sign where it is no text."""
    if pair[4] is not None:
        return int(pair[4])
    if pair[5] is not None:
        return pair[5] == "true"
    if pair[7]:
        return [int(number) for number in pair[7].split(",")]
    return _TEXT.findall(pair[6] or "")
