"""A runnable program: its entry module, the local modules it reaches, and questions about both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import translate
from functools import cached_property, lru_cache
from itertools import chain

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Block, BlockKind, Call, Definition, Import, ModuleFacts
from acumen.domain.network import Network
from acumen.syntax.frameworks import FRAMEWORKS
from acumen.syntax.modules import Module, ResolvedCall, ResolvedClass, Shelf
from acumen.syntax.names import ModuleNames
from acumen.syntax.places import Places
from acumen.syntax.stars import Stars

__all__ = ["LOOPS", "Program", "ResolvedCall", "ResolvedClass"]

LOOPS = frozenset({BlockKind.FOR, BlockKind.WHILE})


class Program:
    """Entry and closure. Names are resolved when asked for, once."""

    def __init__(
        self, entry: str, modules: Mapping[str, ModuleFacts], *, shelf: Shelf | None = None
    ) -> None:
        """``modules`` maps POSIX paths to facts and must hold ``entry``.

        What single modules say is kept on ``shelf``; programs that share modules share one.

        Raises:
            ValueError: ``entry`` is not among the modules.
        """
        if entry not in modules:
            raise ValueError(f"{entry} is not among the modules")
        self.entry = entry
        self.paths = (entry, *sorted(path for path in modules if path != entry))
        self.modules = modules
        self._shelf = shelf = Shelf() if shelf is None else shelf
        self._read = {path: shelf.module(path, modules[path]) for path in self.paths}
        starred = [path for path, module in self._read.items() if module.opens_stars]
        if starred:
            stars = Stars(modules, Places(self.paths, entry))
            for path in starred:
                self._read[path] = shelf.module(path, modules[path], stars.brought_in(path))

    def with_parts(self, parts: Mapping[str, ModuleFacts]) -> Program:
        """The program with further modules, which share what is read of the others."""
        return Program(self.entry, {**self.modules, **parts}, shelf=self._shelf)

    def module(self, path: str) -> Module:
        """What one module says about itself.

        Raises:
            KeyError: the program has no such module.
        """
        return self._read[path]

    def names(self, path: str) -> ModuleNames:
        """The names of one module."""
        return self._read[path].names

    def calls(self) -> Iterator[ResolvedCall]:
        """Every call, entry first, then by path, in order of position."""
        return chain.from_iterable(module.calls for module in self._read.values())

    def calls_matching(self, *globs: str) -> Iterator[ResolvedCall]:
        """Calls whose qualified name matches one of the globs, e.g. ``torch.optim.*``.

        ``*`` also matches dots. Unknown names match nothing.
        """
        pattern = _any_of(globs)
        for call in self.calls():
            if call.qualified and pattern.match(call.qualified):
                yield call

    def method_calls(self, *methods: str) -> Iterator[ResolvedCall]:
        """Calls of a method by its bare name, known receiver or not: ``x(y).backward()``."""
        wanted = frozenset(methods)
        for call in self.calls():
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
        return chain.from_iterable(module.classes for module in self._read.values())

    def frameworks(self) -> tuple[str, ...]:
        """Framework packages that are imported, ascending: ``("keras", "torch")``."""
        roots = frozenset[str]().union(*(module.roots for module in self._read.values()))
        return tuple(sorted(roots & FRAMEWORKS.keys()))

    def evidence_of(self, path: str, place: Call | Definition | Block) -> Evidence:
        """The lines of something that was found."""
        return Evidence(path, place.first_line, place.last_line)

    def blocks_around(self, path: str, offset: int) -> tuple[Block, ...]:
        """The blocks that hold ``offset``, outermost first; the header belongs to its block."""
        return self._read[path].blocks_around(offset)

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
        scope = self._read[path].scopes.at(offset)
        return self.modules[path].definitions[scope] if scope >= 0 else None

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """The networks of this program, read once; see :mod:`acumen.syntax.network`."""
        from acumen.syntax.network import read_networks  # noqa: PLC0415  (it reads programs)

        return read_networks(self)


@lru_cache(maxsize=4096)
def _any_of(globs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{translate(glob)})" for glob in globs) or r"(?!)")
