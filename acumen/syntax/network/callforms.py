"""Calls as functions: callee and arguments taken apart once, asked as often as the call is met."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from acumen.syntax.network.elements import elements, of_unknown_length
from acumen.syntax.network.layers import Site
from acumen.syntax.network.steps import DEEPEST, lines_of, step
from acumen.syntax.network.targets import Inner
from acumen.syntax.network.values import (
    UNKNOWN,
    Code,
    Container,
    Keywords,
    Open,
    Scope,
    Thing,
)
from acumen.syntax.network.written import Written

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


def call_form(node: ast.Call, inner: Inner) -> Code:
    unpacks = any(isinstance(argument, ast.Starred) for argument in node.args)
    if unpacks or any(keyword.arg is None for keyword in node.keywords):
        return step(_unpacking(node, inner))
    callee_of = inner(node.func)
    parts = tuple(map(inner, node.args))
    only = parts[0] if len(parts) == 1 else None  # so often that it is worth a line
    keys = tuple((str(keyword.arg), inner(keyword.value)) for keyword in node.keywords)
    written = Written(tuple(node.args), tuple((str(k.arg), k.value) for k in node.keywords))
    first, last = lines_of(node)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        machine.left -= 1
        if machine.left < 0:
            machine.exhausted()
        if machine.depth >= DEEPEST:
            return UNKNOWN
        machine.depth += 1
        callee = callee_of(machine, scope, line)
        if only is not None:
            arguments = [only(machine, scope, line)]
        else:
            arguments = [part(machine, scope, line) for part in parts] if parts else []
        keywords = {key: part(machine, scope, line) for key, part in keys} if keys else {}
        site = Site(scope, line + first, line + last, written)
        result = machine.call(callee, arguments, keywords, site)
        machine.depth -= 1
        return result

    return code


def _unpacking(node: ast.Call, inner: Inner) -> Code:
    """A call with ``*arguments`` or ``**keywords``."""
    callee_of = inner(node.func)
    parts = [
        (argument, inner(argument.value if isinstance(argument, ast.Starred) else argument))
        for argument in node.args
    ]
    keys = [(keyword.arg, inner(keyword.value)) for keyword in node.keywords]
    kept = tuple((k.arg, k.value) for k in node.keywords if k.arg is not None)
    first, last = lines_of(node)

    def code(machine: Machine, scope: Scope, line: int) -> Thing:
        callee = callee_of(machine, scope, line)
        arguments: list[Thing] = []
        shown: list[ast.expr | None] = []
        uncertain = False
        for argument, part in parts:
            value = part(machine, scope, line)
            if isinstance(argument, ast.Starred):
                found = elements(value)
                uncertain = uncertain or found is None or of_unknown_length(value)
                arguments += found if found is not None else [UNKNOWN]
                shown += [None] * (len(found) if found is not None else 1)
            else:
                arguments.append(value)
                shown.append(argument)
        keywords: dict[str, Thing] = {}
        more = False
        for key, part in keys:
            value = part(machine, scope, line)
            if key is not None:
                keywords[key] = value
            elif isinstance(value, dict):
                keywords.update({k: v for k, v in value.items() if isinstance(k, str)})
                more = more or isinstance(value, (Open, Keywords))
            else:
                more = True
        if more:
            keywords = Keywords(keywords)
        site = Site(scope, line + first, line + last, Written(tuple(shown), kept))
        result = machine.call(callee, arguments, keywords, site)
        if uncertain and isinstance(result, Container):
            result.uncertain = True
        return result

    return code
