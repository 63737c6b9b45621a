"""What imports bind: modules of the program, what those define, and symbols of libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.domain.facts import Import
from acumen.syntax.network.table import function_entry, layer_entry, spelled
from acumen.syntax.network.values import UNKNOWN, ModuleRef, Scope, Symbol, Thing

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


def bind(machine: Machine, item: Import, scope: Scope) -> None:
    """Give the names of one import statement their values."""
    if item.bound == "*":
        found, path = machine.places.locate(item.module, scope.path, item.level)
        if path is not None and path != scope.path:
            names = machine.module(path).names
            scope.names.update({k: v for k, v in names.items() if not k.startswith("_")})
        elif not found:
            scope.stars = (*scope.stars, item.module)
        return
    scope.names[item.bound] = _imported(machine, item, scope)


def _imported(machine: Machine, item: Import, scope: Scope) -> Thing:
    found, path = machine.places.locate(item.qualified, scope.path, item.level)
    if found and (path is None or item.module in (item.qualified, "") or not item.module):
        return ModuleRef(item.qualified, scope.path, path)
    if item.module and item.module != item.qualified:
        there, module = machine.places.locate(item.module, scope.path, item.level)
        if there and module is not None and module != scope.path:
            name = item.qualified.rpartition(".")[2]
            names = machine.module(module).names
            if name in names:
                return names[name]
            return ModuleRef(item.qualified, scope.path, path) if found else UNKNOWN
        if there:
            return ModuleRef(item.qualified, scope.path, path) if found else UNKNOWN
    if found:
        return ModuleRef(item.qualified, scope.path, path)
    return UNKNOWN if item.level else Symbol(item.qualified)


def from_stars(name: str, modules: tuple[str, ...]) -> Thing | None:
    """A name that a star import of a framework gives, if the table knows it."""
    for module in reversed(modules):
        symbol = spelled(f"{module}.{name}")
        if layer_entry(symbol) or function_entry(symbol):
            return Symbol(f"{module}.{name}")
        if name in ("Sequential", "Model") and "keras" in module:
            return Symbol(f"{module}.{name}")
    return None
