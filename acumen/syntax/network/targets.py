"""What an assignment gives its value to, as a function: a name, attribute, element or several."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from acumen.syntax.network import elements, members
from acumen.syntax.network.values import UNKNOWN, Code, Container, Graph, Instance, Scope, Thing

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

Inner = Callable[[ast.expr], Code]
"""Takes a part of an expression apart, one level below it."""

Target = Callable[["Machine", Thing, Scope, int], None]


def target(node: ast.expr, inner: Inner) -> Target:
    """A function that gives a value to what ``node`` names; others are left alone."""
    if isinstance(node, ast.Name):
        return _name(node.id)
    if isinstance(node, ast.Attribute):
        return _attribute(inner(node.value), node.attr)
    if isinstance(node, (ast.Tuple, ast.List)):
        return _several(tuple(target(part, inner) for part in node.elts))
    if isinstance(node, ast.Starred):
        return _rest(target(node.value, inner))
    if isinstance(node, ast.Subscript):
        return _element(inner(node.value), inner(node.slice))
    return _nowhere


def _nowhere(machine: Machine, value: Thing, scope: Scope, line: int) -> None:
    del machine, value, scope, line


def _name(name: str) -> Target:
    def bind(_machine: Machine, value: Thing, scope: Scope, _line: int) -> None:
        scope.names[name] = value
        if isinstance(value, (Container, Graph, Instance)) and not value.name:
            value.name = "" if value.owner else name

    return bind


def _attribute(owner_of: Code, name: str) -> Target:
    def bind(machine: Machine, value: Thing, scope: Scope, line: int) -> None:
        members.set_attribute(machine, owner_of(machine, scope, line), name, value)

    return bind


def _several(parts: tuple[Target, ...]) -> Target:
    def bind(machine: Machine, value: Thing, scope: Scope, line: int) -> None:
        for part, piece in zip(parts, elements.unpacked(value, len(parts)), strict=True):
            part(machine, piece, scope, line)

    return bind


def _rest(whole: Target) -> Target:
    def bind(machine: Machine, _value: Thing, scope: Scope, line: int) -> None:
        whole(machine, UNKNOWN, scope, line)

    return bind


def _element(owner_of: Code, key_of: Code) -> Target:
    def bind(machine: Machine, value: Thing, scope: Scope, line: int) -> None:
        owner = owner_of(machine, scope, line)
        key = key_of(machine, scope, line)
        machine.guard(owner)
        elements.set_item(owner, key, value)
        if isinstance(owner, dict) and not isinstance(key, elements.KEYS):
            elements.open_up(scope, owner)

    return bind
