"""A runnable program: its entry module, the local modules it reaches, and questions about both."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property, lru_cache

from acumen.domain.evidence import Evidence
from acumen.domain.facts import (
    Block,
    BlockKind,
    Call,
    Definition,
    DefinitionKind,
    Import,
    ModuleFacts,
)
from acumen.domain.network import Network
from acumen.syntax.arguments import split_arguments
from acumen.syntax.frameworks import FRAMEWORKS
from acumen.syntax.names import ModuleNames
from acumen.syntax.scopes import Scopes

LOOPS = frozenset({BlockKind.FOR, BlockKind.WHILE})


@dataclass(frozen=True, slots=True)
class ResolvedCall:
    """A call and what it calls: :meth:`~acumen.syntax.names.ModuleNames.called`, "" if unknown."""

    path: str
    qualified: str
    call: Call

    @property
    def lines(self) -> Evidence:
        """Where it stands."""
        first = self.call.first_line
        return Evidence(self.path, first, max(first, self.call.last_line))


@dataclass(frozen=True, slots=True)
class ResolvedClass:
    path: str
    name: str  # dotted path inside its module
    bases: tuple[str, ...]  # qualified, "" where unknown; keywords such as metaclass left out
    definition: Definition


class Program:
    """Entry and closure. Names are resolved when asked for, once."""

    def __init__(self, entry: str, modules: Mapping[str, ModuleFacts]) -> None:
        """``modules`` maps POSIX paths to facts and must hold ``entry``.

        Raises:
            ValueError: ``entry`` is not among the modules.
        """
        if entry not in modules:
            raise ValueError(f"{entry} is not among the modules")
        self.entry = entry
        self.paths = (entry, *sorted(path for path in modules if path != entry))
        self.modules = modules
        self._names: dict[str, ModuleNames] = {}
        self._scopes: dict[str, Scopes] = {}
        self._block_starts: dict[str, list[int]] = {}

    def names(self, path: str) -> ModuleNames:
        """The names of one module."""
        if path not in self._names:
            self._names[path] = ModuleNames(self.modules[path])
        return self._names[path]

    def calls(self) -> Iterator[ResolvedCall]:
        """Every call, entry first, then by path, in order of position."""
        yield from self._calls

    def calls_matching(self, *globs: str) -> Iterator[ResolvedCall]:
        """Calls whose qualified name matches one of the globs, e.g. ``torch.optim.*``.

        ``*`` also matches dots. Unknown names match nothing.
        """
        pattern = _any_of(globs)
        for call in self._calls:
            if call.qualified and pattern.match(call.qualified):
                yield call

    def method_calls(self, *methods: str) -> Iterator[ResolvedCall]:
        """Calls of a method by its bare name, known receiver or not: ``x(y).backward()``."""
        wanted = frozenset(methods)
        for call in self._calls:
            head, dot, method = call.call.callee.rpartition(".")
            if dot and head and method in wanted:
                yield call

    def imports(self) -> Iterator[tuple[str, Import]]:
        """Every import with the path of its module."""
        for path in self.paths:
            for item in self.modules[path].imports:
                yield path, item

    def classes(self) -> Iterator[ResolvedClass]:
        """Every class with its qualified bases."""
        for path in self.paths:
            names = self.names(path)
            for definition in self.modules[path].definitions:
                if definition.kind is DefinitionKind.CLASS:
                    bases = tuple(
                        names.resolve(base.text, at=definition.start)
                        for base in split_arguments(definition.header)
                        if not base.name and not base.star
                    )
                    yield ResolvedClass(path, definition.name, bases, definition)

    def frameworks(self) -> tuple[str, ...]:
        """Framework packages that are imported, ascending: ``("keras", "torch")``."""
        roots = {
            (item.module or item.qualified).partition(".")[0]
            for _, item in self.imports()
            if item.level == 0
        }
        return tuple(sorted(roots & FRAMEWORKS.keys()))

    def evidence_of(self, path: str, place: Call | Definition | Block) -> Evidence:
        """The lines of something that was found."""
        return Evidence(path, place.first_line, place.last_line)

    def blocks_around(self, path: str, offset: int) -> tuple[Block, ...]:
        """The blocks that hold ``offset``, outermost first; the header belongs to its block."""
        blocks = self.modules[path].blocks
        if path not in self._block_starts:
            self._block_starts[path] = [block.start for block in blocks]
        last = bisect_right(self._block_starts[path], offset)
        return tuple(block for block in blocks[:last] if block.end > offset)

    def loop_depth(self, path: str, offset: int) -> int:
        """How many loops of the same function hold ``offset``."""
        function = self.definition_around(path, offset)
        first = function.start if function else 0
        return sum(
            block.kind in LOOPS and block.start >= first
            for block in self.blocks_around(path, offset)
        )

    def definition_around(self, path: str, offset: int) -> Definition | None:
        """The innermost class or function that holds ``offset``."""
        if path not in self._scopes:
            self._scopes[path] = Scopes(self.modules[path].definitions)
        scope = self._scopes[path].at(offset)
        return self.modules[path].definitions[scope] if scope >= 0 else None

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """The networks of this program, read once; see :mod:`acumen.syntax.network`."""
        from acumen.syntax.network import read_networks  # noqa: PLC0415  (it reads programs)

        return read_networks(self)

    @cached_property
    def _calls(self) -> tuple[ResolvedCall, ...]:
        found = []
        for path in self.paths:
            called = self.names(path).called
            found += [
                ResolvedCall(path, called(call.callee, at=call.start), call)
                for call in self.modules[path].calls
            ]
        return tuple(found)


@lru_cache(maxsize=4096)
def _any_of(globs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{translate(glob)})" for glob in globs) or r"(?!)")
