"""Each form of expression as a function: taken apart once, asked as often as it is met.

A program is read in every closure that reaches it, its loops round by round. So the tree of an
expression is looked at when it is first met; what is left of it is a function of the machine, the
names and the line. Every one of these spends a step and stands one level deeper while it asks its
parts: the innermost forms, which are by far the most, do so in place.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from acumen.domain.evidence import Evidence
from acumen.domain.network import Gap, LayerKind
from acumen.syntax.network import arithmetic, displays
from acumen.syntax.network.arithmetic import LARGEST, truth
from acumen.syntax.network.builtin_functions import named
from acumen.syntax.network.callforms import call_form
from acumen.syntax.network.elements import item
from acumen.syntax.network.expressions import expression
from acumen.syntax.network.imports import from_stars
from acumen.syntax.network.layers import Site
from acumen.syntax.network.members import attribute
from acumen.syntax.network.steps import DEEPEST, lines_of, nothing, step
from acumen.syntax.network.targets import Inner, target
from acumen.syntax.network.values import (
    BATCH,
    UNKNOWN,
    Code,
    Container,
    FunctionRef,
    Lambda,
    Made,
    Parameters,
    Parts,
    Repeated,
    Scope,
    Tensor,
    Thing,
    UnknownDims,
)
from acumen.syntax.network.written import source_of

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip


@lru_cache(maxsize=16384)
def code_of(text: str) -> Code | None:
    """The source text of an expression as a function; None if it is none."""
    tree = expression(text)
    return None if tree is None else compiled(tree)


def compiled(node: ast.expr, depth: int = 0) -> Code:
    """A tree as a function. What stands too deep in it is never reached, so never taken apart."""
    maker = _MAKERS.get(type(node))
    if maker is None or depth >= DEEPEST:
        return nothing
    return maker(node, lambda part: compiled(part, depth + 1))


def parameters_of(declared: ast.arguments) -> Parameters:
    """The parameters of a function with their defaults as functions."""
    positional = [*declared.posonlyargs, *declared.args]
    without = len(positional) - len(declared.defaults)
    defaults: list[ast.expr | None] = [*[None] * without, *declared.defaults]
    return Parameters(
        tuple(map(_parameter, positional, defaults)),
        tuple(map(_parameter, declared.kwonlyargs, declared.kw_defaults)),
        declared.vararg.arg if declared.vararg is not None else "",
        declared.kwarg.arg if declared.kwarg is not None else "",
    )


def _parameter(declared: ast.arg, default: ast.expr | None) -> tuple[str, Code | None]:
    return declared.arg, None if default is None else compiled(default)


def _constant(node: ast.Constant, inner: Inner) -> Code:
    del inner
    value: Thing = node.value
    if value is Ellipsis or isinstance(value, (bytes, complex)):
        return nothing
    if isinstance(value, int) and abs(value) > LARGEST:
        return nothing

    def code(machine: Machine, _scope: Scope, _line: int) -> Thing:
        machine.left -= 1
        if machine.left < 0:
            machine.exhausted()
        return UNKNOWN if machine.depth >= DEEPEST else value

    return code


def _name(node: ast.Name, inner: Inner) -> Code:
    del inner
    name = node.id

    def code(machine: Machine, scope: Scope, _line: int) -> Thing:
        machine.left -= 1
        if machine.left < 0:
            machine.exhausted()
        if machine.depth >= DEEPEST:
            return UNKNOWN
        at: Scope | None = scope
        while at is not None:
            names = at.names
            if name in names:
                return names[name]
            if at.stars and (found := from_stars(name, at.stars)) is not None:
                return found
            at = at.outer
        return named(name)

    return code


def _attribute(node: ast.Attribute, inner: Inner) -> Code:
    owner_of, name = inner(node.value), node.attr

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        machine.left -= 1
        if machine.left < 0:
            machine.exhausted()
        if machine.depth >= DEEPEST:
            return UNKNOWN
        machine.depth += 1
        owner = owner_of(machine, scope, line)
        value = attribute(machine, owner, name) if owner is not UNKNOWN else UNKNOWN
        machine.depth -= 1
        return value

    of_self = isinstance(node.value, ast.Name) and node.value.id == "self"
    return _of_self(name, code) if of_self else code


def _of_self(name: str, plain: Code) -> Code:
    """``self.name`` in a method, the most frequent form of all: two steps, two levels at once."""

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        owner = scope.names.get("self")
        if owner is None or machine.left < 2 or machine.depth >= DEEPEST - 1:
            return plain(machine, scope, line)
        machine.left -= 2
        if owner is UNKNOWN:
            return UNKNOWN
        machine.depth += 1
        value = attribute(machine, owner, name)
        machine.depth -= 1
        return value

    return code


def _binop(node: ast.BinOp, inner: Inner) -> Code:
    left_of, right_of = inner(node.left), inner(node.right)
    operator = _OPERATORS[type(node.op)]
    first, last = lines_of(node)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        machine.left -= 1
        if machine.left < 0:
            machine.exhausted()
        if machine.depth >= DEEPEST:
            return UNKNOWN
        machine.depth += 1
        left = left_of(machine, scope, line)
        right = right_of(machine, scope, line)
        if isinstance(left, (Tensor, Made)) or isinstance(right, (Tensor, Made)):
            site = Site(scope, line + first, line + last)
            value = arithmetic.binary(machine, operator, left, right, site)
        else:
            value = arithmetic.of_constants(operator, left, right)
        machine.depth -= 1
        return value

    return code


def _unary(node: ast.UnaryOp, inner: Inner) -> Code:
    value_of, operator = inner(node.operand), type(node.op)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        value = value_of(machine, scope, line)
        if operator is ast.Not:
            known = truth(value)
            return UNKNOWN if known is None else not known
        if isinstance(value, (int, float)):
            if operator is ast.USub:
                return -value
            return value if operator is ast.UAdd else UNKNOWN
        return value if isinstance(value, Tensor) else UNKNOWN

    return step(code)


def _boolean(node: ast.BoolOp, inner: Inner) -> Code:
    parts = tuple(map(inner, node.values))
    is_and = isinstance(node.op, ast.And)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        unknown = False
        value: Thing = UNKNOWN
        for part in parts:
            value = part(machine, scope, line)
            known = truth(value)
            if known is None:
                unknown = True
            elif known is not is_and:
                return value if not unknown else (UNKNOWN if not is_and else False)
        return UNKNOWN if unknown else value

    return step(code)


def _compare(node: ast.Compare, inner: Inner) -> Code:
    first = inner(node.left)
    rest = tuple(zip(node.ops, map(inner, node.comparators), strict=True))

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        left = first(machine, scope, line)
        result: Thing = UNKNOWN
        for operator, right_of in rest:
            right = right_of(machine, scope, line)
            result = arithmetic.compared(operator, left, right)
            if result is not True:
                return result
            left = right
        return result

    return step(code)


def _either(node: ast.IfExp, inner: Inner) -> Code:
    test, body, orelse = inner(node.test), inner(node.body), inner(node.orelse)
    condition, offset = node.test, node.lineno - 1

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        known = truth(test(machine, scope, line))
        if known is not None:
            return (body if known else orelse)(machine, scope, line)
        start = machine.activity
        first = body(machine, scope, line)
        middle = machine.activity
        second = orelse(machine, scope, line)
        if middle != start or machine.activity != middle:
            where = Evidence(scope.path, line + offset, line + offset)
            machine.gap(Gap.BRANCH, source_of(condition), where)
            return first if middle != start else second
        same = (
            isinstance(first, arithmetic.CONSTANTS)
            and isinstance(second, arithmetic.CONSTANTS)
            and first == second
        )
        if same:
            return first
        return first if isinstance(first, Tensor) else UNKNOWN

    return step(code)


def _subscript(node: ast.Subscript, inner: Inner) -> Code:
    owner_of = inner(node.value)
    zero = isinstance(node.slice, ast.Constant) and node.slice.value == 0
    cut = node.slice if isinstance(node.slice, ast.Slice) else None
    bounds = (cut.lower, cut.upper, cut.step) if cut is not None else ()
    limits = tuple(inner(part) if part is not None else None for part in bounds)
    key_of = nothing if cut is not None else inner(node.slice)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        owner = owner_of(machine, scope, line)
        if isinstance(owner, UnknownDims):
            return BATCH if zero else UNKNOWN
        if isinstance(owner, Tensor):
            return Tensor(owner.node)
        if isinstance(owner, Parts):
            return owner
        if isinstance(owner, Made) and owner.kind is LayerKind.BACKBONE:
            return owner
        if limits:
            return _sliced(owner, limits, machine, scope, line)
        return item(owner, key_of(machine, scope, line))

    return step(code)


def _sliced(
    owner: Thing, limits: tuple[Code | None, ...], machine: Machine, scope: Scope, line: int
) -> Thing:
    bounds: list[int | None] = []
    for part in limits:
        value = part(machine, scope, line) if part is not None else None
        if value is not None and not isinstance(value, int):
            return UNKNOWN
        bounds.append(value)
    if bounds[2] == 0:
        return UNKNOWN
    cut = slice(*bounds)
    if isinstance(owner, (list, tuple, str)) and not isinstance(owner, Repeated):
        return owner[cut]
    if isinstance(owner, Container):
        return Container(
            owner.symbol, owner.framework, owner.sequential, owner.items[cut], owner.evidence,
            owner=owner,
        )  # fmt: skip
    return UNKNOWN


def _lambda(node: ast.Lambda, inner: Inner) -> Code:
    del inner  # it is asked when it is called, from there
    made: list[Lambda] = []

    def code(_machine: Machine, scope: Scope, line: int) -> Thing:
        if not made:
            made.append(Lambda(parameters_of(node.args), compiled(node.body)))
        return FunctionRef(scope.path, "lambda", None, scope, lambda_=made[0], line=line)

    return step(code)


def _walrus(node: ast.NamedExpr, inner: Inner) -> Code:
    value_of, bind = inner(node.value), target(node.target, inner)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        value = value_of(machine, scope, line)
        bind(machine, value, scope, line)
        return value

    return step(code)


def _waited(node: ast.Await | ast.Starred, inner: Inner) -> Code:
    return step(inner(node.value))


def _displayed(maker: Callable[[Any, Inner], Code]) -> Callable[[Any, Inner], Code]:
    return lambda node, inner: step(maker(node, inner))


_MAKERS: dict[type, Callable[[Any, Inner], Code]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: call_form,
    ast.BinOp: _binop,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _either,
    ast.Subscript: _subscript,
    ast.Tuple: _displayed(displays.several),
    ast.List: _displayed(displays.several),
    ast.Set: _displayed(displays.several),
    ast.Dict: _displayed(displays.dictionary),
    ast.ListComp: _displayed(displays.comprehension),
    ast.SetComp: _displayed(displays.comprehension),
    ast.GeneratorExp: _displayed(displays.comprehension),
    ast.DictComp: _displayed(displays.comprehension),
    ast.Lambda: _lambda,
    ast.JoinedStr: _displayed(displays.joined),
    ast.NamedExpr: _walrus,
    ast.Await: _waited,
    ast.Starred: _waited,
}
