"""Use networks: from outside, which keeps what they did, or inside of other networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from acumen.domain.network import UNKNOWN_SHAPE, Gap, LayerKind, Shape
from acumen.syntax.network import members
from acumen.syntax.network.functions import run_function
from acumen.syntax.network.graphs import replay
from acumen.syntax.network.instances import FORWARD
from acumen.syntax.network.layers import Site, note_use, unknown_call
from acumen.syntax.network.values import (
    UNKNOWN,
    Bound,
    Container,
    FunctionRef,
    Graph,
    Instance,
    Made,
    Node,
    Tensor,
    Thing,
    tensors_in,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine


@dataclass(frozen=True, slots=True)
class Run:
    """One call of a network from outside: what it used, in order."""

    model: Instance | Container
    nodes: tuple[Node, ...]
    outputs: tuple[Node, ...]
    first_order: int
    last_order: int
    sized: int  # known sizes of the tensors it was called with


def run_network(
    machine: Machine,
    model: Instance | Container,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    site: Site,
) -> Thing:
    """Call a network from outside and keep what it did."""
    arguments = [_from_outside(value) for value in arguments]
    keywords = {name: _from_outside(value) for name, value in keywords.items()}
    start, first = len(machine.nodes), machine.next_order()
    machine.rooted += 1
    try:
        result = apply(machine, model, arguments, keywords, site)
    finally:
        machine.rooted -= 1
        result_nodes = tuple(machine.nodes[start:])
        del machine.nodes[start:]
        given = tensors_in([*arguments, *keywords.values()])
        sized = sum(size is not None for tensor in given for size in tensor.shape.dims)
        ends: tuple[Node, ...] = ()
        run = Run(model, result_nodes, ends, first, machine.order, sized)
        machine.runs.append(run)
    outputs = tuple(t.node for t in tensors_in([result]) if t.node is not None)
    machine.runs[-1] = Run(model, result_nodes, outputs, first, machine.order, sized)
    return _from_outside(result, keep_shape=True)


def _from_outside(value: Thing, *, keep_shape: bool = False) -> Thing:
    """A value without the history of its tensors; unknown ones may be tensors."""
    if isinstance(value, Tensor):
        dims = value.shape.dims
        if dims and not value.shape.open and not keep_shape:
            return Tensor(None, Shape((None, *dims[1:])))
        return Tensor(None, value.shape)
    if value is UNKNOWN:
        return Tensor(None)
    if isinstance(value, tuple):
        return tuple(_from_outside(item, keep_shape=keep_shape) for item in value)
    if type(value) is list:
        return [_from_outside(item, keep_shape=keep_shape) for item in value]
    return value


def apply(
    machine: Machine,
    model: Instance | Container | Graph,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    site: Site,
) -> Thing:
    """Call a module inside of a network."""
    if isinstance(model, Container):
        return _apply_container(machine, model, arguments, site)
    if isinstance(model, Graph):
        return replay(machine, model, tensors_in(arguments), site)
    _repeat_gaps(machine, model.gaps)
    for name in FORWARD.get(model.framework, ("__call__",)):
        found = members.class_member(machine, model.cls, name)
        if found is not None and isinstance(found[0], FunctionRef):
            _set_up(machine, model)
            bound = Bound(model, name, found[0], found[1])
            return run_function(machine, found[0], arguments, keywords, bound)
    if model.container is not None and model.container.sequential:
        return _apply_container(machine, model.container, arguments, site)
    graph = model.attributes.get("(graph)")
    if isinstance(graph, Graph):
        return replay(machine, graph, tensors_in(arguments), site)
    given = tensors_in([*arguments, *keywords.values()])
    if model.framework and (given or machine.rooted):
        machine.gap(Gap.UNUSED, f"{model.cls.name} has no forward of its own", model.evidence)
        made = Made(LayerKind.CUSTOM, "", f".{model.cls.name}", model.framework, {},
                    model.evidence, model.name, model.owner)  # fmt: skip
        return note_use(machine, made, given, UNKNOWN_SHAPE, site)
    return UNKNOWN


def _repeat_gaps(machine: Machine, orders: list[int]) -> None:
    """What was not known when a model was made is not known where it is used either."""
    for order in orders:
        missing = next((gap for at, gap in machine.gaps if at == order), None)
        if missing is not None:
            machine.gap(missing.gap, missing.detail, missing.evidence)


def _set_up(machine: Machine, model: Instance) -> None:
    """Flax's ``setup`` and Keras's ``build`` run before the first use."""
    name = {"flax": "setup", "keras": "build"}.get(model.framework)
    if name is None or "(set up)" in model.attributes:
        return
    model.attributes["(set up)"] = True
    found = members.class_member(machine, model.cls, name)
    if found is not None and isinstance(found[0], FunctionRef):
        run_function(machine, found[0], [], {}, Bound(model, name, found[0], found[1]))


def _apply_container(
    machine: Machine, container: Container, arguments: list[Thing], site: Site
) -> Thing:
    if not container.sequential:
        given = tensors_in(arguments)
        return unknown_call(machine, f"{container.symbol} is called", given, site)
    _repeat_gaps(machine, container.gaps)
    value: Thing = arguments[0] if arguments else Tensor(None)
    if not isinstance(value, (Tensor, tuple, list)):
        value = Tensor(None)
    if container.input_shape is not None and isinstance(value, Tensor) and value.shape.open:
        value = Tensor(value.node, container.input_shape)
    if container.uncertain:
        machine.gap(Gap.REPEATS, f"length of {container.symbol}", container.evidence)
    first = True
    for _, item in container.items:
        if isinstance(item, Tensor):  # the input of a Keras model, declared among its layers
            before = value.node if isinstance(value, Tensor) else None
            value = Tensor(before, item.shape)
            continue
        rest = arguments[1:] if first else []
        first = False
        passed = list(value) if isinstance(value, tuple) and isinstance(item, Instance) else [value]
        value = machine.call(item, [*passed, *rest], {}, site)
        if isinstance(value, tuple) and value and not isinstance(item, Instance):
            value = value[0] if isinstance(value[0], Tensor) else value
        if not tensors_in([value]):
            value = Tensor(None)
    return value
