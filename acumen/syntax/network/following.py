"""Statements as functions: taken apart once, followed as often as a reading comes by.

This is a reading of constants, layers and tensors, not an execution: loops of unknown length are
read once, and of branches that cannot be decided each is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from acumen.domain.evidence import Evidence
from acumen.domain.facts import (
    Assignment,
    Block,
    BlockKind,
    Call,
    Clause,
    ClauseKind,
    Definition,
    DefinitionKind,
    Import,
    Return,
)
from acumen.domain.network import Gap
from acumen.syntax.network import arithmetic, elements, imports
from acumen.syntax.network.branches import State
from acumen.syntax.network.expressions import bases, expression
from acumen.syntax.network.layers import Site
from acumen.syntax.network.operators import code_of, compiled
from acumen.syntax.network.targets import target
from acumen.syntax.network.values import (
    UNKNOWN,
    ClassRef,
    Code,
    Container,
    FunctionRef,
    Made,
    Parts,
    Repeated,
    Scope,
    Tensor,
    Thing,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine
    from acumen.syntax.network.statements import Statement

MAX_ROUNDS = 512  # of one loop or comprehension
IDLE_ROUNDS = 64  # of a loop that makes and uses no layer
RUN_ROUNDS = 1  # of a loop that calls whole networks and makes none: it trains
SHARED_ROUNDS = 16  # of a loop outside of networks that uses layers and makes none


@dataclass(slots=True, eq=False)
class Returned:
    """That a function was left, and with what."""

    value: Thing


Run = Callable[["Machine", Scope], Returned | None]
"""A statement that was taken apart."""


def prepared(statement: Statement) -> Run:
    """The function of a statement, made when it is first met."""
    if statement.run is None:
        statement.run = _run_of(statement)
    return statement.run


def _run_of(statement: Statement) -> Run:
    item = statement.item
    if isinstance(item, Assignment):
        return _assignment(item, statement)
    if isinstance(item, Call):
        return _call(statement)
    if isinstance(item, Return):
        return _return(statement)
    if isinstance(item, Block):
        return _compound(item, statement)
    if isinstance(item, Clause):
        kept = item.kind in (ClauseKind.ELSE, ClauseKind.FINALLY)
        return _body(statement.body) if kept else _nothing
    if isinstance(item, Definition):
        return _definition(item, statement)
    return _import(item)


def _nothing(machine: Machine, scope: Scope) -> None:
    del machine, scope


def _value_of(text: str) -> Code:
    return code_of(text) or _unreadable


def _unreadable(machine: Machine, scope: Scope, line: int) -> Thing:
    del machine, scope, line
    return UNKNOWN


def _body(body: list[Statement]) -> Run:
    return lambda machine, scope: machine.block(body, scope)


def _assignment(item: Assignment, statement: Statement) -> Run:
    tree = expression(item.target)
    if tree is None:
        return _nothing
    bind, value_of, text_line, line = (
        target(tree, compiled), _value_of(statement.text), statement.line, item.line,
    )  # fmt: skip

    def assign(machine: Machine, scope: Scope) -> None:
        bind(machine, value_of(machine, scope, text_line), scope, line)

    if item.operator == "=":
        return assign
    left_of, operator = compiled(tree), item.operator[:-1]

    def change(machine: Machine, scope: Scope) -> None:
        left = left_of(machine, scope, line)
        right = value_of(machine, scope, text_line)
        value = arithmetic.binary(machine, operator, left, right, Site(scope, line, line))
        bind(machine, value, scope, line)

    return change


def _call(statement: Statement) -> Run:
    value_of, line = _value_of(statement.text), statement.line

    def run(machine: Machine, scope: Scope) -> None:
        value_of(machine, scope, line)

    return run


def _return(statement: Statement) -> Run:
    if not statement.text:
        return _leave
    value_of, line = _value_of(statement.text), statement.line
    return lambda machine, scope: Returned(value_of(machine, scope, line))


def _leave(machine: Machine, scope: Scope) -> Returned:
    del machine, scope
    return Returned(None)


def _import(item: Import) -> Run:
    return lambda machine, scope: imports.bind(machine, item, scope)


def _definition(item: Definition, statement: Statement) -> Run:
    name = item.name.rpartition(".")[2]
    if item.kind is DefinitionKind.CLASS:
        found = tuple(map(compiled, bases(item.header)))

        def define(machine: Machine, scope: Scope) -> None:
            known = tuple(base(machine, scope, item.first_line) for base in found)
            scope.names[name] = ClassRef(scope.path, item.name, statement, scope, known)

        return define

    def bind(machine: Machine, scope: Scope) -> None:
        del machine
        scope.names[name] = FunctionRef(
            scope.path,
            item.name,
            statement,
            scope,
            home=scope.home if scope.home and scope.names is scope.home.members else None,
            line=item.first_line,
            decorators=item.decorators,
        )

    return bind


def _compound(item: Block, statement: Statement) -> Run:
    if item.kind is BlockKind.MAIN_GUARD:
        return _body(statement.body)
    if item.kind is BlockKind.IF:
        return _if(item, statement)
    if item.kind is BlockKind.FOR:
        return _for(item, statement)
    if item.kind is BlockKind.WHILE:
        return lambda machine, scope: _once(machine, statement, scope, item)
    return _with(item, statement)


def _with(item: Block, statement: Statement) -> Run:
    context, _, written = item.header.partition(" as ")
    value_of, line, name = _value_of(context), item.first_line, written.strip()
    body, named = statement.body, name.isidentifier()

    def run(machine: Machine, scope: Scope) -> Returned | None:
        value = value_of(machine, scope, line)
        if named:
            scope.names[name] = value
        return machine.block(body, scope)

    return run


def _if(item: Block, statement: Statement) -> Run:
    branches = [(_value_of(item.header), item.first_line, statement.body)]
    for clause in statement.clauses:
        if isinstance(clause.item, Clause):
            header = clause.item.header if clause.item.kind is ClauseKind.ELIF else "True"
            branches.append((_value_of(header), clause.item.first_line, clause.body))

    def run(machine: Machine, scope: Scope) -> Returned | None:
        undecided: list[list[Statement]] = []
        for condition, line, body in branches:
            truth = arithmetic.truth(condition(machine, scope, line))
            if truth is None:
                undecided.append(body)
            elif truth:
                if not undecided:
                    return machine.block(body, scope)
                undecided.append(body)
                break
        else:
            undecided.append([])
        if not any(undecided):
            return None
        return _either(machine, undecided, scope, item)

    return run


def _either(
    machine: Machine, branches: list[list[Statement]], scope: Scope, item: Block
) -> Returned | None:
    """Branches of which one is taken: each is read, the first that does anything holds."""
    outcomes: list[tuple[State, Returned | None, int]] = []
    before = State(scope)
    nodes = len(machine.nodes)
    active: list[bool] = []
    standing = before  # what the names are now
    for body in branches:
        if not body:
            outcomes.append((before, None, len(machine.nodes)))
            active.append(False)
            continue
        if standing is not before:
            before.restore(scope)
        start = machine.activity
        left = machine.block(body, scope)
        active.append(machine.activity != start)
        standing = State(scope)
        outcomes.append((standing, left, len(machine.nodes)))
    kept = next((i for i, used in enumerate(active) if used), 0)
    leaving = [left for _, left, _ in outcomes]
    if leaving[kept] is not None and not all(leaving):
        plain = leaving[kept]
        if plain is not None and not isinstance(plain.value, (Tensor, Made, Container)):
            kept = next(i for i, left in enumerate(leaving) if left is None)
    state = outcomes[kept][0]
    if state is not standing:
        state.restore(scope)
    state.fill(scope, [other for other, _, _ in outcomes])
    first = nodes if kept == 0 else outcomes[kept - 1][2]
    machine.nodes[nodes:] = machine.nodes[first : outcomes[kept][2]]
    if any(active):
        where = Evidence(scope.path, item.first_line, item.last_line)
        machine.gap(Gap.BRANCH, item.header, where)
    return leaving[kept]


def _for(item: Block, statement: Statement) -> Run:
    names, found, iterated = item.header.partition(" in ")
    tree = expression(names)
    bind = None if tree is None else target(tree, compiled)
    over_of = _value_of(iterated) if found else _unreadable
    line, body = item.first_line, statement.body

    def run(machine: Machine, scope: Scope) -> Returned | None:
        over = over_of(machine, scope, line)
        values = elements.elements(over)
        if values is None or len(values) > MAX_ROUNDS or bind is None:
            if bind is not None:
                bind(machine, UNKNOWN, scope, line)
            return _once(machine, statement, scope, item)
        start, made, runs = machine.activity, machine.layers_outside, len(machine.runs)
        lists = _lists_of(scope) if elements.of_unknown_length(over) else {}
        for done, value in enumerate(values):
            if done == IDLE_ROUNDS and machine.activity == start:
                break
            if machine.rooted == 0 and machine.layers_outside == made:
                if done >= RUN_ROUNDS and len(machine.runs) > runs:
                    break
                if done == SHARED_ROUNDS and machine.activity != start:
                    where = Evidence(scope.path, item.first_line, item.last_line)
                    machine.gap(Gap.LOOP, item.header, where)
                    break
            bind(machine, value, scope, line)
            if (left := machine.block(body, scope)) is not None:
                return left
        if elements.of_unknown_length(over) and machine.activity != start:
            where = Evidence(scope.path, item.first_line, item.last_line)
            machine.gap(Gap.REPEATS, item.header, where)
        _open_grown(scope, lists)
        for clause in statement.clauses:
            if (left := machine.block(clause.body, scope)) is not None:
                return left
        return None

    return run


def _once(machine: Machine, statement: Statement, scope: Scope, item: Block) -> Returned | None:
    """A loop of unknown length: one round. What it counts is not known afterwards."""
    start = machine.activity
    lists = _lists_of(scope)
    left = machine.block(statement.body, scope)
    if left is None:
        for name in _counted(statement.body):
            if type(scope.names.get(name)) in (int, float):
                scope.names[name] = UNKNOWN
    if machine.activity != start:
        machine.gap(Gap.LOOP, item.header, Evidence(scope.path, item.first_line, item.last_line))
    _open_grown(scope, lists)
    return left


_READ = re.compile(r"(?<![\w.])\w+(?![\w(=])")  # neither called nor a keyword


def _counted(body: list[Statement]) -> frozenset[str]:
    """Names that each round of a loop makes larger or smaller: ``n += 1``, ``n = n * 2``."""
    found: set[str] = set()
    waiting = list(body)
    while waiting:
        statement = waiting.pop()
        item = statement.item
        if isinstance(item, (Block, Clause)):
            waiting += [*statement.body, *statement.clauses]
        elif (
            isinstance(item, Assignment)
            and item.target.isidentifier()
            and (item.operator != "=" or item.target in _READ.findall(statement.text))
        ):
            found.add(item.target)
    return frozenset(found)


def _lists_of(scope: Scope) -> dict[str, tuple[list[Thing], int]]:
    """The lists that names of a scope stand for, with their lengths."""
    return {name: (value, len(value)) for name, value in scope.names.items() if _is_list(value)}


def _open_grown(scope: Scope, lists: dict[str, tuple[list[Thing], int]]) -> None:
    """Lists that grow with every round of a loop are as long as it goes on."""
    for name, (value, length) in lists.items():
        if scope.names.get(name) is value and len(value) > length:
            scope.names[name] = Repeated(value)


def _is_list(value: Thing) -> TypeGuard[list[Thing]]:
    return isinstance(value, list) and not isinstance(value, (Repeated, Parts))
