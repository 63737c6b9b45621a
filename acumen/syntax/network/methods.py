"""What methods give: of tensors, containers, own objects, lists and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.domain.network import LayerKind, Shape
from acumen.syntax.network import calling, elements, members
from acumen.syntax.network.layers import (
    Site,
    make_layer,
    note_use,
    reshape_sizes,
    settings_of,
    unknown_call,
    use_layer,
)
from acumen.syntax.network.rearranging import reshaped
from acumen.syntax.network.settings import (
    is_size,
    size_or_unknown,
)
from acumen.syntax.network.table import layer_entry, method_entry, spelled
from acumen.syntax.network.values import (
    BATCH,
    UNKNOWN,
    Bound,
    Container,
    FunctionRef,
    Graph,
    Instance,
    Made,
    Open,
    Options,
    Parts,
    Repeated,
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
_SAME_TENSOR = frozenset(
    {"contiguous", "clone", "detach", "to", "cuda", "cpu", "float", "double", "half", "long", "int",
     "type", "type_as", "requires_grad_", "bfloat16", "div", "div_", "pow", "exp", "log", "sqrt",
     "abs", "clamp", "clamp_", "neg", "masked_fill", "masked_fill_", "astype", "bool",
     "retain_grad", "sort", "round", "sub", "sub_", "rsqrt", "sin", "cos"}
)  # fmt: skip


Given = tuple[list[Thing], dict[str, Thing]]
"""Positional arguments and keywords of a call."""


def call_method(
    machine: Machine, bound: Bound, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
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
            return calling.run_function(machine, bound.function, arguments, keywords, bound)
        finally:
            machine.depth -= 3
    if isinstance(owner, Super):
        return _of_super(machine, owner, bound.name, (arguments, keywords), site)
    if isinstance(owner, Tensor):
        return _of_tensor(machine, owner, bound.name, (arguments, keywords), site)
    if isinstance(owner, Options):
        return _of_options(owner, bound.name, arguments, keywords)
    if isinstance(owner, list):
        return _of_list(machine, owner, bound.name, arguments)
    if isinstance(owner, dict):
        return _of_dictionary(owner, bound.name, arguments, keywords)
    if isinstance(owner, str):
        return _of_text(owner, bound.name, arguments, keywords)
    if isinstance(owner, Container):
        return _of_container(machine, owner, bound.name, (arguments, keywords), site)
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
            fill_container(instance.container, arguments, keywords)
        _functional(machine, instance, arguments, keywords, site)
        return None
    if name in ("forward", "call", "__call__") and instance.container is not None:
        return calling.call(machine, instance.container, arguments, keywords, site)
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
        from acumen.syntax.network.externals import make_graph  # noqa: PLC0415  (it reads methods)

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


def _of_tensor(
    machine: Machine,
    owner: Tensor,
    name: str,
    given: Given,
    site: Site,
) -> Thing:
    arguments, keywords = given
    if name in ("size", "get_shape"):
        dims = members.attribute(machine, owner, "shape")
        if not arguments:
            return dims
        if isinstance(dims, tuple):
            return elements.item(dims, arguments[0])
        return BATCH if arguments[0] == 0 else UNKNOWN
    if name in ("dim", "ndimension"):
        return members.attribute(machine, owner, "ndim")
    if name in ("item", "tolist", "numpy", "backward", "numel", "argmax", "nelement"):
        return UNKNOWN
    pieces = arguments[0] if arguments else None
    if name == "chunk" and is_size(pieces):
        if pieces > 64:
            return Tensor(owner.node)
        return [Tensor(owner.node) for _ in range(pieces)]
    if name in _SAME_TENSOR and not tensors_in(arguments):
        return Tensor(owner.node, owner.shape)
    entry = method_entry(name)
    if entry is None or (owner.node is None and not machine.rooted):
        others = tensors_in(arguments)
        known = name in _SAME_TENSOR or owner.node is None or not others
        if known or not machine.rooted:
            node = owner.node or next((t.node for t in others if t.node is not None), None)
            return Tensor(node)
        entry = method_entry("add")
        if entry is None:
            return Tensor(owner.node)
    tensors = [owner, *tensors_in(arguments)]
    plain = [value for value in arguments if not isinstance(value, Tensor)]
    made = Made(
        entry.kind,
        entry.variant if method_entry(name) is not None else name,
        f"torch.Tensor.{name}",
        entry.framework,
        settings_of(entry, plain, keywords, site),
        site.evidence,
    )
    result = note_use(machine, made, tensors, owner.shape, site)
    return _resized(name, owner, plain, result)


def _resized(name: str, owner: Tensor, arguments: list[Thing], result: Tensor) -> Thing:
    """The shape where a method's arguments say it; maxima also give their places."""
    if name in ("view", "reshape") and arguments:
        wanted, batch = reshape_sizes(arguments)
        shape = reshaped(owner.shape, wanted, batch)
        if wanted[0] is not None and wanted[0] > 0 and len(wanted) == 1:
            return Tensor(result.node)
        return _with_shape(result, shape)
    if name in ("max", "min") and arguments:
        return (result, Tensor(result.node))
    if name in ("transpose", "transpose_") and len(arguments) == 2:
        dims = list(owner.shape.dims)
        first, second = arguments
        if isinstance(first, int) and isinstance(second, int) and not owner.shape.open:
            inside = max(abs(first), abs(second)) < len(dims)
            if inside:
                dims[first], dims[second] = dims[second], dims[first]
                return _with_shape(result, Shape(tuple(dims)))
    return result


def _with_shape(result: Tensor, shape: Shape) -> Tensor:
    if result.node is not None:
        result.node.output_shape = shape
    return Tensor(result.node, shape)


def _of_options(
    owner: Options, name: str, arguments: list[Thing], keywords: dict[str, Thing]
) -> Thing:
    if name == "add_argument":
        flags = [flag for flag in arguments if isinstance(flag, str)]
        long = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "")
        target = keywords.get("dest", long.lstrip("-").replace("-", "_"))
        if isinstance(target, str):
            action = keywords.get("action")
            fallback: Thing = {"store_true": False, "store_false": True}.get(
                action if isinstance(action, str) else "", UNKNOWN
            )
            value = keywords.get("default", fallback)
            kind = keywords.get("type")
            if isinstance(value, str) and isinstance(kind, Symbol) and kind.name == "builtins.int":
                value = int(value) if value.isdecimal() and len(value) < 18 else UNKNOWN
            owner.values[target] = value
        return UNKNOWN
    if name == "parse_known_args":
        return (Options(dict(owner.values)), UNKNOWN)
    if name == "parse_args":
        return Options(dict(owner.values))
    if name in ("add_argument_group", "add_mutually_exclusive_group"):
        return owner
    if name == "set_defaults":
        owner.values.update(keywords)
    return UNKNOWN


def _of_list(machine: Machine, owner: list[Thing], name: str, arguments: list[Thing]) -> Thing:
    del machine
    if len(owner) > 4096:
        return UNKNOWN
    if name == "append" and arguments:
        owner.append(arguments[0])
    elif name in ("extend", "__iadd__") and arguments:
        found = elements.elements(arguments[0])
        owner += (found or [])[:512]
    elif name == "insert" and len(arguments) == 2 and isinstance(arguments[0], int):
        owner.insert(arguments[0], arguments[1])
    elif name == "pop" and owner:
        place = arguments[0] if arguments and isinstance(arguments[0], int) else -1
        return owner.pop(place) if -len(owner) <= place < len(owner) else UNKNOWN
    elif name == "reverse":
        owner.reverse()
    elif name == "copy":
        return Repeated(owner) if isinstance(owner, Repeated) else list(owner)
    return UNKNOWN


def _of_dictionary(
    owner: dict[Thing, Thing], name: str, arguments: list[Thing], keywords: dict[str, Thing]
) -> Thing:
    if isinstance(owner, Open) and name in ("items", "keys", "values", "copy"):
        return UNKNOWN
    if name == "items":
        return list(owner.items())
    if name in ("keys", "values"):
        return list(owner if name == "keys" else owner.values())
    if name in ("get", "pop", "setdefault") and arguments:
        key = arguments[0]
        fallback = arguments[1] if len(arguments) > 1 else None
        if isinstance(owner, Open):
            fallback = UNKNOWN
        return owner.get(key, fallback) if isinstance(key, elements.KEYS) else UNKNOWN
    if name == "update":
        for value in (*arguments, keywords):
            owner.update(value if isinstance(value, dict) else {})
    if name == "copy":
        return dict(owner)
    return UNKNOWN


def _of_text(owner: str, name: str, arguments: list[Thing], keywords: dict[str, Thing]) -> Thing:
    if name == "format" and not keywords and len(owner) < 200:
        pieces = owner.split("{}")
        plain = [value for value in arguments if isinstance(value, (str, int))]
        whole = len(pieces) - 1 == len(arguments) == len(plain) and "{" not in "".join(pieces)
        if whole:
            shown = [str(v)[:200] + p for v, p in zip(plain, pieces[1:], strict=True)]
            return pieces[0] + "".join(shown)
    if name in ("lower", "upper", "strip") and not arguments:
        return {"lower": owner.lower, "upper": owner.upper, "strip": owner.strip}[name]()
    if name in ("startswith", "endswith") and len(arguments) == 1:
        part = arguments[0]
        if isinstance(part, str):
            return owner.startswith(part) if name == "startswith" else owner.endswith(part)
    return UNKNOWN


def fill_container(
    container: Container, arguments: list[Thing], keywords: dict[str, Thing]
) -> None:
    """Put in what the constructor of a container was given."""
    given = list(arguments)
    layers = keywords.get("layers", keywords.get("modules"))
    if layers is not None:
        given = [layers]
    one = given[0] if len(given) == 1 else None
    if isinstance(one, dict):
        pairs = [(str(key), value) for key, value in one.items()]
    elif isinstance(one, (list, tuple)):
        container.uncertain = container.uncertain or isinstance(one, Repeated)
        named = all(isinstance(i, tuple) and len(i) == 2 and isinstance(i[0], str) for i in one)
        if named and one and container.symbol != "torch.nn.ModuleList":
            pairs = [(str(i[0]), i[1]) for i in one if isinstance(i, tuple)]
        else:
            pairs = [(str(place), item) for place, item in enumerate(one)]
    else:
        container.uncertain = container.uncertain or (one is UNKNOWN and len(given) == 1)
        pairs = [(str(place), item) for place, item in enumerate(given) if item is not UNKNOWN]
        container.uncertain = container.uncertain or len(pairs) < len(given)
    for name, item in pairs[:2000]:
        add_to(container, name, item)


def add_to(container: Container, name: str, item: Thing) -> None:
    members.adopt(container, item, name)
    container.items.append((name, item))


def _of_container(
    machine: Machine,
    owner: Container,
    name: str,
    given: Given,
    site: Site,
) -> Thing:
    arguments, keywords = given
    if name in FLUENT:
        return owner
    if name in ("append", "add") and arguments and len(owner.items) < 2000:
        add_to(owner, str(len(owner.items)), arguments[0])
        if name == "add" and len(owner.items) == 1:
            from acumen.syntax.network.externals import first_shape  # noqa: PLC0415  (a circle)

            owner.input_shape = first_shape(owner)
    elif name in ("add_module", "register_module") and len(arguments) == 2:
        label = arguments[0] if isinstance(arguments[0], str) else str(len(owner.items))
        add_to(owner, label, arguments[1])
    elif name == "insert" and len(arguments) == 2 and isinstance(arguments[0], int):
        members.adopt(owner, arguments[1], str(arguments[0]))
        owner.items.insert(arguments[0], (str(arguments[0]), arguments[1]))
    elif name == "extend" and arguments:
        for value in (elements.elements(arguments[0]) or [])[:512]:
            add_to(owner, str(len(owner.items)), value)
        owner.uncertain = owner.uncertain or isinstance(arguments[0], Repeated)
    elif name == "pop" and owner.items:
        owner.items.pop()
    elif name in ("items", "named_children"):
        return list(owner.items)
    elif name in ("values", "children"):
        return [value for _, value in owner.items]
    elif name == "keys":
        return [key for key, _ in owner.items]
    elif name == "build":
        wanted = arguments[0] if arguments else keywords.get("input_shape")
        if isinstance(wanted, (tuple, list)) and owner.input_shape is None:
            sizes, _ = reshape_sizes([wanted])
            owner.input_shape = Shape((None, *sizes[1:]))
    elif name in ("forward", "call"):
        return calling.call(machine, owner, arguments, keywords, site)
    return UNKNOWN


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
        return _of_container(machine, owner.container, name, (arguments, keywords), site)
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
            from acumen.domain.network import Gap  # noqa: PLC0415

            machine.gap(Gap.DYNAMIC, "a layer under a computed name", site.evidence)
        return None
    if name in ("add_weight", "param", "create_parameter"):
        return _weight(name, arguments, keywords, site, owner)
    if name in ("children", "named_children", "modules", "named_modules"):
        return _children(owner, name)
    if name in ("apply", "init", "init_with_output") and owner.framework == "flax":
        return calling.call(machine, owner, arguments[1:], {}, site)
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
