"""The values of what a program writes out: lists, dictionaries, comprehensions and f-strings."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from acumen.syntax.network.arithmetic import MAX_ELEMENTS, truth
from acumen.syntax.network.elements import KEYS, elements, of_unknown_length
from acumen.syntax.network.targets import Inner, Target, target
from acumen.syntax.network.values import UNKNOWN, Code, Open, Repeated, Scope, Thing

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


IDLE_ROUNDS = 32  # of a comprehension that calls something and makes or uses no layer


def several(node: ast.Tuple | ast.List | ast.Set, inner: Inner) -> Code:
    shown = node.elts[: 4 * MAX_ELEMENTS]
    parts = tuple(inner(part.value if isinstance(part, ast.Starred) else part) for part in shown)
    unpacked = frozenset(i for i, part in enumerate(shown) if isinstance(part, ast.Starred))
    is_tuple = isinstance(node, ast.Tuple)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        if not unpacked:
            plain = [part(machine, scope, line) for part in parts]
            return tuple(plain) if is_tuple else plain
        values: list[Thing] = []
        uncertain = False
        for place, part in enumerate(parts):
            value = part(machine, scope, line)
            if place in unpacked:
                found = elements(value)
                uncertain = uncertain or found is None or isinstance(value, Repeated)
                values += found if found is not None else []
            else:
                values.append(value)
        if uncertain:
            return Repeated(values)
        return tuple(values) if is_tuple else values

    return code


def dictionary(node: ast.Dict, inner: Inner) -> Code:
    pairs = tuple(
        (inner(key) if key is not None else None, inner(value))
        for key, value in zip(node.keys, node.values, strict=True)
    )

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        found: dict[Thing, Thing] = {}
        more = False
        for key_of, value_of in pairs:
            value = value_of(machine, scope, line)
            if key_of is None:
                if isinstance(value, dict):
                    found.update(value)
                more = more or not isinstance(value, dict) or isinstance(value, Open)
                continue
            key = key_of(machine, scope, line)
            if isinstance(key, KEYS):
                found[key] = value
        return Open(found) if more else found

    return code


def comprehension(
    node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp, inner: Inner
) -> Code:
    parts: list[tuple[Code, Target, tuple[Code, ...]]] = [
        (inner(part.iter), target(part.target, inner), tuple(map(inner, part.ifs)))
        for part in node.generators[:8]
    ]
    key_of = inner(node.key) if isinstance(node, ast.DictComp) else None
    element = node.value if isinstance(node, ast.DictComp) else node.elt
    value_of = inner(element)
    calls = any(isinstance(part, ast.Call) for part in ast.walk(element))

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        names = Scope(scope.path, {}, scope, scope.owner, instance=scope.instance, home=scope.home)
        keys: list[Thing] = []
        values: list[Thing] = []
        start = machine.activity

        def rounds(level: int) -> bool:
            """Evaluate one level; True if the number of rounds is not known."""
            if level >= len(parts):
                if key_of is not None:
                    keys.append(key_of(machine, names, line))
                idle = calls and len(values) >= IDLE_ROUNDS and machine.activity == start
                values.append(UNKNOWN if idle else value_of(machine, names, line))
                return False
            iterated, bind, tests = parts[level]
            over = iterated(machine, names, line)
            found = elements(over)
            uncertain = found is None or of_unknown_length(over)
            for value in found if found is not None else [UNKNOWN]:
                if len(values) >= MAX_ELEMENTS:
                    return True
                bind(machine, value, names, line)
                conditions = [truth(test(machine, names, line)) for test in tests]
                if any(known is False for known in conditions):
                    continue
                uncertain = uncertain or any(known is None for known in conditions)
                uncertain = rounds(level + 1) or uncertain
            return uncertain

        uncertain = rounds(0)
        if key_of is not None:
            pairs = zip(keys, values, strict=True)
            made: dict[Thing, Thing] = {k: v for k, v in pairs if isinstance(k, KEYS)}
            return Open(made) if uncertain else made
        return Repeated(values) if uncertain else values

    return code


def joined(node: ast.JoinedStr, inner: Inner) -> Code:
    parts: list[Code | Thing] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue) and part.format_spec is None:
            parts.append(inner(part.value))
        elif isinstance(part, ast.Constant):
            parts.append(part.value)
        else:
            parts.append(UNKNOWN)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        pieces: list[str] = []
        for part in parts:
            value = part(machine, scope, line) if callable(part) else part
            if not isinstance(value, (str, int)):
                return UNKNOWN
            pieces.append(str(value)[:200])
        return "".join(pieces)[:1000]

    return code
