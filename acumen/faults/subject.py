"""What a rule looks at: a program by position, with the source text behind it where it is known.

Everything here is read lazily and kept, so that forty rules pay for one reading.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Block, BlockKind, Call, Definition, DefinitionKind
from acumen.domain.network import Network
from acumen.faults.constants import Constants
from acumen.syntax.arguments import Argument, Literal, split_arguments
from acumen.syntax.program import LOOPS, Program, ResolvedCall
from acumen.syntax.scopes import Scopes

Kept = TypeVar("Kept")

_BEFORE_STATEMENT = re.compile(rb"(?:^|\n)[ \t]*\Z|[;:][ \t]*\Z")
_HEADED = re.compile(  # a statement that shares its line with what it belongs to
    rb"(?:^|\n)[ \t]*(?:if|elif|else|for|while|with|try|except|finally|async)\b[^\n]*\Z"
)
_AFTER_STATEMENT = re.compile(rb"[ \t]*(?:;|#|\r?\n|\Z)")
_CONTINUED = re.compile(rb"(?:[,(\[{=+\-*/%|&\\]|\b(?:return|in|and|or|not|if|else|yield|await))\Z")


class Subject:
    """One program. ``code`` maps paths to code views; rules that need text are unsure without it.

    ``unread`` names files of the program that have no facts. ``about`` names the files that are
    asked about, all by default: what a rule finds in others nobody reads, so it may leave them out.
    """

    def __init__(
        self,
        program: Program,
        *,
        code: Mapping[str, str] | None = None,
        unread: tuple[str, ...] = (),
        about: Iterable[str] = (),
    ) -> None:
        self.program = program
        self.unread = tuple(sorted(unread))
        asked = tuple(about)
        self.about = asked or program.paths
        self.is_whole = not asked  # asked as one program, by what happens when its entry is run
        self._code = code or {}
        self._sources: dict[str, bytes] = {}
        self._read = [program.module(path) for path in program.paths]
        self._kept: dict[str, tuple[Any, ...]] = {}
        self.constants = Constants(program, self.scopes)

    @cached_property
    def wholly_read(self) -> bool:
        """Whether every file has facts and none of them has a syntax error."""
        return not self.unread and not any(m.errors for m in self.program.modules.values())

    @cached_property
    def roots(self) -> frozenset[str]:
        """First parts of everything that is imported, relative imports left out."""
        return frozenset[str]().union(*(module.roots for module in self._read))

    def roots_of(self, path: str) -> frozenset[str]:
        """The same of one module."""
        return self.program.module(path).roots

    def uses(self, roots: tuple[str, ...]) -> bool:
        """Whether one of ``roots`` is imported; no roots at all means any program."""
        return not roots or not self.roots.isdisjoint(roots)

    # calls ------------------------------------------------------------------------------------

    def calls(self, path: str, start: int = 0, end: int = 1 << 60) -> list[ResolvedCall]:
        """Calls that begin in ``[start, end)``, by position; an outer one before its inner ones."""
        module = self.program.module(path)
        starts = module.call_starts
        return list(module.calls[bisect_left(starts, start) : bisect_left(starts, end)])

    def inside(self, site: ResolvedCall) -> list[ResolvedCall]:
        """Calls among the arguments (or in the callee) of ``site``."""
        return [
            inner
            for inner in self.calls(site.path, site.call.start, site.call.end)
            if inner.call is not site.call
        ]

    def named(self, *names: str) -> Iterator[ResolvedCall]:
        """Calls by the last part of what is written: ``named("backward")`` of any receiver."""
        for name in names:
            for module in self._read:
                yield from module.calls_by_name.get(name, ())

    def has_call(self, *names: str) -> bool:
        """Whether there is a call of one of ``names``, as ``named`` understands them."""
        return any(name in module.calls_by_name for module in self._read for name in names)

    def methods(self, *names: str) -> Iterator[ResolvedCall]:
        """The same with a receiver."""
        return (site for site in self.named(*names) if "." in site.call.callee)

    @cached_property
    def called_names(self) -> tuple[str, ...]:
        """Every qualified name that is called, once each."""
        names = chain.from_iterable(module.calls_by_qualified for module in self._read)
        return tuple(dict.fromkeys(names))

    def qualified(self, *names: str) -> Iterator[ResolvedCall]:
        """Calls of exactly these names."""
        for name in names:
            for module in self._read:
                yield from module.calls_by_qualified.get(name, ())

    def qualified_in(self, root: str) -> Iterator[ResolvedCall]:
        """Calls of names below ``root``, such as ``torch.optim``."""
        prefix = f"{root}."
        yield from self.qualified(*(n for n in self.called_names if n.startswith(prefix)))

    # places -----------------------------------------------------------------------------------

    def scopes(self, path: str) -> Scopes:
        return self.program.module(path).scopes

    def function_around(self, path: str, offset: int) -> Definition | None:
        """The innermost function that holds ``offset``."""
        return self.program.module(path).scopes.function_at(offset)

    def class_around(self, path: str, offset: int) -> Definition | None:
        """The innermost class that holds ``offset``."""
        scopes = self.scopes(path)
        scope = scopes.enclosing_class(scopes.at(offset))
        return self.program.modules[path].definitions[scope] if scope >= 0 else None

    def span_around(self, path: str, offset: int) -> tuple[int, int]:
        """Where the innermost function, or else the module, begins and ends."""
        function = self.function_around(path, offset)
        return (function.start, function.end) if function else (0, 1 << 60)

    def loops(self, path: str, offset: int) -> tuple[Block, ...]:
        """The loops of the same function that hold ``offset``, outermost first."""
        first = self.span_around(path, offset)[0]
        around = self.program.blocks_around(path, offset)
        return tuple(block for block in around if block.kind in LOOPS and block.start >= first)

    def conditions(self, path: str, offset: int, *, since: int = 0) -> tuple[Block, ...]:
        """The if statements that hold ``offset`` and begin at or after ``since``."""
        around = self.program.blocks_around(path, offset)
        return tuple(b for b in around if b.kind is BlockKind.IF and b.start >= since)

    def assignments(self, path: str, start: int = 0, end: int = 1 << 60) -> list[Assignment]:
        """Assignments that begin in ``[start, end)``, by position."""
        module = self.program.module(path)
        starts, found = module.assignment_starts, module.facts.assignments
        return list(found[bisect_left(starts, start) : bisect_left(starts, end)])

    def place(self, path: str, item: Call | Definition | Block | Assignment) -> Evidence:
        """The lines of ``item``."""
        if isinstance(item, Assignment):
            return Evidence(path, item.line, item.line)
        return Evidence(path, item.first_line, item.last_line)

    # meaning ----------------------------------------------------------------------------------

    def arguments(self, site: ResolvedCall) -> tuple[Argument, ...]:
        return split_arguments(site.call.arguments)

    def argument(self, site: ResolvedCall, name: str, position: int = -1) -> str:
        """The source of one argument, by keyword or position; "" if it is not given."""
        return argument_of(site, name, position)

    def is_open(self, site: ResolvedCall) -> bool:
        """Whether arguments are unpacked into the call, so that what is not given may be."""
        return any(argument.star for argument in self.arguments(site))

    def value(self, site: ResolvedCall, name: str, position: int = -1) -> Literal:
        """The constant given for an argument; unknown if none is given or it is computed."""
        text = self.argument(site, name, position)
        return self.constants.value(site.path, text, at=site.call.start)

    def meaning(self, path: str, expression: str, at: int) -> str:
        """What an expression resolves to; the result of a call is spelled like the call."""
        return self.program.names(path).resolve(expression, at=at)

    def definition(self, path: str, qualified: str) -> tuple[str, Definition] | None:
        """Where a name of the program's own is defined, seen from ``path``."""
        if not qualified:
            return None
        if qualified.startswith(".") and not qualified.startswith(".."):
            own = self.program.module(path).definitions_by_name.get(qualified[1:])
            if own is not None:
                return path, own
        name = qualified.rpartition(".")[2]
        root = qualified.lstrip(".").partition(".")[0]
        if not qualified.startswith(".") and root not in self._own_roots:
            return None
        found = self._definitions.get(name, ())
        return found[0] if len(found) == 1 else None

    @cached_property
    def _own_roots(self) -> frozenset[str]:
        """First parts under which modules of the program can be imported."""
        parts: set[str] = set()
        for path in self.program.paths:
            stem = path.rpartition(".")[0]
            parts.update(stem.split("/"))
        return frozenset(parts)

    @cached_property
    def _definitions(self) -> Mapping[str, list[tuple[str, Definition]]]:
        """Top-level definitions by name."""
        found: defaultdict[str, list[tuple[str, Definition]]] = defaultdict(list)
        for path in self.program.paths:
            for definition in self.program.module(path).top_definitions:
                found[definition.name].append((path, definition))
        return found

    def bases(self, path: str, owner: Definition) -> tuple[str, ...]:
        """Qualified bases of a class, "" where unknown."""
        found = self.program.module(path).classes_by_start.get(owner.start)
        return found.bases if found is not None else ()

    def classes_of(self, *bases: str) -> Iterator[tuple[str, Definition]]:
        """Classes that derive, directly or through classes of the program, from ``bases``."""
        wanted = frozenset(bases)
        yield from self.once(
            f"classes of {bases}",
            lambda: tuple(
                (path, found.definition)
                for path in self.program.paths
                for found in self.program.module(path).classes
                if found.bases and self._derives(path, found.definition, wanted)
            ),
        )

    def lineage(self, path: str, owner: Definition) -> Iterator[tuple[str, Definition]]:
        """A class and those of the program that it derives from, nearest first, each once."""
        seen = {(path, owner.start)}
        waiting = deque([(path, owner)])
        while waiting:
            where, current = waiting.popleft()
            yield where, current
            for base in self.bases(where, current):
                above = self.definition(where, base)
                if above is None or above[1].kind is not DefinitionKind.CLASS:
                    continue
                if (above[0], above[1].start) not in seen:
                    seen.add((above[0], above[1].start))
                    waiting.append(above)

    def _derives(self, path: str, owner: Definition, wanted: frozenset[str]) -> bool:
        return any(not wanted.isdisjoint(self.bases(*one)) for one in self.lineage(path, owner))

    def method(self, path: str, owner: Definition, name: str) -> Definition | None:
        """A method that stands in the class itself."""
        return self.program.module(path).method(owner, name)

    def keeps(self, path: str, offset: int, attribute: str) -> bool:
        """Whether the class around ``offset`` assigns ``self.attribute``."""
        owner = self.class_around(path, offset)
        return owner is not None and any(
            item.target.partition(":")[0].strip() == f"self.{attribute}"
            for item in self.assignments(path, owner.start, owner.end)
        )

    def once(self, name: str, make: Callable[[], tuple[Kept, ...]]) -> tuple[Kept, ...]:
        """What ``make`` gives, made when it is first asked for under ``name``."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """The networks that the program defines; () where there is none or reading them fails."""
        return self.program.networks

    # text -------------------------------------------------------------------------------------

    def source(self, path: str) -> bytes:
        """The code view in UTF-8; empty where it is not known."""
        if path not in self._sources:
            self._sources[path] = self._code.get(path, "").encode("utf-8", "surrogateescape")
        return self._sources[path]

    def is_statement(self, site: ResolvedCall) -> bool | None:
        """Whether the call stands alone, so that its result is dropped; None without the text."""
        source = self.source(site.path)
        if not source:
            return None
        before = source[max(0, site.call.start - 200) : site.call.start]
        found = _BEFORE_STATEMENT.search(before)
        if not found or (b":" in found[0] and not _HEADED.search(before)):
            return False
        if not _AFTER_STATEMENT.match(source, site.call.end):
            return False
        return not _CONTINUED.search(before.rstrip())


def argument_of(site: ResolvedCall, name: str, position: int = -1) -> str:
    """The source of one argument, by keyword or position; "" if it is not given."""
    for index, argument in enumerate(split_arguments(site.call.arguments)):
        if argument.star:
            if index <= position:
                position = -1  # what is unpacked may stand there
        elif (argument.name == name and name) or (index == position and not argument.name):
            return argument.text
    return ""
