"""What the scopes of a module bind, by assignment and otherwise; read once for all programs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from acumen.domain.facts import Assignment, BlockKind
from acumen.syntax.arguments import split_top_level
from acumen.syntax.modules import Module


def assigned_in(module: Module) -> Mapping[tuple[str, int, str], list[Assignment]]:
    """Assignments to bare names by path, scope (function or class) and name, in order."""
    found: defaultdict[tuple[str, int, str], list[Assignment]] = defaultdict(list)
    for item in module.facts.assignments:
        scope = module.scopes.at(item.start)
        target = item.target.partition(":")[0].strip()
        if target.isidentifier():
            found[module.path, scope, target].append(item)
        elif "," in target:
            for one in _each(item):
                found[module.path, scope, one.target].append(one)
    return dict(found)


def _each(item: Assignment) -> Iterator[Assignment]:
    """``a = 1`` and ``b = 2`` of ``a, b = 1, 2``."""
    names = split_top_level(item.target.strip("()[] "))
    values = split_top_level(item.value)
    for index, name in enumerate(names):
        if name.isidentifier():
            value = values[index] if len(values) == len(names) else "..."
            yield Assignment(name, value, item.line, item.start, item.end, item.operator)


def bound_in(module: Module) -> Mapping[tuple[str, int], frozenset[str]]:
    """Names that a scope binds without an assignment, parameters and loop targets, by path."""
    found: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for index, definition in enumerate(module.facts.definitions):
        if not module.scopes.is_class(index):
            for part in split_top_level(definition.header):
                name = part.lstrip("* ").partition("=")[0].partition(":")[0].strip()
                found[module.path, index].add(name)
    for block in module.facts.blocks:
        if block.kind is BlockKind.FOR:
            targets = block.header.partition(" in ")[0]
            scope = module.scopes.at(block.start)
            found[module.path, scope].update(re.findall(r"\w+", targets))
    return {key: frozenset(names) for key, names in found.items()}
