"""The values of what a program writes out: lists, dictionaries, comprehensions and f-strings."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from acumen.syntax.network.arithmetic import MAX_ELEMENTS, truth
from acumen.syntax.network.elements import KEYS, elements, of_unknown_length
from acumen.syntax.network.values import UNKNOWN, Open, Repeated, Scope, Thing

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


def several(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return UNKNOWN
    values: list[Thing] = []
    uncertain = False
    for part in node.elts[: 4 * MAX_ELEMENTS]:
        if isinstance(part, ast.Starred):
            value = machine.expression(part.value, scope, line)
            found = elements(value)
            uncertain = uncertain or found is None or isinstance(value, Repeated)
            values += found if found is not None else []
        else:
            values.append(machine.expression(part, scope, line))
    if uncertain:
        return Repeated(values)
    return tuple(values) if isinstance(node, ast.Tuple) else values


def dictionary(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Dict):
        return UNKNOWN
    found: dict[Thing, Thing] = {}
    more = False
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = machine.expression(value_node, scope, line)
        if key_node is None:
            if isinstance(value, dict):
                found.update(value)
            more = more or not isinstance(value, dict) or isinstance(value, Open)
            continue
        key = machine.expression(key_node, scope, line)
        if isinstance(key, KEYS):
            found[key] = value
    return Open(found) if more else found


def comprehension(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
        return UNKNOWN
    inner = Scope(scope.path, {}, scope, scope.owner, instance=scope.instance, home=scope.home)
    keys: list[Thing] = []
    values: list[Thing] = []

    def rounds(level: int) -> bool:
        """Evaluate one level; True if the number of rounds is not known."""
        if level >= min(8, len(node.generators)):
            if isinstance(node, ast.DictComp):
                keys.append(machine.expression(node.key, inner, line))
                values.append(machine.expression(node.value, inner, line))
            else:
                values.append(machine.expression(node.elt, inner, line))
            return False
        part = node.generators[level]
        over = machine.expression(part.iter, inner, line)
        found = elements(over)
        uncertain = found is None or of_unknown_length(over)
        for value in found if found is not None else [UNKNOWN]:
            if len(values) >= MAX_ELEMENTS:
                return True
            machine.bind(part.target, value, inner, line)
            conditions = [truth(machine.expression(test, inner, line)) for test in part.ifs]
            if any(known is False for known in conditions):
                continue
            uncertain = uncertain or any(known is None for known in conditions)
            uncertain = rounds(level + 1) or uncertain
        return uncertain

    uncertain = rounds(0)
    if isinstance(node, ast.DictComp):
        pairs = zip(keys, values, strict=True)
        made: dict[Thing, Thing] = {k: v for k, v in pairs if isinstance(k, KEYS)}
        return Open(made) if uncertain else made
    return Repeated(values) if uncertain else values


def joined(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.JoinedStr):
        return UNKNOWN
    pieces: list[str] = []
    for part in node.values:
        value: Thing = part.value if isinstance(part, ast.Constant) else UNKNOWN
        if isinstance(part, ast.FormattedValue) and part.format_spec is None:
            value = machine.expression(part.value, scope, line)
        if not isinstance(value, (str, int)):
            return UNKNOWN
        pieces.append(str(value)[:200])
    return "".join(pieces)[:1000]
