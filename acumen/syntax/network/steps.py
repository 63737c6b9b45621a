"""The step that every form of expression spends, and the level on which it stands meanwhile."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from acumen.syntax.network.values import UNKNOWN, Code, Scope, Thing

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

DEEPEST = 128  # expressions inside of expressions, and calls among them, on the way


def nothing(machine: Machine, scope: Scope, line: int) -> Thing:
    """A form that says nothing about networks."""
    del scope, line
    machine.spend()
    return UNKNOWN


def step(rule: Code) -> Code:
    """A rarer form with its step and its level around it."""

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        machine.left -= 1
        if machine.left < 0:
            machine.exhausted()
        if machine.depth >= DEEPEST:
            return UNKNOWN
        machine.depth += 1
        value = rule(machine, scope, line)
        machine.depth -= 1
        return value

    return code


def lines_of(node: ast.expr) -> tuple[int, int]:
    """First and last line of a form, counted from the line of the text."""
    first = node.lineno - 1
    return first, max(first, (node.end_lineno or node.lineno) - 1)
