"""The value of each form of expression."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from acumen.domain.evidence import Evidence
from acumen.domain.network import Gap, LayerKind
from acumen.syntax.network import arithmetic, displays
from acumen.syntax.network.arithmetic import LARGEST, truth
from acumen.syntax.network.elements import elements, item, of_unknown_length
from acumen.syntax.network.layers import Site, source_of
from acumen.syntax.network.members import attribute
from acumen.syntax.network.values import (
    BATCH,
    UNKNOWN,
    Container,
    FunctionRef,
    Made,
    Parts,
    Repeated,
    Scope,
    Tensor,
    Thing,
    UnknownDims,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip


def evaluate(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    rule = _RULES.get(type(node))
    return rule(machine, node, scope, line) if rule is not None else UNKNOWN


def _constant(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    del machine, scope, line
    value = node.value if isinstance(node, ast.Constant) else None
    if value is Ellipsis or isinstance(value, (bytes, complex)):
        return UNKNOWN
    if isinstance(value, int) and abs(value) > LARGEST:
        return UNKNOWN
    return value


def _name(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    del line
    return machine.lookup(node.id, scope) if isinstance(node, ast.Name) else UNKNOWN


def _attribute(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Attribute):
        return UNKNOWN
    return attribute(machine, machine.expression(node.value, scope, line), node.attr)


def _call(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Call):
        return UNKNOWN
    callee = machine.expression(node.func, scope, line)
    arguments: list[Thing] = []
    texts: list[str] = []
    uncertain = False
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            value = machine.expression(argument.value, scope, line)
            found = elements(value)
            uncertain = uncertain or found is None or of_unknown_length(value)
            arguments += found if found is not None else [UNKNOWN]
            texts += [""] * (len(found) if found is not None else 1)
        else:
            arguments.append(machine.expression(argument, scope, line))
            texts.append(source_of(argument))
    keywords: dict[str, Thing] = {}
    named: list[tuple[str, str]] = []
    for keyword in node.keywords:
        value = machine.expression(keyword.value, scope, line)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
            named.append((keyword.arg, source_of(keyword.value)))
        elif isinstance(value, dict):
            keywords.update({k: v for k, v in value.items() if isinstance(k, str)})
    first = line + node.lineno - 1
    last = line + (node.end_lineno or node.lineno) - 1
    site = Site(scope, first, max(first, last), tuple(texts), tuple(named))
    result = machine.call(callee, arguments, keywords, site)
    if uncertain and isinstance(result, Container):
        result.uncertain = True
    return result


def _binop(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.BinOp):
        return UNKNOWN
    left = machine.expression(node.left, scope, line)
    right = machine.expression(node.right, scope, line)
    at = line + node.lineno - 1
    last = line + (node.end_lineno or node.lineno) - 1
    return arithmetic.binary(machine, _OPERATORS[type(node.op)], left, right, Site(scope, at, last))


def _unary(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.UnaryOp):
        return UNKNOWN
    value = machine.expression(node.operand, scope, line)
    if isinstance(node.op, ast.Not):
        known = truth(value)
        return UNKNOWN if known is None else not known
    if isinstance(value, (int, float)):
        if isinstance(node.op, ast.USub):
            return -value
        return value if isinstance(node.op, ast.UAdd) else UNKNOWN
    return value if isinstance(value, Tensor) else UNKNOWN


def _boolean(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.BoolOp):
        return UNKNOWN
    is_and = isinstance(node.op, ast.And)
    unknown = False
    value: Thing = UNKNOWN
    for part in node.values:
        value = machine.expression(part, scope, line)
        known = truth(value)
        if known is None:
            unknown = True
        elif known is not is_and:
            return value if not unknown else (UNKNOWN if not is_and else False)
    return UNKNOWN if unknown else value


def _compare(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Compare):
        return UNKNOWN
    left = machine.expression(node.left, scope, line)
    result: Thing = UNKNOWN
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = machine.expression(right_node, scope, line)
        result = arithmetic.compared(operator, left, right)
        if result is not True:
            return result
        left = right
    return result


def _either(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.IfExp):
        return UNKNOWN
    known = truth(machine.expression(node.test, scope, line))
    if known is not None:
        return machine.expression(node.body if known else node.orelse, scope, line)
    start = machine.activity
    first = machine.expression(node.body, scope, line)
    middle = machine.activity
    second = machine.expression(node.orelse, scope, line)
    if middle != start or machine.activity != middle:
        where = Evidence(scope.path, line + node.lineno - 1, line + node.lineno - 1)
        machine.gap(Gap.BRANCH, source_of(node.test), where)
        return first if middle != start else second
    same = (
        isinstance(first, arithmetic.CONSTANTS)
        and isinstance(second, arithmetic.CONSTANTS)
        and first == second
    )
    if same:
        return first
    return first if isinstance(first, Tensor) else UNKNOWN


def _subscript(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Subscript):
        return UNKNOWN
    owner = machine.expression(node.value, scope, line)
    if isinstance(owner, UnknownDims):
        zero = isinstance(node.slice, ast.Constant) and node.slice.value == 0
        return BATCH if zero else UNKNOWN
    if isinstance(owner, Tensor):
        return Tensor(owner.node)
    if isinstance(owner, Parts) or (isinstance(owner, Made) and owner.kind is LayerKind.BACKBONE):
        return owner
    if isinstance(node.slice, ast.Slice):
        return _sliced(machine, owner, node.slice, scope, line)
    key = machine.expression(node.slice, scope, line)
    return item(owner, key)


def _sliced(machine: Machine, owner: Thing, node: ast.Slice, scope: Scope, line: int) -> Thing:
    bounds: list[int | None] = []
    for part in (node.lower, node.upper, node.step):
        value = machine.expression(part, scope, line) if part is not None else None
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


def _lambda(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    del machine
    if not isinstance(node, ast.Lambda):
        return UNKNOWN
    return FunctionRef(scope.path, "lambda", None, scope, lambda_=node, line=line)


def _walrus(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.NamedExpr):
        return UNKNOWN
    value = machine.expression(node.value, scope, line)
    machine.bind(node.target, value, scope, line)
    return value


def _waited(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if isinstance(node, (ast.Await, ast.Starred)):
        return machine.expression(node.value, scope, line)
    return UNKNOWN


Rule = Callable[["Machine", ast.expr, Scope, int], Thing]
_RULES: dict[type, Rule] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.BinOp: _binop,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _either,
    ast.Subscript: _subscript,
    ast.Tuple: displays.several,
    ast.List: displays.several,
    ast.Set: displays.several,
    ast.Dict: displays.dictionary,
    ast.ListComp: displays.comprehension,
    ast.SetComp: displays.comprehension,
    ast.GeneratorExp: displays.comprehension,
    ast.DictComp: displays.comprehension,
    ast.Lambda: _lambda,
    ast.JoinedStr: displays.joined,
    ast.NamedExpr: _walrus,
    ast.Await: _waited,
    ast.Starred: _waited,
}
