"""Which definitions of a program its entry can come to: what is imported is not yet what is used.

A folder of thirty architectures behind ``from models import *`` would otherwise describe every
program beside it. Reach is by name: a definition is reached when its name stands in code that is
reached, so dispatch through a literal (``getattr(models, "resnet18")``) is seen and dispatch
through anything computed is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from acumen.attributes.modules import ModuleReading
from acumen.attributes.units import GUARDED, LOOSE, OWN, WHOLE, ModuleUnits
from acumen.domain.facts import Definition


@dataclass(frozen=True, slots=True)
class Reach:
    """What is reached, per module. The whole entry always is."""

    entry: str
    units: Mapping[str, ModuleUnits]
    reached: Mapping[str, frozenset[int]]  # indices of units, LOOSE, and of the entry GUARDED
    mentioned: frozenset[str]  # names that reached code mentions

    def holds(self, path: str, offset: int) -> bool:
        if path == self.entry:
            return True
        module = self.units.get(path)
        return module is not None and module.unit_at(offset) in self.reached.get(path, ())

    def definitions(self, path: str) -> tuple[Definition, ...]:
        """Reached definitions that are not nested in another one."""
        module = self.units.get(path)
        if module is None:
            return ()
        return tuple(
            d for d in module.facts.definitions if "." not in d.name and self.holds(path, d.start)
        )


def _handed_on(entry: str, modules: Mapping[str, ModuleReading]) -> Mapping[str, frozenset[str]]:
    """Names under which modules hand on what others define: ``from .defaults import _C as cfg``."""
    found: dict[str, set[str]] = {}
    for path, reading in modules.items():
        for name, last in reading.renamed if path != entry else ():
            found.setdefault(name, set()).add(last)
    return {name: frozenset(others) for name, others in found.items()}


_TURNS_AWAY: Final = re.compile(  # modules that do something with a network that is trained
    r"(^|/)(export\w*|\w*onnx\w*|deploy\w*|convert\w*|tflite\w*|coreml\w*)(/|\.py$)"
)

_JUDGES: Final = re.compile(  # functions that measure what was trained, by networks of their own
    r"(?i)_*(run_|get_|compute_|calc_|calculate_)?(eval\w*|inception\w*|fid|kid|[a-z]\w*_(fid|kid))(_\w+)?"
)

_FEW: Final = 8  # classes and functions; of a module with more, one is chosen and we know not which


def _handed_whole(
    name: str, units: Mapping[str, ModuleUnits], chosen: frozenset[str]
) -> frozenset[str]:
    """What is taken of a module of the program that is itself handed on: what a configuration
    names, or all of a small one.
    """
    ending = f"{name.removeprefix(WHOLE).replace('.', '/')}.py"
    for path, module in units.items():
        if path == ending or path.endswith(f"/{ending}"):
            own = frozenset(unit.name for unit in module.units)
            return own & chosen or (own if len(own) <= _FEW else frozenset())
    return frozenset()


def reach(
    entry: str,
    modules: Mapping[str, ModuleReading],
    built: frozenset[str] = frozenset(),
    chosen: frozenset[str] = frozenset(),
) -> Reach:
    """Follow names from ``entry`` through ``modules`` until nothing new is reached.

    ``built`` are names that configurations have built, which counts as mentioning them; ``chosen``
    are all names that configurations hold.
    """
    units = {path: reading.units for path, reading in sorted(modules.items())}
    by_name: dict[str, list[tuple[str, int]]] = {}
    for path, module in units.items():
        if path != entry and _TURNS_AWAY.search(path):
            continue
        for index, unit in enumerate(module.units):
            by_name.setdefault(unit.name, []).append((path, index))
    handed = _handed_on(entry, modules)
    reached: dict[str, set[int]] = {path: set() for path in units}
    mentioned: set[str] = set()
    waiting: list[tuple[str, frozenset[str]]] = []
    judging = _JUDGES.fullmatch(entry.rpartition("/")[2].removesuffix(".py")) is not None
    if entry in units:
        own = units[entry]
        reached[entry] = {LOOSE, GUARDED, *range(len(own.units))}
        waiting = [(entry, own.loose), (entry, own.guarded), (entry, built)]
        waiting += [(entry, unit.mentions) for unit in own.units]
        if any(call.callee == "eval" for call in own.facts.calls):  # names its classes by option
            named = {bound.qualified.rpartition(".")[2] for bound in own.facts.imports}
            waiting.append((entry, frozenset(n for n in named if n[:1].isupper() and n in by_name)))
    while waiting:
        origin, names = waiting.pop()
        for name in sorted(names):
            if not name.startswith(OWN) and name in mentioned:
                continue
            mentioned.add(name)
            if name.startswith(WHOLE):
                waiting.append((origin, _handed_whole(name, units, chosen)))
                continue
            if _JUDGES.fullmatch(name) and not judging:
                continue
            if name in handed:
                waiting.append((origin, handed[name]))
            for path, index in by_name.get(name.removeprefix(OWN), ()):
                if index in reached[path] or (name.startswith(OWN) and path != origin):
                    continue
                waiting.append((path, units[path].units[index].mentions))
                if LOOSE not in reached[path]:
                    waiting.append((path, units[path].loose))
                reached[path] |= {LOOSE, index}
    return Reach(
        entry=entry,
        units=units,
        reached={path: frozenset(found) for path, found in reached.items()},
        mentioned=frozenset(mentioned),
    )
