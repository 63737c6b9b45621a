"""Which function a bare name belongs to, as Python binds it."""

from __future__ import annotations

import re

from acumen.domain.facts import BlockKind, Definition
from acumen.faults.classes import parameters_of
from acumen.faults.subject import Subject

MODULE_LEVEL = -1
_NAME = re.compile(r"[^\W\d]\w*")
_GLOBAL = re.compile(rb"^\s*global\s+([\w, \t]+)", re.MULTILINE)


class LocalNames:
    """The names that each function of a program binds: parameters, targets, loop variables."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._known: dict[tuple[str, int], frozenset[str]] = {}

    def scope(self, path: str, name: str, at: int) -> int:
        """Where the function begins to which ``name`` belongs; -1 for the module."""
        function = self._subject.function_around(path, at)
        while function is not None:
            if name in self._of(path, function):
                return function.start
            function = self._subject.function_around(path, function.start - 1)
        return MODULE_LEVEL

    def _of(self, path: str, function: Definition) -> frozenset[str]:
        key = (path, function.start)
        if key not in self._known:
            size = len(self._subject.source(path))
            self._known[key] = self._subject.program.module(path).once_under(
                f"local names {function.start} {size}", lambda: (self._bound(path, function),)
            )[0]
        return self._known[key]

    def _bound(self, path: str, function: Definition) -> frozenset[str]:
        found = set(parameters_of(function))
        for item in self._subject.assignments(path, function.start, function.end):
            if "." not in item.target and "[" not in item.target:
                found.update(_NAME.findall(item.target.partition(":")[0]))
        for block in self._subject.program.module(path).facts.blocks:
            if block.kind is BlockKind.FOR and function.start <= block.start < function.end:
                found.update(_NAME.findall(block.header.partition(" in ")[0]))
        body = self._subject.source(path)[function.start : function.end]
        for line in _GLOBAL.findall(body):
            found -= {name.strip() for name in line.decode("utf-8", "replace").split(",")}
        return frozenset(found)
