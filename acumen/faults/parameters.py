"""What a function of the program is given, where one call decides it."""

from __future__ import annotations

from dataclasses import dataclass

from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_arguments


@dataclass(frozen=True, slots=True)
class Given:
    """An argument at the call that fixes a parameter."""

    text: str
    at: int  # byte offset of the call, in the same file


def given_for(subject: Subject, path: str, name: str, at: int) -> Given | None:
    """The argument for parameter ``name`` of the function around ``at``.

    None unless the function is called exactly once in the program, in the same file.
    """
    function = subject.function_around(path, at)
    if function is None:
        return None
    names = [
        item.name or item.text.partition(":")[0].strip()
        for item in split_arguments(function.header)
    ]
    names = [part.partition(":")[0].partition("=")[0].strip() for part in names]
    if name not in names:
        return None
    last = function.name.rpartition(".")[2]
    sites = list(subject.named(last))
    if len(sites) != 1 or sites[0].path != path or subject.is_open(sites[0]):
        return None
    site = sites[0]
    position = names.index(name) - (names[0] in {"self", "cls"})
    if position < 0 or function.start <= site.call.start < function.end:
        return None
    text = subject.argument(site, name, position)
    return Given(text, site.call.start) if text else None
