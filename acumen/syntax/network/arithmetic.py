"""Arithmetic, comparisons and truth of constants; sums and products of tensors are layers."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from acumen.domain.network import UNKNOWN_SHAPE, LayerKind
from acumen.syntax.network.layers import Site, note_use
from acumen.syntax.network.values import (
    UNKNOWN,
    ClassRef,
    FunctionRef,
    Made,
    Open,
    Options,
    Repeated,
    Symbol,
    Tensor,
    Thing,
    Unknown,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

MAX_ELEMENTS = 512
LARGEST = 1 << 62

CONSTANTS = (bool, int, float, str, type(None), tuple)


def truth(value: Thing) -> bool | None:
    """Whether a condition holds; None if that is not known."""
    if value is UNKNOWN:
        return None
    if value is True or value is False:
        return value
    if isinstance(value, (Unknown, Symbol, Tensor, Options, Repeated)):
        return None
    if value is None or isinstance(value, (bool, int, float, str, tuple, list, dict)):
        return bool(value)
    return True


def compared(operator: ast.cmpop, left: Thing, right: Thing) -> Thing:
    if isinstance(operator, (ast.Is, ast.IsNot)):
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return UNKNOWN
        same = left is right or (
            isinstance(left, (bool, int, str)) and isinstance(right, type(left)) and left == right
        )
        return same == isinstance(operator, ast.Is)
    if isinstance(operator, (ast.In, ast.NotIn)):
        if isinstance(left, (str, int)) and isinstance(right, (list, tuple, dict)):
            plain = all(isinstance(item, CONSTANTS) for item in right)
            plain = plain and (left in right or not isinstance(right, (Open, Repeated)))
            return (left in right) == isinstance(operator, ast.In) if plain else UNKNOWN
        if isinstance(left, str) and isinstance(right, str):
            return (left in right) == isinstance(operator, ast.In)
        return UNKNOWN
    if isinstance(operator, (ast.Eq, ast.NotEq)):
        return _equal(left, right, isinstance(operator, ast.Eq))
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        if isinstance(operator, ast.Lt):
            return left < right
        if isinstance(operator, ast.LtE):
            return left <= right
        return left > right if isinstance(operator, ast.Gt) else left >= right
    return UNKNOWN


def _equal(left: Thing, right: Thing, wanted: bool) -> Thing:
    if isinstance(left, (ClassRef, FunctionRef, Symbol)) and type(left) is type(right):
        if isinstance(left, Symbol) and isinstance(right, Symbol):
            return (left.name == right.name) == wanted
        return (left is right) == wanted
    plain = isinstance(left, CONSTANTS) and isinstance(right, CONSTANTS)
    if not plain or any(
        isinstance(side, tuple) and any(not isinstance(v, CONSTANTS) for v in side)
        for side in (left, right)
    ):
        return UNKNOWN
    return (left == right) == wanted


def binary(machine: Machine, operator: str, left: Thing, right: Thing, site: Site) -> Thing:
    """``left operator right``."""
    left, right = as_tensor(machine, left, site), as_tensor(machine, right, site)
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return _tensor_operation(machine, operator, left, right, site)
    return of_constants(operator, left, right)


def of_constants(operator: str, left: Thing, right: Thing) -> Thing:
    """The same of what is neither a tensor nor a layer."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return _arithmetic(operator, left, right)
    if operator == "+":
        if isinstance(left, list) and isinstance(right, list):
            whole = [*left, *right]
            both = isinstance(left, Repeated) or isinstance(right, Repeated)
            return Repeated(whole) if both else whole
        if isinstance(left, tuple) and isinstance(right, tuple):
            return (*left, *right)
        if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) < 1000:
            return left + right
    if operator == "*":
        return _multiplied(left, right)
    if operator == "%" and isinstance(left, str):
        return _formatted(left, right)
    return UNKNOWN


def _multiplied(left: Thing, right: Thing) -> Thing:
    """``[0] * 3``."""
    sequence, times = (left, right) if isinstance(left, (list, tuple)) else (right, left)
    if not isinstance(times, int):
        return UNKNOWN
    if not isinstance(sequence, (list, tuple)) or len(sequence) * max(times, 0) > MAX_ELEMENTS:
        return UNKNOWN
    return Repeated(sequence) if isinstance(sequence, Repeated) else sequence * times


def _formatted(left: str, right: Thing) -> Thing:
    values = right if isinstance(right, tuple) else (right,)
    if len(left) > 200 or not all(isinstance(v, (int, str)) for v in values):
        return UNKNOWN
    if any(isinstance(v, int) and abs(v) > LARGEST for v in values) or "*" in left:
        return UNKNOWN
    pieces = left.split("%")
    if any(piece[:1] not in ("d", "s") for piece in pieces[1:]) or len(pieces) - 1 != len(values):
        return UNKNOWN
    shown = [str(v)[:200] + piece[1:] for v, piece in zip(values, pieces[1:], strict=True)]
    return pieces[0] + "".join(shown)


def _arithmetic(operator: str, left: float, right: float) -> Thing:
    if operator not in _ARITHMETIC or max(abs(left), abs(right)) > LARGEST:
        return UNKNOWN
    if operator == "**" and (abs(right) > 64 or abs(left) > 1 << 20):
        return UNKNOWN
    if operator in ("<<", ">>") and not 0 <= right <= 64:
        return UNKNOWN
    try:
        found = _ARITHMETIC[operator](left, right)
    except (ArithmeticError, TypeError, ValueError):
        return UNKNOWN
    return found if isinstance(found, (int, float)) and abs(found) <= LARGEST else UNKNOWN


_ARITHMETIC: dict[str, Callable[..., object]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b,
    "<<": lambda a, b: a << b,
    ">>": lambda a, b: a >> b,
}


def as_tensor(machine: Machine, value: Thing, site: Site) -> Thing:
    """A trained tensor that is used in a formula counts as a layer without input."""
    if isinstance(value, Made) and value.kind is LayerKind.PARAMETER:
        tensor = note_use(machine, value, [], UNKNOWN_SHAPE, site)
        return Tensor(tensor.node, value.shape)
    return value


_KINDS = {
    "+": (LayerKind.ADD, ""),
    "-": (LayerKind.ADD, "subtract"),
    "*": (LayerKind.MULTIPLY, ""),
    "/": (LayerKind.MULTIPLY, "divide"),
    "@": (LayerKind.MATMUL, ""),
}


def _tensor_operation(
    machine: Machine, operator: str, left: Thing, right: Thing, site: Site
) -> Thing:
    both = [value for value in (left, right) if isinstance(value, Tensor)]
    from_layers = [tensor for tensor in both if tensor.node is not None]
    if len(both) == 2 and operator in _KINDS and from_layers:
        kind, variant = _KINDS[operator]
        made = Made(kind, variant, operator, "", {}, site.evidence)
        return note_use(machine, made, both, both[0].shape, site)
    kept = from_layers[0] if from_layers else both[0]
    other = right if kept is left else left
    plain = isinstance(other, (int, float))
    return Tensor(kept.node, kept.shape if plain else UNKNOWN_SHAPE)
