"""Objects of the program's own classes: how they are made, and of which framework they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.syntax.network import containers, members
from acumen.syntax.network.functions import run_function
from acumen.syntax.network.layers import Site
from acumen.syntax.network.table import spelled
from acumen.syntax.network.values import (
    UNKNOWN,
    Bound,
    ClassRef,
    Container,
    FunctionRef,
    Instance,
    Symbol,
    Thing,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

FORWARD = {"pytorch": ("forward",), "keras": ("call",), "flax": ("__call__",),
           "haiku": ("__call__",), "equinox": ("__call__",)}  # fmt: skip
_NO_LAYERS = ("torch.autograd.", "torch.utils.", "torch.optim.", "torch.nn.modules.loss.")
_SEQUENTIAL_BASES = frozenset({"torch.nn.Sequential"})
_LIST_BASES = frozenset({"torch.nn.ModuleList", "torch.nn.ModuleDict"})
_ROOTS = {"torch": "pytorch", "pytorch_lightning": "pytorch", "lightning": "pytorch",
          "transformers": "pytorch", "timm": "pytorch", "torchvision": "pytorch",
          "torch_geometric": "pytorch", "keras": "keras", "flax": "flax", "haiku": "haiku",
          "equinox": "equinox", "fairseq": "pytorch", "speechbrain": "pytorch",
          "labml_helpers": "pytorch"}  # fmt: skip


def framework_of(machine: Machine, cls: ClassRef) -> str:
    """Of which framework a class is a layer or model; "" if of none."""
    bases: list[Thing] = [base for home in members.lineage(machine, cls) for base in home.bases]
    symbols = [spelled(base.name) for base in bases if isinstance(base, Symbol)]
    if any(symbol.startswith(_NO_LAYERS) for symbol in symbols):
        return ""
    for symbol in symbols:
        framework = _ROOTS.get(symbol.partition(".")[0], "")
        if framework == "keras" and not _is_keras_layer(symbol):
            continue
        if framework:
            return framework
    for symbol in (*symbols, *("" for base in bases if base is UNKNOWN)):
        if symbol.partition(".")[0] in ("builtins", "typing", "abc", "enum"):
            continue
        for candidate in ("pytorch", "keras"):
            if members.class_member(machine, cls, FORWARD[candidate][0]) is not None:
                return candidate
    return ""


def _is_keras_layer(symbol: str) -> bool:
    if symbol.startswith("keras.layers."):
        return True
    return symbol.rpartition(".")[2] in ("Model", "Layer", "Sequential", "Functional", "Network")


def instantiate(
    machine: Machine, cls: ClassRef, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Instance:
    """An object of one of the program's classes, after its ``__init__`` was read."""
    framework = framework_of(machine, cls)
    made = Instance(cls, framework, site.evidence)
    made.arguments_known = sum(value is not UNKNOWN for value in (*arguments, *keywords.values()))
    if framework:
        machine.constructed()
        machine.made_models.append(made)
    home = site.scope.home
    if home is not None and framework_of(machine, home):  # a trainer that holds it is no network
        made.made_in = home
    before = len(machine.gaps)
    for one in members.lineage(machine, cls):
        for base in one.bases:
            if isinstance(base, Symbol):
                _inherit(made, spelled(base.name), site)
    found = members.class_member(machine, cls, "__init__")
    if found is not None and isinstance(found[0], FunctionRef):
        bound = Bound(made, "__init__", found[0], found[1])
        run_function(machine, found[0], arguments, keywords, bound)
    else:
        if made.container is not None:
            containers.fill(made.container, arguments, keywords)
        for name, value in keywords.items():
            members.set_attribute(machine, made, name, value)
        _set_fields(machine, made, arguments)
    made.gaps = [order for order, _ in machine.gaps[before:]]
    return made


def _inherit(made: Instance, symbol: str, site: Site) -> None:
    if made.container is None and symbol in _SEQUENTIAL_BASES | _LIST_BASES:
        made.container = Container(
            symbol, "pytorch", symbol in _SEQUENTIAL_BASES, [], site.evidence, owner=made
        )
    elif made.container is None and symbol in ("keras.Sequential", "keras.models.Sequential"):
        made.container = Container(symbol, "keras", True, [], site.evidence, owner=made)


def _set_fields(machine: Machine, made: Instance, arguments: list[Thing]) -> None:
    """Positional arguments of a class without ``__init__``: its fields in order, if all have
    defaults; fields without one are not in the facts.
    """
    if len(arguments) > 0 and not made.framework:
        names = [n for n, v in machine.members(made.cls).items() if not isinstance(v, FunctionRef)]
        for name, value in zip(names, arguments, strict=False):
            made.attributes[name] = value
