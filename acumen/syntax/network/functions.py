"""Read the body of one of the program's functions with its parameters bound."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from acumen.syntax.network.expressions import parameters
from acumen.syntax.network.values import UNKNOWN, Bound, FunctionRef, Given, Instance, Scope, Thing

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_TRAINING_FLAGS = {"training": True, "train": True, "is_training": True, "deterministic": False}


def run_function(
    machine: Machine,
    function: FunctionRef,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    bound: Bound | None,
) -> Thing:
    """Read the body of a function with its parameters bound."""
    names: dict[str, Thing] = {}
    instance = bound.owner if bound is not None and isinstance(bound.owner, Instance) else None
    scope = Scope(function.path, names, _enclosing(function.scope), function.name)
    scope.instance = instance if instance is not None else function.scope.instance
    scope.home = bound.home if bound is not None else function.scope.home
    if bound is not None:
        arguments = [bound.owner, *arguments]
    if function.lambda_ is not None:
        _bind(machine, function.lambda_.args, (arguments, keywords), scope, function)
        scope.owner = function.scope.owner
        return machine.expression(function.lambda_.body, scope, function.line)
    statement = function.statement
    if statement is None:
        return UNKNOWN
    header = getattr(statement.item, "header", "")
    declared = parameters(header)
    if declared is not None:
        _bind(machine, declared, (arguments, keywords), scope, function)
    machine.ran.add((function.path, statement.item.start))
    left = machine.block(statement.body, scope)
    return left.value if left is not None else None


def _enclosing(scope: Scope) -> Scope:
    """Functions do not see the names of the class they stand in."""
    while scope.outer is not None and scope.home is not None and scope.names is scope.home.members:
        scope = scope.outer
    return scope


def _bind(
    machine: Machine,
    declared: ast.arguments,
    given: Given,
    scope: Scope,
    function: FunctionRef,
) -> None:
    arguments, keywords = given
    positional = [*declared.posonlyargs, *declared.args]
    left = dict(keywords)
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(declared.defaults))
    defaults += declared.defaults

    def value_of(name: str, default: ast.expr | None, given: list[Thing]) -> Thing:
        if given:
            return given[0]
        if name in left:
            return left.pop(name)
        if name in _TRAINING_FLAGS:
            return _TRAINING_FLAGS[name]
        if default is not None:
            return machine.expression(default, function.scope, function.line)
        return UNKNOWN

    for index, (parameter, default) in enumerate(zip(positional, defaults, strict=True)):
        first = arguments[index : index + 1]
        scope.names[parameter.arg] = value_of(parameter.arg, default, first)
    for parameter, fallback in zip(declared.kwonlyargs, declared.kw_defaults, strict=True):
        scope.names[parameter.arg] = value_of(parameter.arg, fallback, [])
    if declared.vararg is not None:
        scope.names[declared.vararg.arg] = tuple(arguments[len(positional) :])
    if declared.kwarg is not None:
        scope.names[declared.kwarg.arg] = left
