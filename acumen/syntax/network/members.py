"""What ``owner.name`` stands for, and what giving it another value changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from acumen.domain.network import LayerKind, Shape
from acumen.syntax.network.arithmetic import MAX_ELEMENTS
from acumen.syntax.network.layers import Site
from acumen.syntax.network.values import (
    BATCH,
    UNKNOWN,
    UNKNOWN_DIMS,
    Bound,
    ClassRef,
    Container,
    FunctionRef,
    Graph,
    Instance,
    Made,
    ModuleRef,
    Options,
    Super,
    Symbol,
    Tensor,
    Thing,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_OF_ANY_MODEL = frozenset(
    {"to", "cuda", "cpu", "eval", "train", "double", "float", "half", "bfloat16", "type", "apply",
     "requires_grad_", "parameters", "named_parameters", "state_dict", "load_state_dict",
     "children", "named_children", "modules", "named_modules", "forward", "predict", "summary",
     "compile", "fit", "save", "load_weights", "trainable", "weights", "get_weights"}
)  # fmt: skip
_NATIVE = {"in_units": ("in_features",), "units": ("out_features", "hidden_size"),
           "filters": ("out_channels",), "output_dim": ("embedding_dim",),
           "features": ("num_features",)}  # fmt: skip


def attribute(machine: Machine, owner: Thing, name: str) -> Thing:
    """``owner.name``."""
    if isinstance(owner, Instance):
        return owner.attributes[name] if name in owner.attributes else _found(machine, owner, name)
    if isinstance(owner, Symbol):
        return Symbol(f"{owner.name}.{name}")
    if isinstance(owner, ModuleRef):
        return _of_module(machine, owner, name)
    if isinstance(owner, ClassRef):
        found = class_member(machine, owner, name)
        if isinstance(found, tuple):
            value, home = found
            if isinstance(value, FunctionRef):
                bound = "classmethod" in value.decorators
                return Bound(owner, name, value, home) if bound else value
            return value
        return UNKNOWN
    if isinstance(owner, Super):
        return Bound(owner, name)
    if isinstance(owner, Options):
        return owner.values[name] if name in owner.values else Bound(owner, name)
    if isinstance(owner, Tensor):
        return _of_tensor(owner, name)
    if isinstance(owner, Made):
        for setting in owner.settings.values():
            if name in (setting.name, *_NATIVE.get(setting.name, ())):
                return setting.value if setting.known else UNKNOWN
        if owner.kind is LayerKind.BACKBONE and name not in _OF_ANY_MODEL:
            return next((i for i in owner.inner if _name_of(i) == name), part_of(owner, name))
        return Bound(owner, name)
    if isinstance(owner, Graph) and name in ("output", "outputs", "input", "inputs"):
        ends = owner.outputs if name.startswith("out") else owner.inputs
        return ends[0] if not name.endswith("s") and len(ends) == 1 else list(ends)
    if isinstance(owner, Container):
        return next((held for key, held in owner.items if key == name), Bound(owner, name))
    if isinstance(owner, (Graph, list, dict, str, tuple)):
        return Bound(owner, name)
    return UNKNOWN


def _name_of(value: Thing) -> str:
    return value.name if isinstance(value, (Made, Container, Instance, Graph)) else ""


def part_of(owner: Made, name: str) -> Made:
    """A part of a library's model: as closed to this reading as the whole."""
    return Made(
        owner.kind, owner.variant, f"{owner.symbol}.{name}"[:400], owner.framework,
        dict(owner.settings), owner.evidence, owner=owner.owner, name=owner.name,
    )  # fmt: skip


def _of_module(machine: Machine, owner: ModuleRef, name: str) -> Thing:
    if owner.path is not None:
        names = machine.module(owner.path).names
        if name in names:
            return names[name]
    dotted = f"{owner.dotted}.{name}" if owner.dotted else name
    found, path = machine.places.locate(dotted, owner.origin)
    return ModuleRef(dotted, owner.origin, path) if found else UNKNOWN


def _found(machine: Machine, owner: Instance, name: str) -> Thing:
    """What an object has that was not given to it."""
    if owner.container is not None:
        for key, item in owner.container.items:
            if key == name:
                return item
    if name == "__class__":
        return owner.cls
    found = class_member(machine, owner.cls, name)
    if isinstance(found, tuple):
        value, home = found
        if isinstance(value, FunctionRef):
            if "staticmethod" in value.decorators:
                return value
            bound = Bound(owner, name, value, home)
            if any("property" in text for text in value.decorators):
                return machine.call(bound, [], {}, Site(value.scope, value.line, value.line))
            return bound
        if isinstance(value, Made):
            adopt(owner, value, name)
        return value
    if owner.framework and name == "training":
        return True
    return Bound(owner, name)


def class_member(machine: Machine, cls: ClassRef, name: str) -> tuple[Thing, ClassRef] | None:
    """What a class or one of its own bases binds to ``name``, and the class that does."""
    members = cls.members if cls.members is not None else machine.members(cls)
    if name in members:
        return members[name], cls
    if not cls.bases:
        return None
    for home in lineage(machine, cls):
        members = machine.members(home)
        if name in members:
            return members[name], home
    return None


def lineage(machine: Machine, cls: ClassRef) -> Iterator[ClassRef]:
    """A class and its bases in the program, depth first, each once."""
    del machine
    seen: list[ClassRef] = []
    waiting: list[Thing] = [cls]
    while waiting and len(seen) < 32:
        here = waiting.pop(0)
        if isinstance(here, ClassRef) and here not in seen:
            seen.append(here)
            yield here
            waiting = [*here.bases, *waiting]


def _of_tensor(owner: Tensor, name: str) -> Thing:
    if name == "shape":
        return _dims(owner.shape)
    if name in ("data", "real", "output"):
        return owner
    if name in ("T", "mT"):
        return Tensor(owner.node)
    if name in ("ndim", "device", "dtype", "is_cuda"):
        return len(owner.shape.dims) if name == "ndim" and not owner.shape.open else UNKNOWN
    if name in ("last_hidden_state", "logits", "pooler_output", "hidden_states", "sample", "loss"):
        return Tensor(owner.node)
    return Bound(owner, name)


def _dims(shape: Shape) -> Thing:
    if shape.open:
        return UNKNOWN_DIMS
    return tuple(
        (BATCH if place == 0 else UNKNOWN) if size is None else size
        for place, size in enumerate(shape.dims)
    )


def set_attribute(machine: Machine, owner: Thing, name: str, value: Thing) -> None:
    if isinstance(owner, Instance):
        owner.attributes[name] = value
        adopt(owner, value, name)
    elif isinstance(owner, Options):
        owner.values[name] = value
    elif isinstance(owner, Made) and owner.kind is LayerKind.BACKBONE:
        adopt(owner, value, name)
        if isinstance(value, (Made, Container, Instance)):
            owner.inner = (*owner.inner, value)
    elif isinstance(owner, Made):
        owner.tied = owner.tied or name in ("weight", "kernel", "embedding")
    elif isinstance(owner, ClassRef) and owner.members is not None:
        machine.guard(owner)
        owner.members[name] = value


def adopt(owner: Thing, value: Thing, name: str) -> None:
    """Name a layer after where it is kept."""
    if isinstance(value, (Made, Container, Instance, Graph)) and value is not owner:
        if value.owner is None and not _holds(value, owner):
            value.owner = owner
            value.name = name
    elif isinstance(value, (list, tuple)) and len(value) <= MAX_ELEMENTS:
        for index, item in enumerate(value):
            if isinstance(item, (Made, Container, Instance)):
                adopt(owner, item, f"{name}.{index}")


def _holds(value: Thing, owner: Thing) -> bool:
    """Whether ``value`` is among those that hold ``owner``."""
    for _ in range(64):
        if owner is value:
            return True
        if not isinstance(owner, (Made, Container, Instance, Graph)):
            return False
        owner = owner.owner
    return True
