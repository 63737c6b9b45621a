"""Values that stand in the code: literals, and names that can only mean one of them.

Follows names to module and function constants, class attributes, defaults of command-line options
and entries of literal dictionaries, and does plain arithmetic. What could be two values is unknown.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

from acumen.domain.facts import Assignment, BlockKind, Clause
from acumen.faults.arithmetic import calculate
from acumen.faults.bindings import assigned_in, bound_in
from acumen.syntax.arguments import (
    Argument,
    Literal,
    literal,
    split_arguments,
    split_top_level,
)
from acumen.syntax.program import Program
from acumen.syntax.scopes import Scopes

UNKNOWN = Literal(False)
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_ITEM = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*)\[\s*(['\"])(\w+)\2\s*\]$")
_GET = re.compile(r"([^\W\d]\w*)\.get\(\s*(['\"])(\w+)\2\s*,(.+)\)$", re.DOTALL)
_CAST = re.compile(r"(?:float|int)\((.+)\)$", re.DOTALL)
_OPTIONS_OBJECTS = re.compile(
    r"(?:self\.)?(?:args?|opts?|options|flags|FLAGS|hparams|hps?|params|config|cfg|conf|argv"
    r"|training_args|parsed_args|parsed|a)$"
)
_MAX_HOPS = 8
_MAX_TEXT = 200


class Constants:
    """Constant propagation over one program; answers are kept."""

    def __init__(self, program: Program, scopes: Callable[[str], Scopes]) -> None:
        self._program = program
        self._scopes_of = scopes
        self._known: dict[tuple[str, str, int], Literal] = {}

    def value(self, path: str, text: str, *, at: int) -> Literal:
        """The constant that ``text`` stands for at byte offset ``at`` of ``path``."""
        return self._value(path, text.strip(), at, 0)

    def number(self, path: str, text: str, *, at: int) -> float | None:
        """The same as a number; None for anything else. Booleans are no numbers."""
        return as_number(self.value(path, text, at=at))

    def reaching(self, path: str, name: str, *, at: int) -> Assignment | None:
        """The one assignment to a bare name that holds at ``at``; None if several may, or none."""
        scopes = self._scopes_of(path)
        for scope in (*scopes.functions_from(scopes.at(at)), -1):
            if assigned := self._assigned.get((path, scope, name)):
                return self._reaching(path, assigned, at)
            if name in self._bound_otherwise(path, scope):
                return None
        return None

    def assigned(self, path: str, name: str, *, at: int) -> list[Assignment]:
        """All assignments to a bare name in the scope that binds it for ``at``."""
        scopes = self._scopes_of(path)
        for scope in (*scopes.functions_from(scopes.at(at)), -1):
            if found := self._assigned.get((path, scope, name)):
                return found
            if name in self._bound_otherwise(path, scope):
                return []
        return []

    def _value(self, path: str, text: str, at: int, hops: int) -> Literal:
        if not text or hops > _MAX_HOPS:
            return UNKNOWN
        direct = literal(text)
        if direct.known:
            return direct
        if len(text) > _MAX_TEXT:
            return UNKNOWN
        scope = self._scopes_of(path).at(at)
        key = (path, text, at if scope >= 0 else -1 - at)
        if key not in self._known:
            self._known[key] = UNKNOWN  # a name that leads to itself ends here
            self._known[key] = self._look_up(path, text, at, hops)
        return self._known[key]

    def _look_up(self, path: str, text: str, at: int, hops: int) -> Literal:
        if _DOTTED.match(text):
            return self._name(path, text, at, hops)
        if found := _CAST.match(text):
            return self._value(path, found[1].strip(), at, hops + 1)
        if found := _ITEM.match(text):
            return self._item(path, found[1], found[3], at, hops)
        if found := _GET.match(text):
            return self._item(path, found[1], found[3], at, hops)
        return self._arithmetic(path, text, at, hops)

    # names ------------------------------------------------------------------------------------

    def _name(self, path: str, name: str, at: int, hops: int) -> Literal:
        head, _, rest = name.partition(".")
        if not rest:
            return self._plain(path, name, at, hops)
        owner, _, attribute = name.rpartition(".")
        if head == "self" and owner == "self":
            return self._own_attribute(path, attribute, at, hops)
        if self._assigned_anywhere(name):
            return UNKNOWN
        if owner == "self.hparams" and attribute in self._options:
            return self._options[attribute]  # what Lightning keeps of the command line
        meaning = self._program.names(path).resolve(owner, at=at)
        parsed = "parse_" in meaning or meaning.startswith("argparse.") or self._parses(meaning)
        if parsed or meaning == "":
            if parsed or _OPTIONS_OBJECTS.match(owner):
                return self._options.get(attribute, UNKNOWN)
            return UNKNOWN
        return self._class_attribute(path, meaning, attribute, hops)

    def _plain(self, path: str, name: str, at: int, hops: int) -> Literal:
        scopes = self._scopes_of(path)
        for function in scopes.functions_from(scopes.at(at)):
            if assigned := self._assigned.get((path, function, name)):
                found = self._reaching(path, assigned, at)
                return self._of(path, found, hops) if found else UNKNOWN
            if name in self._bound_otherwise(path, function):
                return UNKNOWN
        inside_function = next(scopes.functions_from(scopes.at(at)), -1) >= 0
        assigned = self._assigned.get((path, -1, name))
        if not assigned or name in self._bound_otherwise(path, -1):
            return UNKNOWN
        if len(assigned) == 1:
            return self._of(path, assigned[0], hops)
        if inside_function:
            return UNKNOWN
        found = self._reaching(path, assigned, at)
        return self._of(path, found, hops) if found else UNKNOWN

    def _of(self, path: str, item: Assignment, hops: int) -> Literal:
        if item.operator != "=":
            return UNKNOWN
        return self._value(path, item.value.strip(), item.start, hops + 1)

    def _reaching(self, path: str, assigned: list[Assignment], at: int) -> Assignment | None:
        """The one assignment that holds at ``at``; None if several may."""
        before = bisect_left([item.start for item in assigned], at)
        if before and assigned[before - 1].end > at:
            before -= 1  # ``at`` stands in the value of this very assignment
        if not before:
            return None
        last = assigned[before - 1]
        around = {b.start for b in self._program.blocks_around(path, at)}
        own = self._program.blocks_around(path, last.start)
        if any(block.start not in around for block in own if block.kind is not BlockKind.WITH):
            return None
        if any(
            block.kind is BlockKind.IF
            and self._arm(path, block.start, at) != self._arm(path, block.start, last.start)
            for block in own
        ):
            return None
        if len(assigned) > before and any(
            block.kind in (BlockKind.FOR, BlockKind.WHILE)
            and any(block.start < later.start < block.end for later in assigned[before:])
            for block in self._program.blocks_around(path, at)
            if block.start > last.start
        ):
            return None  # a later round of a loop sees the later value
        return last

    def _arm(self, path: str, owner: int, offset: int) -> int:
        """Which part of the if statement that begins at ``owner`` holds ``offset``."""
        return next(
            (
                clause.start
                for clause in self._clauses[path].get(owner, ())
                if clause.start <= offset < clause.end
            ),
            -1,
        )

    @cached_property
    def _clauses(self) -> Mapping[str, Mapping[int, list[Clause]]]:
        """The later parts of each compound statement, by module and where it begins."""
        found: dict[str, defaultdict[int, list[Clause]]] = {}
        for path in self._program.paths:
            found[path] = defaultdict(list)
            for clause in self._program.modules[path].clauses:
                found[path][clause.owner].append(clause)
        return found

    @cached_property
    def _assigned(self) -> Mapping[tuple[str, int, str], list[Assignment]]:
        """Assignments to bare names by module and scope (function or class), in order."""
        found: dict[tuple[str, int, str], list[Assignment]] = {}
        for path in self._program.paths:
            found.update(self._program.module(path).once(assigned_in))
        return found

    def _bound_otherwise(self, path: str, scope: int) -> frozenset[str]:
        """Names that a scope binds without an assignment: parameters and loop targets."""
        return self._bound.get((path, scope), frozenset())

    @cached_property
    def _bound(self) -> Mapping[tuple[str, int], frozenset[str]]:
        found: dict[tuple[str, int], frozenset[str]] = {}
        for path in self._program.paths:
            found.update(self._program.module(path).once(bound_in))
        return found

    # attributes and options -------------------------------------------------------------------

    def _own_attribute(self, path: str, attribute: str, at: int, hops: int) -> Literal:
        owner = self._scopes_of(path).enclosing_class(self._scopes_of(path).at(at))
        if owner < 0:
            return UNKNOWN
        found = self._attributes.get((path, owner, attribute), [])
        found = found or self._assigned.get((path, owner, attribute), [])
        return self._of(path, found[0], hops) if len(found) == 1 else UNKNOWN

    @cached_property
    def _attributes(self) -> Mapping[tuple[str, int, str], list[Assignment]]:
        """``self.x = ...`` by module, class and name."""
        found: defaultdict[tuple[str, int, str], list[Assignment]] = defaultdict(list)
        for path in self._program.paths:
            scopes = self._scopes_of(path)
            for item in self._program.modules[path].assignments:
                if item.target.startswith("self."):
                    owner = scopes.enclosing_class(scopes.at(item.start))
                    found[path, owner, item.target[5:].partition(":")[0].strip()].append(item)
        return found

    def _class_attribute(self, path: str, meaning: str, attribute: str, hops: int) -> Literal:
        """An attribute of a class of the same module, read through the class or an instance."""
        if not meaning.startswith(".") or meaning.startswith(".."):
            return UNKNOWN
        for index, definition in enumerate(self._program.modules[path].definitions):
            if definition.name == meaning[1:]:
                found = self._assigned.get((path, index, attribute), [])
                own = self._attributes.get((path, index, attribute), [])
                if len(found) == 1 and not own:
                    return self._of(path, found[0], hops)
                return UNKNOWN
        return UNKNOWN

    def _parses(self, meaning: str) -> bool:
        """Whether a value comes from a function of the program that parses the command line."""
        return meaning.rpartition(".")[2] in self._parsing

    @cached_property
    def _parsing(self) -> frozenset[str]:
        """Names of functions of the program that call ``parse_args`` themselves."""
        found = set()
        for site in self._program.calls():
            if site.call.callee.rpartition(".")[2] in {"parse_args", "parse_known_args"}:
                scopes = self._scopes_of(site.path)
                for scope in scopes.functions_from(scopes.at(site.call.start)):
                    definition = self._program.modules[site.path].definitions[scope]
                    found.add(definition.name.rpartition(".")[2])
        return frozenset(found - {"main", "__init__", "run", "train"})

    def _assigned_anywhere(self, name: str) -> bool:
        return name in self._dotted_targets

    @cached_property
    def _dotted_targets(self) -> frozenset[str]:
        return frozenset(
            item.target
            for path in self._program.paths
            for item in self._program.modules[path].assignments
            if "." in item.target and not item.target.startswith("self.")
        )

    @cached_property
    def _options(self) -> Mapping[str, Literal]:
        """Defaults of command-line options; unknown where two declarations differ."""
        found: dict[str, Literal] = {}
        for site in self._program.calls():
            name = site.call.callee.rpartition(".")[2]
            if name not in _DECLARING:
                continue
            option = _option(split_arguments(site.call.arguments), name)
            if option is not None:
                destination, default = option
                value = self._value(site.path, default, site.call.start, 1)
                if destination in found and found[destination] != value:
                    value = UNKNOWN
                found[destination] = value
        return found

    # dictionaries and arithmetic --------------------------------------------------------------

    def _item(self, path: str, name: str, key: str, at: int, hops: int) -> Literal:
        """``name["key"]`` where name is bound once, to a literal dictionary."""
        target = name.rpartition(".")[2] if name.startswith("self.") else name
        scopes = self._scopes_of(path)
        assigned: list[Assignment] = []
        if name.startswith("self."):
            owner = scopes.enclosing_class(scopes.at(at))
            assigned = self._attributes.get((path, owner, target), [])
        else:
            for scope in (*scopes.functions_from(scopes.at(at)), -1):
                if assigned := self._assigned.get((path, scope, target), []):
                    break
        if len(assigned) != 1 or f"{name}['{key}']" in self._written_items:
            return UNKNOWN
        for entry, value in _entries(assigned[0].value):
            if entry == key:
                return self._value(path, value, assigned[0].start, hops + 1)
        return UNKNOWN

    @cached_property
    def _written_items(self) -> frozenset[str]:
        return frozenset(
            item.target.replace('"', "'")
            for path in self._program.paths
            for item in self._program.modules[path].assignments
            if "[" in item.target
        )

    def _arithmetic(self, path: str, text: str, at: int, hops: int) -> Literal:
        def number_of(name: str) -> float | None:
            return as_number(self._value(path, name, at, hops + 1))

        result = calculate(text, number_of)
        return UNKNOWN if result is None else Literal(True, result)


_DECLARING = frozenset({"add_argument", "DEFINE_float", "DEFINE_integer", "DEFINE_string"})
_DECLARING |= {"DEFINE_bool", "DEFINE_boolean"}


def as_number(value: Literal) -> float | None:
    """The number that a literal is; None for anything else and for booleans."""
    if not value.known or isinstance(value.value, bool):
        return None
    return value.value if isinstance(value.value, (int, float)) else None


def _option(arguments: tuple[Argument, ...], declaring: str) -> tuple[str, str] | None:
    """Destination and source of the default of one declared option."""
    flags: list[str] = []
    keywords: dict[str, str] = {}
    positional: list[str] = []
    for argument in arguments:
        if argument.star:
            continue
        if argument.name:
            keywords[argument.name] = argument.text
        else:
            positional.append(argument.text)
            value = literal(argument.text).value
            if isinstance(value, str):
                flags.append(value)
    if not flags:
        return None
    if declaring != "add_argument":
        return (flags[0], positional[1]) if len(positional) > 1 else None
    long = [flag for flag in flags if flag.startswith("--")] or flags
    given = literal(keywords.get("dest", "")).value
    destination = given if isinstance(given, str) else long[0].lstrip("-").replace("-", "_")
    if "default" not in keywords:
        if "store_true" in keywords.get("action", ""):
            return destination, "False"
        return None
    return destination, keywords["default"]


def _entries(text: str) -> list[tuple[str, str]]:
    """Keys and values of ``{"a": 1}`` and ``dict(a=1)``; those after a cut are missing."""
    text = text.strip()
    if text.startswith("dict("):
        return [(a.name, a.text) for a in split_arguments(text[5:].removesuffix(")")) if a.name]
    if not text.startswith("{"):
        return []
    found = []
    for part in split_top_level(text[1:].removesuffix("}")):
        key, colon, value = part.partition(":")
        name = literal(key).value
        if colon and isinstance(name, str):
            found.append((name, value.strip()))
    return found
