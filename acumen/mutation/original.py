"""A program to seed faults into: its calls by name and its syntax trees by position."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache

from tree_sitter import Node

from acumen.domain.facts import Definition, DefinitionKind
from acumen.syntax.grammar import parse
from acumen.syntax.program import LOOPS, Program, ResolvedCall

PARSING_S = 10.0


@dataclass(frozen=True, slots=True)
class Given:
    """One argument of a call in the tree."""

    name: str  # "" for a positional one
    node: Node  # all of it, with its name
    value: Node


class Original:
    """``code`` maps the paths of the program to their code views."""

    def __init__(self, program: Program, code: Mapping[str, str]) -> None:
        self.program = program
        self._sources = {path: code[path].encode() for path in program.paths}
        self._roots: dict[str, Node] = {}
        self._calls = tuple(program.calls())
        self._text = "\n".join(code[path] for path in program.paths)

    @property
    def paths(self) -> tuple[str, ...]:
        return self.program.paths

    def source(self, path: str) -> bytes:
        """The code view in UTF-8."""
        return self._sources[path]

    def imports(self, path: str, roots: tuple[str, ...]) -> bool:
        """Whether the file imports something of ``roots``."""
        return any(
            (item.module or item.qualified).partition(".")[0] in roots
            for item in self.program.modules[path].imports
            if item.level == 0
        )

    def says(self, pattern: str) -> bool:
        """Whether ``pattern`` is found in the text of any file."""
        return re.search(pattern, self._text) is not None

    # calls ------------------------------------------------------------------------------------

    def named(self, *names: str) -> Iterator[ResolvedCall]:
        """Calls by the last part of what is written."""
        for site in self._calls:
            if site.call.callee.rpartition(".")[2] in names:
                yield site

    def methods(self, *names: str) -> Iterator[ResolvedCall]:
        """The same with a receiver."""
        return (site for site in self.named(*names) if "." in site.call.callee)

    def meaning(self, *globs: str) -> Iterator[ResolvedCall]:
        """Calls whose qualified name matches one of ``globs``; ``*`` matches dots too."""
        pattern = _any_of(globs)
        return (site for site in self._calls if site.qualified and pattern.match(site.qualified))

    def within(self, path: str, start: int, end: int) -> Iterator[ResolvedCall]:
        """Calls of one file that begin in ``[start, end)``."""
        return (s for s in self._calls if s.path == path and start <= s.call.start < end)

    def span(self, site: ResolvedCall) -> tuple[int, int]:
        """Where the innermost function around a call begins and ends, or the file."""
        function = self.function(site)
        if function is None:
            return 0, len(self.source(site.path))
        return function.start, function.end

    def function(self, site: ResolvedCall) -> Definition | None:
        """The innermost function around a call."""
        found = None
        for definition in self.program.modules[site.path].definitions:
            inside = definition.start <= site.call.start < definition.end
            if inside and definition.kind is DefinitionKind.FUNCTION:
                found = definition
        return found

    def looped(self, site: ResolvedCall) -> bool:
        """Whether a loop of the same function holds the call."""
        return self.program.loop_depth(site.path, site.call.start) > 0

    def loop(self, site: ResolvedCall) -> tuple[int, int] | None:
        """The innermost loop around a call."""
        around = self.program.blocks_around(site.path, site.call.start)
        loops = [(block.start, block.end) for block in around if block.kind in LOOPS]
        return loops[-1] if loops else None

    # trees ------------------------------------------------------------------------------------

    def root(self, path: str) -> Node:
        """The syntax tree of one file.

        Raises:
            ValueError: it cannot be parsed in time.
        """
        if path not in self._roots:
            tree = parse(self.source(path), budget_s=PARSING_S)
            if tree is None:
                raise ValueError(f"{path} takes too long to parse")
            self._roots[path] = tree.root_node
        return self._roots[path]

    def node(self, site: ResolvedCall) -> Node:
        """The call in the tree."""
        found = self.root(site.path).descendant_for_byte_range(site.call.start, site.call.end)
        while found is not None and found.type != "call":
            found = found.parent
        if found is None:
            raise ValueError(f"no call at {site.path}:{site.call.first_line}")
        return found

    def text(self, node: Node) -> str:
        """The source of a node."""
        return (node.text or b"").decode("utf-8", "replace")

    def arguments(self, site: ResolvedCall) -> list[Given]:
        """The arguments of a call; [] for ``f(x for x in y)``."""
        listed = self.node(site).child_by_field_name("arguments")
        if listed is None or listed.type != "argument_list":
            return []
        found = []
        for child in listed.named_children:
            if child.type == "keyword_argument":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if name is not None and value is not None:
                    found.append(Given(self.text(name), child, value))
            elif child.type != "comment":
                found.append(Given("", child, child))
        return found

    def argument(self, site: ResolvedCall, name: str, position: int = -1) -> Given | None:
        """One argument by keyword, or by position; None if it is not written out."""
        for index, given in enumerate(self.arguments(site)):
            if given.node.type in {"list_splat", "dictionary_splat"}:
                return None
            if (name and given.name == name) or (not given.name and index == position):
                return given
        return None

    def statement(self, site: ResolvedCall) -> Node | None:
        """The statement that is this call and nothing else."""
        parent = self.node(site).parent
        alone = parent is not None and parent.type == "expression_statement"
        return parent if alone and parent is not None and parent.named_child_count == 1 else None


@lru_cache(maxsize=512)
def _any_of(globs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{translate(glob)})" for glob in globs))
