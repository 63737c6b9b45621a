"""The value of each form of expression."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from acumen.domain.evidence import Evidence
from acumen.domain.network import Gap, LayerKind, Shape
from acumen.syntax.network import arithmetic
from acumen.syntax.network.arithmetic import LARGEST, MAX_ELEMENTS
from acumen.syntax.network.layers import Site, source_of
from acumen.syntax.network.table import function_entry, layer_entry, spelled
from acumen.syntax.network.values import (
    BATCH,
    UNKNOWN,
    Bound,
    ClassRef,
    Container,
    FunctionRef,
    Graph,
    Instance,
    Made,
    ModuleRef,
    Open,
    Options,
    Parts,
    Repeated,
    Scope,
    Super,
    Symbol,
    Tensor,
    Thing,
    Unknown,
)

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

KEYS = (str, int, float, type(None))  # of dictionaries
_BUILTINS = frozenset(
    {
        "range", "len", "int", "float", "str", "bool", "list", "tuple", "dict", "set", "zip",
        "enumerate", "reversed", "sorted", "min", "max", "sum", "abs", "round", "isinstance",
        "hasattr", "getattr", "setattr", "super", "print", "map", "type", "pow", "divmod",
    }
)  # fmt: skip
_OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip


def builtin(name: str) -> Thing:
    return Symbol(f"builtins.{name}") if name in _BUILTINS else UNKNOWN


def from_stars(name: str, modules: list[str]) -> Thing | None:
    """A name that a star import of a framework gives, if the table knows it."""
    for module in reversed(modules):
        symbol = spelled(f"{module}.{name}")
        if layer_entry(symbol) or function_entry(symbol):
            return Symbol(f"{module}.{name}")
        if name in ("Sequential", "Model") and "keras" in module:
            return Symbol(f"{module}.{name}")
    return None


def evaluate(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    rule = _RULES.get(type(node))
    return rule(machine, node, scope, line) if rule is not None else UNKNOWN


def truth(value: Thing) -> bool | None:
    """Whether a condition holds; None if that is not known."""
    if isinstance(value, (Unknown, Symbol, Tensor, Options, Repeated)):
        return None
    if value is None or isinstance(value, (bool, int, float, str, tuple, list, dict)):
        return bool(value)
    return True


def elements(value: Thing) -> list[Thing] | None:
    """What iterating gives; None if it is not known."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, range):
        return list(value) if len(value) <= MAX_ELEMENTS else None
    if isinstance(value, dict):
        return None if isinstance(value, Open) else list(value)
    if isinstance(value, str):
        return list(value)
    if isinstance(value, Container):
        return [item for _, item in value.items]
    if isinstance(value, Instance) and value.container is not None:
        return [item for _, item in value.container.items]
    return None


def unpacked(value: Thing, count: int) -> list[Thing]:
    if isinstance(value, (tuple, list)) and len(value) == count:
        return list(value)
    if isinstance(value, Tensor):
        return [Tensor(value.node) for _ in range(count)]
    if isinstance(value, Container) and len(value.items) == count:
        return [item for _, item in value.items]
    return [UNKNOWN] * count


def set_item(owner: Thing, key: Thing, value: Thing) -> None:
    if isinstance(owner, dict):
        if isinstance(key, KEYS):
            owner[key] = value
    elif isinstance(owner, list):
        if isinstance(key, int) and -len(owner) <= key < len(owner):
            owner[key] = value
    elif isinstance(owner, Container):
        adopt(owner, value, str(key) if isinstance(key, (str, int)) else "?")
        if isinstance(key, (str, int)):
            names = [name for name, _ in owner.items]
            place = names.index(str(key)) if str(key) in names else -1
            if place >= 0:
                owner.items[place] = (str(key), value)
            else:
                owner.items.append((str(key), value))
        else:
            owner.uncertain = True


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


def set_attribute(machine: Machine, owner: Thing, name: str, value: Thing) -> None:
    del machine
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
        owner.members[name] = value


def attribute(machine: Machine, owner: Thing, name: str) -> Thing:
    """``owner.name``."""
    if isinstance(owner, Symbol):
        return Symbol(f"{owner.name}.{name}")
    if isinstance(owner, ModuleRef):
        return _of_module(machine, owner, name)
    if isinstance(owner, Instance):
        return _of_instance(machine, owner, name)
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


_OF_ANY_MODEL = frozenset(
    {"to", "cuda", "cpu", "eval", "train", "double", "float", "half", "bfloat16", "type", "apply",
     "requires_grad_", "parameters", "named_parameters", "state_dict", "load_state_dict",
     "children", "named_children", "modules", "named_modules", "forward", "predict", "summary",
     "compile", "fit", "save", "load_weights", "trainable", "weights", "get_weights"}
)  # fmt: skip


def _name_of(value: Thing) -> str:
    return value.name if isinstance(value, (Made, Container, Instance, Graph)) else ""


def part_of(owner: Made, name: str) -> Made:
    """A part of a library's model: as closed to this reading as the whole."""
    return Made(
        owner.kind, owner.variant, f"{owner.symbol}.{name}"[:400], owner.framework,
        dict(owner.settings), owner.evidence, owner=owner.owner, name=owner.name,
    )  # fmt: skip


_NATIVE = {"in_units": ("in_features",), "units": ("out_features", "hidden_size"),
           "filters": ("out_channels",), "output_dim": ("embedding_dim",),
           "features": ("num_features",)}  # fmt: skip


def _of_module(machine: Machine, owner: ModuleRef, name: str) -> Thing:
    if owner.path is not None:
        names = machine.module(owner.path).names
        if name in names:
            return names[name]
    dotted = f"{owner.dotted}.{name}" if owner.dotted else name
    found, path = machine.places.locate(dotted, owner.origin)
    return ModuleRef(dotted, owner.origin, path) if found else UNKNOWN


def _of_instance(machine: Machine, owner: Instance, name: str) -> Thing:
    if name in owner.attributes:
        return owner.attributes[name]
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


class _UnknownDims(Unknown):
    """The sizes of a tensor of which not even the rank is known."""

    __slots__ = ()


UNKNOWN_DIMS = _UnknownDims()


def _constant(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    del machine, scope, line
    value = node.value if isinstance(node, ast.Constant) else None
    if value is Ellipsis or isinstance(value, (bytes, complex)):
        return UNKNOWN
    if isinstance(value, int) and abs(value) > LARGEST:
        return UNKNOWN
    return value


def _name(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    del line
    return machine.lookup(node.id, scope) if isinstance(node, ast.Name) else UNKNOWN


def _attribute(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Attribute):
        return UNKNOWN
    return attribute(machine, machine.expression(node.value, scope, line), node.attr)


def _call(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Call):
        return UNKNOWN
    callee = machine.expression(node.func, scope, line)
    arguments: list[Thing] = []
    texts: list[str] = []
    uncertain = False
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            value = machine.expression(argument.value, scope, line)
            found = elements(value)
            uncertain = uncertain or found is None or isinstance(value, Repeated)
            uncertain = uncertain or (isinstance(value, Container) and value.uncertain)
            arguments += found if found is not None else [UNKNOWN]
            texts += [""] * (len(found) if found is not None else 1)
        else:
            arguments.append(machine.expression(argument, scope, line))
            texts.append(source_of(argument))
    keywords: dict[str, Thing] = {}
    named: list[tuple[str, str]] = []
    for keyword in node.keywords:
        value = machine.expression(keyword.value, scope, line)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
            named.append((keyword.arg, source_of(keyword.value)))
        elif isinstance(value, dict):
            keywords.update({k: v for k, v in value.items() if isinstance(k, str)})
    first = line + node.lineno - 1
    last = line + (node.end_lineno or node.lineno) - 1
    site = Site(scope, first, max(first, last), tuple(texts), tuple(named))
    result = machine.call(callee, arguments, keywords, site)
    if uncertain and isinstance(result, Container):
        result.uncertain = True
    return result


def _binop(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.BinOp):
        return UNKNOWN
    left = machine.expression(node.left, scope, line)
    right = machine.expression(node.right, scope, line)
    at = line + node.lineno - 1
    last = line + (node.end_lineno or node.lineno) - 1
    return arithmetic.binary(machine, _OPERATORS[type(node.op)], left, right, Site(scope, at, last))


def _unary(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.UnaryOp):
        return UNKNOWN
    value = machine.expression(node.operand, scope, line)
    if isinstance(node.op, ast.Not):
        known = truth(value)
        return UNKNOWN if known is None else not known
    if isinstance(value, (int, float)):
        if isinstance(node.op, ast.USub):
            return -value
        return value if isinstance(node.op, ast.UAdd) else UNKNOWN
    return value if isinstance(value, Tensor) else UNKNOWN


def _boolean(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.BoolOp):
        return UNKNOWN
    is_and = isinstance(node.op, ast.And)
    unknown = False
    value: Thing = UNKNOWN
    for part in node.values:
        value = machine.expression(part, scope, line)
        known = truth(value)
        if known is None:
            unknown = True
        elif known is not is_and:
            return value if not unknown else (UNKNOWN if not is_and else False)
    return UNKNOWN if unknown else value


def _compare(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Compare):
        return UNKNOWN
    left = machine.expression(node.left, scope, line)
    result: Thing = UNKNOWN
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = machine.expression(right_node, scope, line)
        result = arithmetic.compared(operator, left, right)
        if result is not True:
            return result
        left = right
    return result


def _either(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.IfExp):
        return UNKNOWN
    known = truth(machine.expression(node.test, scope, line))
    if known is not None:
        return machine.expression(node.body if known else node.orelse, scope, line)
    start = machine.activity
    first = machine.expression(node.body, scope, line)
    middle = machine.activity
    second = machine.expression(node.orelse, scope, line)
    if middle != start or machine.activity != middle:
        where = Evidence(scope.path, line + node.lineno - 1, line + node.lineno - 1)
        machine.gap(Gap.BRANCH, source_of(node.test), where)
        return first if middle != start else second
    same = (
        isinstance(first, arithmetic.CONSTANTS)
        and isinstance(second, arithmetic.CONSTANTS)
        and first == second
    )
    if same:
        return first
    return first if isinstance(first, Tensor) else UNKNOWN


def _subscript(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Subscript):
        return UNKNOWN
    owner = machine.expression(node.value, scope, line)
    if isinstance(owner, _UnknownDims):
        zero = isinstance(node.slice, ast.Constant) and node.slice.value == 0
        return BATCH if zero else UNKNOWN
    if isinstance(owner, Tensor):
        return Tensor(owner.node)
    if isinstance(owner, Parts) or (isinstance(owner, Made) and owner.kind is LayerKind.BACKBONE):
        return owner
    if isinstance(node.slice, ast.Slice):
        return _sliced(machine, owner, node.slice, scope, line)
    key = machine.expression(node.slice, scope, line)
    return item(owner, key)


def item(owner: Thing, key: Thing) -> Thing:
    if isinstance(owner, Repeated):
        return owner[0] if owner else UNKNOWN
    if isinstance(owner, (list, tuple, range)) and isinstance(key, int):
        return owner[key] if -len(owner) <= key < len(owner) else UNKNOWN
    if isinstance(owner, dict):
        return owner.get(key, UNKNOWN) if isinstance(key, KEYS) else UNKNOWN
    if isinstance(owner, Container):
        if isinstance(key, int) and -len(owner.items) <= key < len(owner.items):
            return owner.items[key][1]
        if isinstance(key, str):
            return dict(owner.items).get(key, UNKNOWN)
        if owner.uncertain and owner.items:
            return owner.items[0][1]
    return UNKNOWN


def _sliced(machine: Machine, owner: Thing, node: ast.Slice, scope: Scope, line: int) -> Thing:
    bounds: list[int | None] = []
    for part in (node.lower, node.upper, node.step):
        value = machine.expression(part, scope, line) if part is not None else None
        if value is not None and not isinstance(value, int):
            return UNKNOWN
        bounds.append(value)
    if bounds[2] == 0:
        return UNKNOWN
    cut = slice(*bounds)
    if isinstance(owner, (list, tuple, str)) and not isinstance(owner, Repeated):
        return owner[cut]
    if isinstance(owner, Container):
        return Container(
            owner.symbol, owner.framework, owner.sequential, owner.items[cut], owner.evidence,
            owner=owner,
        )  # fmt: skip
    return UNKNOWN


def _several(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return UNKNOWN
    values: list[Thing] = []
    uncertain = False
    for part in node.elts[: 4 * MAX_ELEMENTS]:
        if isinstance(part, ast.Starred):
            value = machine.expression(part.value, scope, line)
            found = elements(value)
            uncertain = uncertain or found is None or isinstance(value, Repeated)
            values += found if found is not None else []
        else:
            values.append(machine.expression(part, scope, line))
    if uncertain:
        return Repeated(values)
    return tuple(values) if isinstance(node, ast.Tuple) else values


def _dictionary(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.Dict):
        return UNKNOWN
    found: dict[Thing, Thing] = {}
    more = False
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = machine.expression(value_node, scope, line)
        if key_node is None:
            if isinstance(value, dict):
                found.update(value)
            more = more or not isinstance(value, dict) or isinstance(value, Open)
            continue
        key = machine.expression(key_node, scope, line)
        if isinstance(key, KEYS):
            found[key] = value
    return Open(found) if more else found


def _comprehension(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
        return UNKNOWN
    inner = Scope(scope.path, {}, scope, scope.owner, instance=scope.instance, home=scope.home)
    keys: list[Thing] = []
    values: list[Thing] = []

    def rounds(level: int) -> bool:
        """Evaluate one level; True if the number of rounds is not known."""
        if level >= min(8, len(node.generators)):
            if isinstance(node, ast.DictComp):
                keys.append(machine.expression(node.key, inner, line))
                values.append(machine.expression(node.value, inner, line))
            else:
                values.append(machine.expression(node.elt, inner, line))
            return False
        part = node.generators[level]
        over = machine.expression(part.iter, inner, line)
        found = elements(over)
        uncertain = found is None or isinstance(over, Repeated)
        uncertain = uncertain or (isinstance(over, Container) and over.uncertain)
        for value in found if found is not None else [UNKNOWN]:
            if len(values) >= MAX_ELEMENTS:
                return True
            machine.bind(part.target, value, inner, line)
            conditions = [truth(machine.expression(test, inner, line)) for test in part.ifs]
            if any(known is False for known in conditions):
                continue
            uncertain = uncertain or any(known is None for known in conditions)
            uncertain = rounds(level + 1) or uncertain
        return uncertain

    uncertain = rounds(0)
    if isinstance(node, ast.DictComp):
        pairs = zip(keys, values, strict=True)
        made: dict[Thing, Thing] = {k: v for k, v in pairs if isinstance(k, KEYS)}
        return Open(made) if uncertain else made
    return Repeated(values) if uncertain else values


def _lambda(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    del machine
    if not isinstance(node, ast.Lambda):
        return UNKNOWN
    return FunctionRef(scope.path, "lambda", None, scope, lambda_=node, line=line)


def _joined(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.JoinedStr):
        return UNKNOWN
    pieces: list[str] = []
    for part in node.values:
        value: Thing = part.value if isinstance(part, ast.Constant) else UNKNOWN
        if isinstance(part, ast.FormattedValue) and part.format_spec is None:
            value = machine.expression(part.value, scope, line)
        if not isinstance(value, (str, int)):
            return UNKNOWN
        pieces.append(str(value)[:200])
    return "".join(pieces)[:1000]


def _walrus(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if not isinstance(node, ast.NamedExpr):
        return UNKNOWN
    value = machine.expression(node.value, scope, line)
    machine.bind(node.target, value, scope, line)
    return value


def _waited(machine: Machine, node: ast.expr, scope: Scope, line: int) -> Thing:
    if isinstance(node, (ast.Await, ast.Starred)):
        return machine.expression(node.value, scope, line)
    return UNKNOWN


Rule = Callable[["Machine", ast.expr, Scope, int], Thing]

_RULES: dict[type, Rule] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.BinOp: _binop,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _either,
    ast.Subscript: _subscript,
    ast.Tuple: _several,
    ast.List: _several,
    ast.Set: _several,
    ast.Dict: _dictionary,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Lambda: _lambda,
    ast.JoinedStr: _joined,
    ast.NamedExpr: _walrus,
    ast.Await: _waited,
    ast.Starred: _waited,
}
