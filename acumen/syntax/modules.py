"""What one module of a program says about itself: kept once for all programs that hold the module.

Nothing here depends on the other modules of a program. So programs whose closures overlap, as those
of a repository do, share these readings on a :class:`Shelf`; the readings of a program as a whole,
its networks among them, are its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Block, Call, Definition, DefinitionKind, Import, ModuleFacts
from acumen.syntax.arguments import split_arguments
from acumen.syntax.frameworks import FRAMEWORKS
from acumen.syntax.names import ModuleNames
from acumen.syntax.scopes import Scopes

if TYPE_CHECKING:
    from acumen.syntax.network.sharing import Steady
    from acumen.syntax.network.statements import ModuleStatements

Kept = TypeVar("Kept")


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


class Module:
    """One module under one path. Everything is read when it is asked for, once."""

    def __init__(self, path: str, facts: ModuleFacts, given: tuple[Import, ...] = ()) -> None:
        """``given`` are the imports that its star imports of the program's modules stand for."""
        self.path = path
        self.facts = facts
        self.given = given
        self._kept: dict[Callable[[Module], object], object] = {}
        self._named: dict[str, tuple[object, ...]] = {}
        self._around: dict[int, tuple[Block, ...]] = {}
        self.steady: list[Steady] = []  # its readings for the networks of all programs
        self.steady_tries = 0  # how often one was asked for that was not there

    def once(self, read: Callable[[Module], Kept]) -> Kept:
        """What ``read``, a function of the module, makes of it: asked once for all programs."""
        if read not in self._kept:
            self._kept[read] = read(self)
        return cast("Kept", self._kept[read])

    def once_under(self, name: str, make: Callable[[], tuple[Kept, ...]]) -> tuple[Kept, ...]:
        """What ``make`` gives, made when it is first asked for under ``name``; it must rest on
        nothing but this module, and what ``name`` says.
        """
        if name not in self._named:
            self._named[name] = make()
        return cast("tuple[Kept, ...]", self._named[name])

    def classes_of(self, *bases: str) -> Iterator[Definition]:
        """Classes that derive from ``bases``, directly or through classes of this module."""
        wanted = frozenset(bases)
        own = self._classes_by_name
        for name, found in own.items():
            seen: set[str] = set()
            waiting = [name]
            while waiting:
                current = own.get(waiting.pop())
                if current is None or current.name in seen:
                    continue
                seen.add(current.name)
                if not wanted.isdisjoint(current.bases):
                    yield found.definition
                    break
                waiting += [base[1:] for base in current.bases if base.startswith(".")]

    def method(self, owner: Definition, name: str) -> Definition | None:
        """A method that stands in the class itself."""
        wanted = f"{owner.name}.{name}"
        return next(
            (
                definition
                for definition in self._functions_by_name.get(wanted, ())
                if owner.start < definition.start < owner.end
            ),
            None,
        )

    def blocks_around(self, offset: int) -> tuple[Block, ...]:
        """The blocks that hold ``offset``, outermost first; the header belongs to its block."""
        known = self._around.get(offset)
        if known is None:
            last = bisect_right(self.block_starts, offset)
            known = tuple(block for block in self.facts.blocks[:last] if block.end > offset)
            self._around[offset] = known
        return known

    @cached_property
    def definitions_by_name(self) -> Mapping[str, Definition]:
        """The first definition of each dotted name."""
        return {found.name: found for found in reversed(self.facts.definitions)}

    @cached_property
    def top_definitions(self) -> tuple[Definition, ...]:
        """Definitions that stand in no other one, by position."""
        return tuple(found for found in self.facts.definitions if "." not in found.name)

    @cached_property
    def _classes_by_name(self) -> Mapping[str, ResolvedClass]:
        return {found.name: found for found in self.classes}

    @cached_property
    def _functions_by_name(self) -> Mapping[str, list[Definition]]:
        found: defaultdict[str, list[Definition]] = defaultdict(list)
        for definition in self.facts.definitions:
            if definition.kind is DefinitionKind.FUNCTION:
                found[definition.name].append(definition)
        return found

    @cached_property
    def names(self) -> ModuleNames:
        return ModuleNames(self.facts, self.given)

    @cached_property
    def opens_stars(self) -> bool:
        """Whether it takes all names of modules that may be the program's own."""
        return any(
            item.bound == "*" and (item.level or item.module.partition(".")[0] not in FRAMEWORKS)
            for item in self.facts.imports
        )

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.facts.definitions)

    @cached_property
    def calls(self) -> tuple[ResolvedCall, ...]:
        """By position; an outer one before its inner ones."""
        called, path = self.names.called, self.path
        return tuple(
            ResolvedCall(path, called(call.callee, at=call.start), call)
            for call in self.facts.calls
        )

    @cached_property
    def call_starts(self) -> list[int]:
        return [call.start for call in self.facts.calls]

    @cached_property
    def calls_by_name(self) -> Mapping[str, list[ResolvedCall]]:
        """Calls by the last part of what is written."""
        found: defaultdict[str, list[ResolvedCall]] = defaultdict(list)
        for site in self.calls:
            found[site.call.callee.rpartition(".")[2]].append(site)
        return found

    @cached_property
    def calls_by_qualified(self) -> Mapping[str, list[ResolvedCall]]:
        """Calls by what they are known to call, in order of first call."""
        found: defaultdict[str, list[ResolvedCall]] = defaultdict(list)
        for site in self.calls:
            if site.qualified:
                found[site.qualified].append(site)
        return found

    @cached_property
    def classes(self) -> tuple[ResolvedClass, ...]:
        """Every class with its qualified bases."""
        return tuple(
            ResolvedClass(
                self.path,
                definition.name,
                tuple(
                    self.names.resolve(base.text, at=definition.start)
                    for base in split_arguments(definition.header)
                    if not base.name and not base.star
                ),
                definition,
            )
            for definition in self.facts.definitions
            if definition.kind is DefinitionKind.CLASS
        )

    @cached_property
    def classes_by_start(self) -> Mapping[int, ResolvedClass]:
        """The classes by where they begin."""
        return {found.definition.start: found for found in self.classes}

    @cached_property
    def roots(self) -> frozenset[str]:
        """First parts of everything that is imported, relative imports left out."""
        return frozenset(
            (item.module or item.qualified).partition(".")[0]
            for item in self.facts.imports
            if item.level == 0
        )

    @cached_property
    def statements(self) -> ModuleStatements:
        """Its statements, nested; what following one does is kept with it."""
        from acumen.syntax.network.statements import ModuleStatements  # noqa: PLC0415  (reads programs)

        return ModuleStatements(self.facts)

    @cached_property
    def block_starts(self) -> list[int]:
        return [block.start for block in self.facts.blocks]

    @cached_property
    def assignment_starts(self) -> list[int]:
        return [item.start for item in self.facts.assignments]


class Shelf:
    """The modules of overlapping programs, by path, as long as their facts are the very same.

    It holds those that were asked for last; a program keeps its own as long as it stands. A module
    whose names depend on others, by star imports, is another one for each set of such names.
    """

    def __init__(self, most: int = 512) -> None:
        # the one that was asked for last stands last
        self._modules: dict[tuple[str, tuple[Import, ...]], Module] = {}
        self._most = most

    def module(self, path: str, facts: ModuleFacts, given: tuple[Import, ...] = ()) -> Module:
        """The readings of ``facts`` under ``path``, whose stars bring ``given``; those of other
        facts make way for them.
        """
        key = path, given
        known = self._modules.pop(key, None)
        if known is None or known.facts is not facts:
            known = Module(path, facts, given)
        self._modules[key] = known
        if len(self._modules) > self._most:
            del self._modules[next(iter(self._modules))]
        return known
