"""Read the body of one of the program's functions with its parameters bound."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from acumen.domain.evidence import Evidence
from acumen.domain.network import Gap
from acumen.syntax.network.expressions import parameters
from acumen.syntax.network.operators import parameters_of
from acumen.syntax.network.values import (
    UNKNOWN,
    Bound,
    Code,
    Container,
    FunctionRef,
    Given,
    Instance,
    Keywords,
    Open,
    Parameters,
    Scope,
    Symbol,
    Tensor,
    Thing,
    Unknown,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_MOST_UNDER_WAY = 2  # calls of one function inside of each other with nothing that is known
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
        _bind(machine, function.lambda_.parameters, (arguments, keywords), scope, function)
        scope.owner = function.scope.owner
        return function.lambda_.body(machine, scope, function.line)
    statement = function.statement
    if statement is None:
        return UNKNOWN
    key = (id(statement), 0 if bound is None else id(bound.owner))
    under_way = machine.open.get(key, 0)
    if under_way >= _MOST_UNDER_WAY and not _tell_apart(arguments, keywords, bound):
        where = Evidence(function.path, function.line, function.line)
        machine.gap(Gap.CYCLE, "a function calls itself with what is not known", where)
        return UNKNOWN
    declared = _declared(getattr(statement.item, "header", ""))
    if declared is not None:
        _bind(machine, declared, (arguments, keywords), scope, function)
    machine.ran.add((function.path, statement.item.start))
    machine.open[key] = under_way + 1
    left = machine.block(statement.body, scope)
    machine.open[key] = under_way
    return left.value if left is not None else None


def _tell_apart(arguments: list[Thing], keywords: dict[str, Thing], bound: Bound | None) -> bool:
    """Whether what a call of a function inside of itself is given can be another thing each time:
    a number that counts down, a part of a part. What is not known would come back for ever.
    """
    given = arguments if bound is None else arguments[1:]
    return not all(
        isinstance(value, (Unknown, Tensor, Symbol))
        or (isinstance(value, Container) and not value.items)
        for value in (*given, *keywords.values())
    )


def _enclosing(scope: Scope) -> Scope:
    """Functions do not see the names of the class they stand in."""
    while scope.outer is not None and scope.home is not None and scope.names is scope.home.members:
        scope = scope.outer
    return scope


@lru_cache(maxsize=16384)
def _declared(header: str) -> Parameters | None:
    tree = parameters(header)
    return None if tree is None else parameters_of(tree)


def _bind(
    machine: Machine, declared: Parameters, given: Given, scope: Scope, function: FunctionRef
) -> None:
    arguments, keywords = given
    names, count = scope.names, len(arguments)
    left = dict(keywords) if keywords else {}

    def otherwise(name: str, default: Code | None) -> Thing:
        """What a parameter has that no positional argument is for."""
        if name in left:
            return left.pop(name)
        if name in _TRAINING_FLAGS:
            return _TRAINING_FLAGS[name]
        if isinstance(keywords, Keywords):
            return UNKNOWN  # it may be among those that are not known
        if default is not None:
            return default(machine, function.scope, function.line)
        return UNKNOWN

    for index, (name, default) in enumerate(declared.positional):
        names[name] = arguments[index] if index < count else otherwise(name, default)
    for name, default in declared.by_name:
        names[name] = otherwise(name, default)
    if declared.others:
        names[declared.others] = tuple(arguments[len(declared.positional) :])
    if declared.options:
        names[declared.options] = Open(left) if isinstance(keywords, Keywords) else left
