"""Which arm of a choice is for a machine without a GPU: the other one of ``if use_cuda:``.

A condition is taken apart into what it asks. One that asks for several GPUs, or for anything else,
says nothing: in the other arm there may be one.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from acumen.domain.facts import Block, ClauseKind
from acumen.faults.subject import Subject
from acumen.syntax.network.expressions import expression

_GPU = re.compile(r"cuda|gpu", re.IGNORECASE)
_NO_GPU = re.compile(
    r"(?:^|_)(?:no|non|not|disable|without|skip)_?(?:cuda|gpu)|(?:^|_)cpu(?:$|_only)", re.IGNORECASE
)
_MORE = re.compile(r"multi|several|parallel|distribut|graph|memory|cudnn|type", re.IGNORECASE)
_ASKING = frozenset({"is_available", "device_count"})
_COUNTS = re.compile(r"^(?:n_?g|len\b)|num|count|gpus$", re.IGNORECASE)
_OPPOSITE = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Lt: ast.GtE,
    ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


def without_gpu(subject: Subject, path: str, at: int) -> bool:
    """Whether what stands at ``at``, a byte of ``path``, is come to only where there is no GPU, or
    none is asked for.
    """
    return any(
        any(_rules_out(condition, holds) for condition, holds in _come_by(subject, path, block, at))
        for block in subject.conditions(path, at)
    )


def _come_by(subject: Subject, path: str, block: Block, at: int) -> list[tuple[str, bool]]:
    """The conditions of one if statement, and whether each holds, on the way to ``at``."""
    clauses = [c for c in subject.program.modules[path].clauses if c.owner == block.start]
    passed = [block.header]
    for clause in sorted(clauses, key=lambda one: one.start):
        if clause.kind is ClauseKind.ELIF and clause.start <= at:
            passed.append(clause.header)
        if clause.start <= at < clause.end and clause.kind is ClauseKind.ELSE:
            return [(condition, False) for condition in passed]
    *before, last = passed
    return [*((condition, False) for condition in before), (last, True)]


@lru_cache(maxsize=4096)
def _rules_out(condition: str, holds: bool) -> bool:
    """Whether there is no GPU to be used if a condition holds, or does not."""
    asked = expression(condition)
    return asked is not None and _excludes(asked, holds)


def _excludes(asked: ast.expr, holds: bool) -> bool:
    if isinstance(asked, ast.UnaryOp) and isinstance(asked.op, ast.Not):
        return _excludes(asked.operand, not holds)
    if isinstance(asked, ast.BoolOp):
        parts = [_excludes(part, holds) for part in asked.values]
        every = isinstance(asked.op, ast.And) is holds  # each part holds, or each does not
        return any(parts) if every else all(parts)
    if isinstance(asked, ast.Compare) and len(asked.ops) == 1:
        return _compared(asked.left, asked.ops[0], asked.comparators[0], holds)
    return _is_named(_spoken(asked), holds)


def _is_named(name: str, holds: bool) -> bool:
    """Whether a name speaks of a GPU and is false, or of doing without one and is true."""
    if _MORE.search(name):
        return False
    if _NO_GPU.search(name):
        return holds
    return not holds and _GPU.search(name) is not None


def _spoken(node: ast.expr) -> str:
    """The name by which something is asked for: ``use_cuda`` of ``args.use_cuda`` and of
    ``args["use_cuda"]``, ``len gpus`` of ``len(gpus)``; "" of anything else.
    """
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    if isinstance(node, ast.Call) and not node.keywords:
        called = _spoken(node.func)
        if not node.args:
            whole = ast.unparse(node.func)
            return whole if called in _ASKING or _GPU.search(called) else ""
        return f"{called} {_spoken(node.args[0])}" if called == "len" else ""
    return ""


def _compared(left: ast.expr, asked: ast.cmpop, right: ast.expr, holds: bool) -> bool:
    kind = type(asked) if holds else _OPPOSITE[type(asked)]
    if isinstance(left, ast.Constant):
        left, right = right, left
        if kind not in {ast.Eq, ast.NotEq, ast.In, ast.NotIn}:
            return False
    value = _value(right)
    if isinstance(value, str):
        if value == "cpu":
            return kind in {ast.Eq, ast.In}
        return value in {"cuda", "gpu"} and kind in {ast.NotEq, ast.NotIn}
    name = _spoken(left)
    if _MORE.search(name) or not _GPU.search(name):
        return False
    if value is None:
        return kind in {ast.Is, ast.Eq}
    if isinstance(value, bool):
        return _is_named(name, (kind in {ast.Is, ast.Eq}) is value)
    return isinstance(value, int) and _is_none_left(name, kind, value)


def _is_none_left(name: str, kind: type[ast.cmpop], value: int) -> bool:
    """Whether a number of GPUs, or of a GPU, is one that means none: the first has the number 0."""
    least = 1 if _COUNTS.search(name) else 0
    if kind is ast.Lt:
        return value <= least
    return kind in {ast.LtE, ast.Eq} and value < least


def _value(node: ast.expr) -> object:
    """What is compared with, as far as it is written out; of ``torch.device("cpu")`` its name."""
    if isinstance(node, ast.Call) and _spoken(node.func) == "device" and len(node.args) == 1:
        node = node.args[0]
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ...
