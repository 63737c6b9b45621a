"""Operators are found, not listed: a file under ``operators/`` with OPERATOR and places()."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from acumen.mutation import operators
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import Operator
from acumen.mutation.original import Original


@dataclass(frozen=True, slots=True)
class LoadedOperator:
    """An operator with what finds the places it can change; ``doc`` says what it does."""

    operator: Operator
    places: Callable[[Original], Iterator[Mutation]]
    doc: str


@cache
def load_operators() -> tuple[LoadedOperator, ...]:
    """All operators, by name."""
    found = []
    for info in pkgutil.walk_packages(operators.__path__, f"{operators.__name__}."):
        if not info.ispkg:
            module = importlib.import_module(info.name)
            found.append(LoadedOperator(module.OPERATOR, module.places, module.__doc__ or ""))
    return tuple(sorted(found, key=lambda loaded: loaded.operator.name))
