"""What binds the names of a module: imports, definitions, parameters, assignments, with and for."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from acumen.domain.facts import BlockKind, DefinitionKind, Import, ModuleFacts
from acumen.syntax.arguments import closing, split_top_level
from acumen.syntax.scopes import Scopes

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_IDENTIFIER = re.compile(r"[^\W\d]\w*$")
_WITH_AS = re.compile(r"(.*)\sas\s+\(?([^\W\d]\w*)\)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A qualified name, and whether it stands for the result of calling it."""

    name: str
    is_result: bool = False


NOTHING = Meaning("")


@dataclass(frozen=True, slots=True)
class Binding:
    """One place that gives a name a meaning, or a value to read."""

    start: int
    meaning: Meaning | None  # None: read ``value`` when asked
    value: str = ""


class Bindings:
    """Where the names of one module are bound, by scope and name, each list in order of place.

    ``given`` are the imports that star imports of the program's own modules stand for.
    """

    def __init__(self, facts: ModuleFacts, scopes: Scopes, given: tuple[Import, ...] = ()) -> None:
        self._facts = facts
        self._scopes = scopes
        self.names: dict[tuple[int, str], list[Binding]] = defaultdict(list)
        self.attributes: dict[tuple[int, str], list[Binding]] = defaultdict(list)  # by class
        self.stars: list[Import] = []  # those whose names are not known
        self._bind_imports(given)
        self._bind_definitions()
        self._bind_assignments()
        self._bind_blocks()
        for bindings in (*self.names.values(), *self.attributes.values()):
            if len(bindings) > 1:
                bindings.sort(key=lambda binding: binding.start)

    def _bind_imports(self, given: tuple[Import, ...]) -> None:
        opened = {item.start for item in given}
        for item in (*self._facts.imports, *given):
            if item.bound == "*":
                if item.start not in opened:
                    self.stars.append(item)
                continue
            scope = self._scopes.at(item.start)
            bindings = self.names[scope, item.bound]
            if not bindings:  # of "try: import a / except ImportError: import b" the first holds
                bindings.append(Binding(item.start, Meaning("." * item.level + item.qualified)))

    def _bind_definitions(self) -> None:
        for index, definition in enumerate(self._facts.definitions):
            scope = self._scopes.parent(index)
            name = definition.name.rpartition(".")[2]
            self.names[scope, name].append(
                Binding(definition.start, Meaning(f".{definition.name}"))
            )
            if definition.kind is DefinitionKind.FUNCTION:
                self._bind_parameters(index)

    def _bind_parameters(self, index: int) -> None:
        definition = self._facts.definitions[index]
        unknown = Binding(definition.start, NOTHING)
        for part in split_top_level(definition.header):
            if part.isascii() and part.isidentifier():  # most parameters
                if part not in ("self", "cls"):
                    self.names[index, part].append(unknown)
                continue
            declared = part.lstrip("* ").partition("=")[0]
            name, _, annotation = declared.partition(":")
            name = name.strip()
            if _IDENTIFIER.match(name) and name not in ("self", "cls"):
                annotation = _of_optional(annotation.strip().strip("'\""))
                binding = unknown
                if annotation and not part.startswith("*"):
                    binding = Binding(definition.start, None, f"{annotation}()")
                self.names[index, name].append(binding)

    def _bind_assignments(self) -> None:
        for item in self._facts.assignments:
            if item.operator != "=":
                continue
            target = item.target
            if _IDENTIFIER.match(target):
                scope = self._scopes.at(item.start)
                self.names[scope, target].append(Binding(item.start, None, item.value))
            elif target.startswith(("self.", "cls.")) and target.count(".") == 1:
                owner = self._scopes.enclosing_class(self._scopes.at(item.start))
                if owner >= 0:
                    name = target.partition(".")[2]
                    self.attributes[owner, name].append(Binding(item.start, None, item.value))
            elif "," in target:
                self._bind_several(target, item.value, item.start)

    def _bind_several(self, target: str, value: str, start: int) -> None:
        names = split_top_level(target.strip("()[] "))
        values = split_top_level(value)
        scope = self._scopes.at(start)
        for index, name in enumerate(names):
            if _IDENTIFIER.match(name):
                paired = values[index] if len(values) == len(names) else ""
                self.names[scope, name].append(Binding(start, None, paired))

    def _bind_blocks(self) -> None:
        for block in self._facts.blocks:
            scope = self._scopes.at(block.start)
            if block.kind is BlockKind.WITH:
                for part in split_top_level(_unwrapped(block.header)):
                    if found := _WITH_AS.match(part):
                        self.names[scope, found[2]].append(Binding(block.start, None, found[1]))
            elif block.kind is BlockKind.FOR:
                targets = block.header.partition(" in ")[0]
                for name in re.findall(r"[^\W\d]\w*", targets):
                    self.names[scope, name].append(Binding(block.start, NOTHING))


def _of_optional(annotation: str) -> str:
    """``Net`` of ``Optional[Net]`` and ``Net | None``."""
    annotation = annotation.removeprefix("typing.")
    if annotation.startswith("Optional[") and annotation.endswith("]"):
        annotation = annotation[9:-1]
    annotation = annotation.partition("|")[0].strip()
    return annotation if _DOTTED.match(annotation) else ""


def _unwrapped(header: str) -> str:
    """``a as b, c as d`` of a with statement, without the parentheses around all of it."""
    header = header.strip()
    if header.startswith("(") and closing(header, 0) == len(header) - 1:
        return header[1:-1]
    return header
