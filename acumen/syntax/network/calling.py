"""What calling something gives: own functions, classes and modules, layers and containers."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acumen.domain.network import UNKNOWN_SHAPE, Gap, LayerKind, Shape
from acumen.syntax.network import arithmetic, externals, members, methods
from acumen.syntax.network.expressions import parameters
from acumen.syntax.network.layers import Site, note_use, unknown_call, use_layer
from acumen.syntax.network.table import spelled
from acumen.syntax.network.values import (
    UNKNOWN,
    Bound,
    ClassRef,
    Container,
    FunctionRef,
    Graph,
    Instance,
    Made,
    Node,
    Partial,
    Scope,
    Symbol,
    Tensor,
    Thing,
    tensors_in,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_MAX_CALLS = 32  # of functions inside of functions
FORWARD = {"pytorch": ("forward",), "keras": ("call",), "flax": ("__call__",),
           "haiku": ("__call__",), "equinox": ("__call__",)}  # fmt: skip
_TRAINING_FLAGS = {"training": True, "train": True, "is_training": True, "deterministic": False}
_NO_LAYERS = ("torch.autograd.", "torch.utils.", "torch.optim.", "torch.nn.modules.loss.")
_SEQUENTIAL_BASES = frozenset({"torch.nn.Sequential"})
_LIST_BASES = frozenset({"torch.nn.ModuleList", "torch.nn.ModuleDict"})
_ROOTS = {"torch": "pytorch", "pytorch_lightning": "pytorch", "lightning": "pytorch",
          "transformers": "pytorch", "timm": "pytorch", "torchvision": "pytorch",
          "torch_geometric": "pytorch", "keras": "keras", "flax": "flax", "haiku": "haiku",
          "equinox": "equinox", "fairseq": "pytorch", "speechbrain": "pytorch",
          "labml_helpers": "pytorch"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One call of a network from outside: what it used, in order."""

    model: Instance | Container
    nodes: tuple[Node, ...]
    outputs: tuple[Node, ...]
    first_order: int
    last_order: int
    sized: int  # known sizes of the tensors it was called with


def call(
    machine: Machine, callee: Thing, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    """The result of a call; :data:`UNKNOWN` for what is not followed."""
    machine.spend()
    if isinstance(callee, Symbol):
        return externals.call_symbol(machine, callee, arguments, keywords, site)
    if isinstance(callee, Made):
        arguments = [arithmetic.as_tensor(machine, a, site) for a in arguments]
        return use_layer(machine, callee, [*arguments, *keywords.values()], site)
    if isinstance(callee, Bound):
        return methods.call_method(machine, callee, arguments, keywords, site)
    if isinstance(callee, Partial):
        merged = {**callee.keywords, **keywords}
        return call(machine, callee.function, [*callee.arguments, *arguments], merged, site)
    if isinstance(callee, (FunctionRef, ClassRef, Instance, Container, Graph)):
        if machine.depth >= _MAX_CALLS * 4:
            machine.gap(Gap.CYCLE, "calls inside of calls", site.evidence)
            return UNKNOWN
        machine.depth += 3
        try:
            return _call_own(machine, callee, arguments, keywords, site)
        finally:
            machine.depth -= 3
    given = tensors_in([*arguments, *keywords.values()])
    if any(tensor.node is not None for tensor in given) or (machine.rooted and given):
        return unknown_call(machine, "a call that cannot be followed", given, site)
    return UNKNOWN


def _call_own(
    machine: Machine,
    callee: FunctionRef | ClassRef | Instance | Container | Graph,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    site: Site,
) -> Thing:
    if isinstance(callee, FunctionRef):
        return run_function(machine, callee, arguments, keywords, None)
    if isinstance(callee, ClassRef):
        return instantiate(machine, callee, arguments, keywords, site)
    if isinstance(callee, Graph):
        return _replay(machine, callee, tensors_in(arguments), site)
    framework = callee.framework
    given = tensors_in([*arguments, *keywords.values()])
    from_graph = framework != "pytorch" and any(tensor.node is not None for tensor in given)
    if machine.rooted or from_graph or not framework:
        machine.used.add(id(callee))
        return apply(machine, callee, arguments, keywords, site)
    return run_network(machine, callee, arguments, keywords, site)


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
        return _replay(machine, model, tensors_in(arguments), site)
    for gap_order in model.gaps:
        missing = next((m for order, m in machine.gaps if order == gap_order), None)
        if missing is not None:
            machine.gap(missing.gap, missing.detail, missing.evidence)
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
        return _replay(machine, graph, tensors_in(arguments), site)
    given = tensors_in([*arguments, *keywords.values()])
    if model.framework and (given or machine.rooted):
        machine.gap(Gap.UNUSED, f"{model.cls.name} has no forward of its own", model.evidence)
        made = Made(LayerKind.CUSTOM, "", f".{model.cls.name}", model.framework, {},
                    model.evidence, model.name, model.owner)  # fmt: skip
        return note_use(machine, made, given, UNKNOWN_SHAPE, site)
    return UNKNOWN


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
    for order in container.gaps:
        missing = next((m for at, m in machine.gaps if at == order), None)
        if missing is not None:
            machine.gap(missing.gap, missing.detail, missing.evidence)
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
        value = call(machine, item, [*passed, *rest], {}, site)
        if isinstance(value, tuple) and value and not isinstance(item, Instance):
            value = value[0] if isinstance(value[0], Tensor) else value
        if not tensors_in([value]):
            value = Tensor(None)
    return value


def _replay(machine: Machine, graph: Graph, given: list[Tensor], site: Site) -> Thing:
    """Use a model that is given by its tensors on other tensors."""
    nodes = graph_nodes(graph)
    known: dict[int, Tensor] = {}
    for start, tensor in zip(graph.inputs, given, strict=False):
        if start.node is not None:
            known[id(start.node)] = tensor
    for node in nodes:
        if id(node) in known:
            continue
        inputs = [
            known.get(id(before), Tensor(None)) if before is not None else Tensor(None)
            for before in node.inputs
        ]
        shape = inputs[0].shape if inputs else UNKNOWN_SHAPE
        known[id(node)] = note_use(machine, node.made, inputs, shape, site)
    outputs = [known.get(id(tensor.node), Tensor(None)) for tensor in graph.outputs]
    return outputs[0] if len(outputs) == 1 else outputs


def graph_nodes(graph: Graph) -> list[Node]:
    """Everything between a model's inputs and outputs, in order of making."""
    ends = {id(tensor.node) for tensor in graph.inputs if tensor.node is not None}
    found: dict[int, Node] = {}
    waiting = [tensor.node for tensor in (*graph.outputs, *graph.inputs)]
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in found:
            continue
        found[id(node)] = node
        if id(node) not in ends:
            waiting += node.inputs
    return sorted(found.values(), key=lambda node: node.order)


def run_function(
    machine: Machine,
    function: FunctionRef,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    bound: Bound | None,
) -> Thing:
    """Read the body of a function with its parameters bound."""
    names: dict[str, Thing] = {}
    instance = bound.owner if bound is not None and isinstance(bound.owner, Instance) else None
    scope = Scope(function.path, names, _enclosing(function.scope), function.name)
    scope.instance = instance if instance is not None else function.scope.instance
    scope.home = bound.home if bound is not None else function.scope.home
    if bound is not None:
        arguments = [bound.owner, *arguments]
    if function.lambda_ is not None:
        _bind(machine, function.lambda_.args, (arguments, keywords), scope, function)
        scope.owner = function.scope.owner
        return machine.expression(function.lambda_.body, scope, function.line)
    statement = function.statement
    if statement is None:
        return UNKNOWN
    header = getattr(statement.item, "header", "")
    declared = parameters(header)
    if declared is not None:
        _bind(machine, declared, (arguments, keywords), scope, function)
    machine.ran.add((function.path, statement.item.start))
    left = machine.block(statement.body, scope)
    return left.value if left is not None else None


def _enclosing(scope: Scope) -> Scope:
    """Functions do not see the names of the class they stand in."""
    while scope.outer is not None and scope.home is not None and scope.names is scope.home.members:
        scope = scope.outer
    return scope


def _bind(
    machine: Machine,
    declared: ast.arguments,
    given: methods.Given,
    scope: Scope,
    function: FunctionRef,
) -> None:
    arguments, keywords = given
    positional = [*declared.posonlyargs, *declared.args]
    left = dict(keywords)
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(declared.defaults))
    defaults += declared.defaults

    def value_of(name: str, default: ast.expr | None, given: list[Thing]) -> Thing:
        if given:
            return given[0]
        if name in left:
            return left.pop(name)
        if name in _TRAINING_FLAGS:
            return _TRAINING_FLAGS[name]
        if default is not None:
            return machine.expression(default, function.scope, function.line)
        return UNKNOWN

    for index, (parameter, default) in enumerate(zip(positional, defaults, strict=True)):
        first = arguments[index : index + 1]
        scope.names[parameter.arg] = value_of(parameter.arg, default, first)
    for parameter, fallback in zip(declared.kwonlyargs, declared.kw_defaults, strict=True):
        scope.names[parameter.arg] = value_of(parameter.arg, fallback, [])
    if declared.vararg is not None:
        scope.names[declared.vararg.arg] = tuple(arguments[len(positional) :])
    if declared.kwarg is not None:
        scope.names[declared.kwarg.arg] = left


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
    made.made_in = site.scope.home
    before = len(machine.gaps)
    for home in members.lineage(machine, cls):
        for base in home.bases:
            if isinstance(base, Symbol):
                _inherit(made, spelled(base.name), site)
    found = members.class_member(machine, cls, "__init__")
    if found is not None and isinstance(found[0], FunctionRef):
        bound = Bound(made, "__init__", found[0], found[1])
        run_function(machine, found[0], arguments, keywords, bound)
    else:
        if made.container is not None:
            methods.fill_container(made.container, arguments, keywords)
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
