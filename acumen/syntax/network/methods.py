"""What calling a method gives: the rule for each kind of owner, and those of own objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.domain.network import Gap, LayerKind, Shape
from acumen.syntax.network import containers, elements, members, plain_methods, tensor_methods
from acumen.syntax.network.functions import run_function
from acumen.syntax.network.graphs import make_graph
from acumen.syntax.network.layers import Site, make_layer, unknown_call, use_layer
from acumen.syntax.network.settings import size_or_unknown
from acumen.syntax.network.table import layer_entry, spelled
from acumen.syntax.network.values import (
    UNKNOWN,
    Bound,
    Container,
    FunctionRef,
    Given,
    Graph,
    Instance,
    Made,
    Options,
    Parts,
    Super,
    Symbol,
    Tensor,
    Thing,
    tensors_in,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

FLUENT = frozenset(
    {"to", "cuda", "cpu", "eval", "train", "double", "float", "half", "bfloat16", "type", "apply",
     "requires_grad_", "share_memory", "to_empty", "xpu", "compile_", "bind", "clone", "copy"}
)  # fmt: skip


def call_method(
    machine: Machine, bound: Bound, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    """The result of calling ``owner.name``; noted where it cannot be followed."""
    result = _call_method(machine, bound, arguments, keywords, site)
    if result is UNKNOWN and machine.rooted:
        given = tensors_in([*arguments, *keywords.values()])
        if given and isinstance(bound.owner, (Made, Container, Graph, Instance)):
            return unknown_call(machine, f"method {bound.name}", given, site)
    return result


def _call_method(
    machine: Machine, bound: Bound, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    owner = bound.owner
    if bound.function is not None:
        machine.depth += 3
        try:
            if machine.depth > 128:
                return UNKNOWN
            return run_function(machine, bound.function, arguments, keywords, bound)
        finally:
            machine.depth -= 3
    if isinstance(owner, Super):
        return _of_super(machine, owner, bound.name, (arguments, keywords), site)
    if isinstance(owner, Tensor):
        return tensor_methods.call_method(machine, owner, bound.name, (arguments, keywords), site)
    if isinstance(owner, Options):
        return plain_methods.of_options(owner, bound.name, arguments, keywords)
    if isinstance(owner, (list, dict)) and not isinstance(owner, Parts):
        _note_growth(machine, owner, bound.name, arguments, site)
    if isinstance(owner, list):
        return plain_methods.of_list(machine, owner, bound.name, arguments)
    if isinstance(owner, dict):
        if bound.name == "update":
            machine.guard(owner)
        return plain_methods.of_dictionary(owner, bound.name, arguments, keywords)
    if isinstance(owner, str):
        return plain_methods.of_text(owner, bound.name, arguments, keywords)
    if isinstance(owner, Container):
        if bound.name in FLUENT:
            return owner
        return containers.call_method(machine, owner, bound.name, (arguments, keywords), site)
    if isinstance(owner, Instance):
        return _of_instance(machine, owner, bound.name, (arguments, keywords), site)
    if isinstance(owner, (Made, Graph)):
        if bound.name in FLUENT:
            return owner
        if bound.name == "children" and isinstance(owner, Made):
            return Parts([members.part_of(owner, "children")])
        given = tensors_in([*arguments, *keywords.values()])
        if (
            isinstance(owner, Made)
            and given
            and owner.kind
            in (
                LayerKind.BACKBONE,
                LayerKind.CUSTOM,
            )
        ):
            return use_layer(machine, owner, [*arguments, *keywords.values()], site)
    return UNKNOWN


def _note_growth(
    machine: Machine,
    owner: list[Thing] | dict[Thing, Thing],
    name: str,
    arguments: list[Thing],
    site: Site,
) -> None:
    """What is extended by something of unknown length has an unknown length itself."""
    if name not in ("extend", "__iadd__", "update", "setdefault") or not arguments:
        return
    given = arguments[0]
    known = isinstance(given, elements.KEYS) if name == "setdefault" else True
    if name != "setdefault":
        known = elements.elements(given) is not None and not elements.of_unknown_length(given)
    if not known:
        machine.guard(owner)
        elements.open_up(site.scope, owner)


def _of_super(
    machine: Machine,
    owner: Super,
    name: str,
    given: Given,
    site: Site,
) -> Thing:
    arguments, keywords = given
    instance = owner.instance
    if not isinstance(instance, Instance):
        return UNKNOWN
    after = False
    for home in members.lineage(machine, instance.cls):
        if after and name in (own := machine.members(home)):
            function = own[name]
            if isinstance(function, FunctionRef):
                bound = Bound(instance, name, function, home)
                return call_method(machine, bound, arguments, keywords, site)
        after = after or home is owner.home
    if name == "__init__":
        if instance.container is not None:
            containers.fill(instance.container, arguments, keywords)
        _functional(machine, instance, arguments, keywords, site)
        return None
    if name in ("forward", "call", "__call__") and instance.container is not None:
        return machine.call(instance.container, arguments, keywords, site)
    return _of_instance(machine, instance, name, (arguments, keywords), site)


def _functional(
    machine: Machine,
    instance: Instance,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    site: Site,
) -> None:
    """``super().__init__(inputs, outputs)`` of a Keras model, or of a layer of the table."""
    given = tensors_in([*arguments, *keywords.values()])
    if instance.framework == "keras" and given:
        graph = make_graph(machine, "keras.Model", arguments, keywords, site)
        if graph is not None:
            graph.owner = instance
            instance.attributes["(graph)"] = graph
        return
    for home in members.lineage(machine, instance.cls):
        for base in home.bases:
            entry = layer_entry(spelled(base.name)) if isinstance(base, Symbol) else None
            if entry is not None and isinstance(base, Symbol):
                symbol = spelled(base.name)
                layer = make_layer(entry, symbol, arguments, keywords, site)
                instance.attributes["(base)"] = layer
                return


def _of_instance(
    machine: Machine,
    owner: Instance,
    name: str,
    given: Given,
    site: Site,
) -> Thing:
    arguments, keywords = given
    layer = owner.attributes.get("(base)")
    if name in ("forward", "call", "__call__") and isinstance(layer, Made):
        return use_layer(machine, layer, arguments, site)
    if owner.container is not None and name in ("append", "add_module", "extend", "add", "insert"):
        return containers.call_method(machine, owner.container, name, (arguments, keywords), site)
    if name in FLUENT:
        return owner
    if name in ("add_loss", "add_metric", "sow", "log", "log_dict", "save_hyperparameters"):
        return None
    if name in ("add_module", "register_module", "register_buffer", "register_parameter"):
        label = arguments[0] if arguments else keywords.get("name")
        value = arguments[1] if len(arguments) > 1 else keywords.get("module", UNKNOWN)
        if name == "register_buffer":
            value = value if isinstance(value, Tensor) else Tensor(None)
        if isinstance(label, str):
            members.set_attribute(machine, owner, label, value)
        elif isinstance(value, (Made, Container, Instance)):
            machine.gap(Gap.DYNAMIC, "a layer under a computed name", site.evidence)
        return None
    if name in ("add_weight", "param", "create_parameter"):
        return _weight(name, arguments, keywords, site, owner)
    if name in ("children", "named_children", "modules", "named_modules"):
        return _children(owner, name)
    if name in ("apply", "init", "init_with_output") and owner.framework == "flax":
        return machine.call(owner, arguments[1:], {}, site)
    if name == "__setattr__" and len(arguments) == 2 and isinstance(arguments[0], str):
        members.set_attribute(machine, owner, arguments[0], arguments[1])
        return None
    if name in ("__getattr__", "__getattribute__") and arguments and isinstance(arguments[0], str):
        return members.attribute(machine, owner, arguments[0])
    if name == "new_zeros":
        return Tensor(None)
    return UNKNOWN


def _weight(
    name: str, arguments: list[Thing], keywords: dict[str, Thing], site: Site, owner: Instance
) -> Made:
    shape = keywords.get("shape")
    if shape is None and name == "param" and len(arguments) > 2:
        shape = arguments[2]
    elif shape is None and name == "add_weight":
        shape = next((v for v in arguments if isinstance(v, (tuple, list))), None)
    made = Made(
        LayerKind.PARAMETER, "", f"{owner.framework}.{name}", owner.framework, {}, site.evidence
    )
    label = arguments[0] if arguments else keywords.get("name")
    if isinstance(label, str):
        members.adopt(owner, made, label)
    if isinstance(shape, (tuple, list)):
        made.shape = Shape(tuple(map(size_or_unknown, shape)))
    return made


def _children(owner: Instance, name: str) -> Thing:
    found: list[tuple[str, Thing]] = [
        (key, value)
        for key, value in owner.attributes.items()
        if isinstance(value, (Made, Container, Instance))
    ]
    if name in ("modules", "named_modules"):
        return UNKNOWN
    return list(found) if name.startswith("named") else [value for _, value in found]
