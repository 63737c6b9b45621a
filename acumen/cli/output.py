"""Printing: tables and text for people, one JSON document for scripts, errors on standard error."""

from __future__ import annotations

import sys
from typing import Any

import orjson
from rich.console import Console
from rich.markup import escape

from acumen.errors import AcumenError

_UNSAFE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
del _UNSAFE[0x0A], _UNSAFE[0x09]


def stdout() -> Console:
    """Where results go; wide when it is not a terminal, so that nothing is cut."""
    return Console(width=None if sys.stdout.isatty() else 160, soft_wrap=not sys.stdout.isatty())


def say_error(error: AcumenError) -> None:
    """The problem in one paragraph, the remedy under it."""
    console = Console(stderr=True, soft_wrap=True)
    console.print(f"[bold red]error[/] {escape(plain(error.problem))}", highlight=False)
    console.print(f"  Try: {escape(plain(error.remedy))}", highlight=False)


def note(message: str) -> None:
    """Something a person should know beside the result."""
    Console(stderr=True, soft_wrap=True).print(plain(message), markup=False, highlight=False)


def print_json(document: Any) -> None:
    """One JSON document and nothing else."""
    data = orjson.dumps(document, option=orjson.OPT_INDENT_2, default=str)
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


def print_json_line(document: Any) -> None:
    """One line of JSON, for commands that give many."""
    sys.stdout.buffer.write(orjson.dumps(document, default=str) + b"\n")


def plain(text: str) -> str:
    """Third-party text for a terminal: without control characters and direction overrides."""
    return text.translate(_UNSAFE).encode("utf-8", "backslashreplace").decode()


def shown(text: str) -> str:
    """``plain`` text that rich must not read as markup."""
    return escape(plain(text))
