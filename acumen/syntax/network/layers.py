"""Make layers of the calls that construct them, and note each use of one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from acumen.domain.evidence import Evidence
from acumen.domain.network import UNKNOWN_SHAPE, Gap, LayerKind, Setting, Shape, Weights
from acumen.syntax.network import shapes
from acumen.syntax.network.rearranging import concatenated
from acumen.syntax.network.settings import (
    flag,
    is_size,
    value_of,
)
from acumen.syntax.network.table import Entry, canonical_activation
from acumen.syntax.network.values import (
    BATCH,
    UNKNOWN,
    Container,
    Graph,
    Instance,
    Made,
    Node,
    Repeated,
    Scope,
    Symbol,
    Tensor,
    Thing,
    tensors_in,
)
from acumen.syntax.network.written import NOTHING_WRITTEN, Written, constant, settings_of

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_CONV_KINDS = {
    ("conv", 1): LayerKind.CONV1D,
    ("conv", 2): LayerKind.CONV2D,
    ("conv", 3): LayerKind.CONV3D,
    ("conv-transpose", 1): LayerKind.CONV1D_TRANSPOSE,
    ("conv-transpose", 2): LayerKind.CONV2D_TRANSPOSE,
    ("conv-transpose", 3): LayerKind.CONV3D_TRANSPOSE,
}
_ACTIVATED = frozenset(
    {
        LayerKind.DENSE, LayerKind.CONV1D, LayerKind.CONV2D, LayerKind.CONV3D,
        LayerKind.CONV1D_TRANSPOSE, LayerKind.CONV2D_TRANSPOSE, LayerKind.CONV3D_TRANSPOSE,
        LayerKind.SEPARABLE_CONV, LayerKind.DEPTHWISE_CONV2D, LayerKind.CUSTOM,
    }
)  # fmt: skip
_SIZED_HERE = frozenset(
    {LayerKind.INPUT, LayerKind.CONCAT, LayerKind.RESHAPE, LayerKind.ADD, LayerKind.MULTIPLY,
     LayerKind.PARAMETER}
)  # fmt: skip
_MAX_PATH = 32  # names in a layer's dotted name


@dataclass(slots=True, eq=False)
class Site:
    """Where a call stands, with the source of its arguments."""

    scope: Scope
    line: int
    last_line: int
    written: Written = NOTHING_WRITTEN

    @property
    def evidence(self) -> Evidence:
        return _lines(self.scope.path, self.line, max(self.line, self.last_line))


@lru_cache(maxsize=16384)  # loops and other programs ask for the same again
def _lines(path: str, first: int, last: int) -> Evidence:
    return Evidence(path, first, last)


def make_layer(
    entry: Entry,
    symbol: str,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    site: Site,
) -> Made:
    """The layer that calling a class of the table gives."""
    settings = settings_of(entry, arguments, keywords, site.written)
    kind, variant = entry.kind, entry.variant
    if entry.by_rank:
        kernel = settings.get("kernel_size")
        known = kernel is not None and kernel.known and isinstance(kernel.value, tuple)
        rank = len(kernel.value) if kernel and known and isinstance(kernel.value, tuple) else 2
        kind = _CONV_KINDS.get((entry.by_rank, rank), LayerKind.CUSTOM)
    if entry.framework == "keras":
        settings = _with_old_names(settings, kind, arguments)
    made = Made(kind, variant, symbol, entry.framework, settings, site.evidence)
    if kind is LayerKind.ACTIVATION and not variant:
        given = arguments[0] if arguments else keywords.get("activation", UNKNOWN)
        made.variant = activation_name(given) or ("linear" if given is None else "")
    elif entry.framework == "keras" and kind in _ACTIVATED and "activation" in settings:
        position = next((i for i, slot in enumerate(entry.slots) if slot.name == "activation"), -1)
        given = keywords.get("activation")
        if "activation" not in keywords and 0 <= position < len(arguments):
            given = arguments[position]
        if given is not None and given != "linear":
            made.activation = activation_name(given)
    made.inner = tuple(
        value
        for value in (*arguments, *keywords.values())
        if isinstance(value, (Made, Container, Instance, Graph))
    )
    if kind is LayerKind.PARAMETER:
        given = arguments[0] if arguments else keywords.get("data")
        made.shape = given.shape if isinstance(given, Tensor) else UNKNOWN_SHAPE
    return made


_OLD_NAMES = {"nb_filter": "filters", "border_mode": "padding", "subsample": "strides"}


def _with_old_names(
    given: dict[str, Setting], kind: LayerKind, arguments: list[Thing]
) -> dict[str, Setting]:
    """``Convolution2D(32, 3, 3)`` of the first Keras: rows and columns of the kernel."""
    two = kind is LayerKind.CONV2D and len(arguments) >= 3
    if not two and _OLD_NAMES.keys().isdisjoint(given):
        return given
    settings = dict(given)
    for name, canonical in _OLD_NAMES.items():
        if name in settings:
            settings[canonical] = Setting(
                canonical, settings[name].known, settings[name].value, settings[name].text
            )
    if two and all(is_size(value) for value in arguments[1:3]):
        stride_given = settings["strides"].text
        if "border_mode" in settings or arguments[2] not in (1, 2) or "subsample" in settings:
            kernel = (arguments[1], arguments[2])
            known, value = constant(kernel)
            settings["kernel_size"] = Setting("kernel_size", known, value, stride_given)
            if "subsample" not in settings:
                settings["strides"] = Setting("strides", True, 1)
    return settings


def activation_name(value: Thing) -> str:
    """The canonical name of an activation given as a string, symbol or layer; "" if unknown."""
    if isinstance(value, str):
        return canonical_activation(value)
    if isinstance(value, Symbol):
        return canonical_activation(value.name)
    if isinstance(value, Made) and value.kind is LayerKind.ACTIVATION:
        return value.variant
    return ""


def full_name(value: Thing) -> str:
    """``features.0`` of a layer that containers and modules hold."""
    parts: list[str] = []
    while isinstance(value, (Made, Container, Instance, Graph)) and len(parts) < _MAX_PATH:
        if value.name and (value.owner is not None or not parts):
            parts.append(value.name)
        value = value.owner
    return ".".join(reversed(parts))


def use_layer(machine: Machine, made: Made, arguments: list[Thing], site: Site) -> Thing:
    """What a layer gives for tensors; notes the use."""
    given = tensors_in(arguments)
    if made.kind is LayerKind.PARAMETER:
        return UNKNOWN
    if made.kind is LayerKind.BACKBONE and not given and not machine.rooted:
        return made
    shape = given[0].shape if given else UNKNOWN_SHAPE
    if made.inner and made.kind is LayerKind.SPECTRAL_NORM:
        return machine.call(made.inner[0], arguments, {}, site)
    output = note_use(machine, made, given, shape, site)
    if made.kind is LayerKind.CONCAT and any(isinstance(v, Repeated) for v in arguments):
        output = of_open_length(output)
    if not given and any(value is UNKNOWN for value in arguments):
        machine.gap(Gap.CALL, f"what {made.symbol} is given", site.evidence)
    if made.activation is not None:
        applied = Made(
            LayerKind.ACTIVATION,
            made.activation,
            f"{made.framework}.activations.{made.activation}".rstrip("."),
            made.framework,
            {},
            made.evidence,
            name=made.name,
            owner=made.owner,
        )
        output = note_use(machine, applied, [output], output.shape, site)
    torch_cells = made.framework == "pytorch" and made.kind in (
        LayerKind.LSTM,
        LayerKind.GRU,
        LayerKind.RNN,
        LayerKind.ATTENTION,
    )
    if torch_cells and made.variant == "" and made.symbol.startswith("torch.nn."):
        state: Thing = Tensor(output.node)
        if made.kind is LayerKind.LSTM:
            state = (Tensor(output.node), Tensor(output.node))
        return (output, state)
    if torch_cells and made.variant == "cell" and made.kind is LayerKind.LSTM:
        return (output, Tensor(output.node))
    if flag(made.settings, "return_state") and made.framework == "keras":
        states = 2 if made.kind is LayerKind.LSTM else 1
        states *= 2 if "bidirectional" in made.settings else 1
        return [output, *(Tensor(output.node) for _ in range(states))]
    if made.variant == "cell" and made.framework in ("flax", "haiku"):
        return (Tensor(output.node), output)
    return output


def note_use(machine: Machine, made: Made, given: list[Tensor], shape: Shape, site: Site) -> Tensor:
    """Record one use and give its result."""
    kind, settings = made.kind, made.settings
    inferred_from = shape
    distributed = "time_distributed" in settings
    if distributed and len(shape.dims) > 2 and not shape.open:
        inferred_from = Shape((None, *shape.dims[2:]))
    output, weights = shapes.infer(kind, made.variant, made.framework, settings, inferred_from)
    if distributed:
        known = inferred_from is not shape and not output.open
        output = Shape((None, shape.dims[1], *output.dims[1:])) if known else UNKNOWN_SHAPE
    if kind in _SIZED_HERE:
        if kind is LayerKind.INPUT and given:
            output = shape
        elif kind is LayerKind.CONCAT:
            output = _joined(made, given)
        elif kind is LayerKind.RESHAPE and made.variant == "unsqueeze" and not shape.open:
            output = _unsqueezed(made, shape)
        elif kind is LayerKind.ADD or kind is LayerKind.MULTIPLY:
            output = _broadcast([tensor.shape for tensor in given])
        elif kind is LayerKind.PARAMETER:
            output, weights = made.shape, shapes.size_of(made.shape, settings)
    if made.tied:
        weights = Weights(0, weights.high)
    before = (
        (given[0].node,)
        if len(given) == 1
        else tuple(dict.fromkeys([tensor.node for tensor in given]))
    )
    node = Node(
        machine.next_order(), made, before, shape, output, weights, full_name(made),
        site.scope.owner, site.evidence,
    )  # fmt: skip
    if made.weights is None:
        made.weights = weights
    machine.note(node)
    machine.spend(4)
    return Tensor(node, output)


def _joined(made: Made, given: list[Tensor]) -> Shape:
    if made.variant:
        return UNKNOWN_SHAPE
    axis = value_of(made.settings, "axis")
    return concatenated([tensor.shape for tensor in given], axis if isinstance(axis, int) else None)


def of_open_length(result: Tensor) -> Tensor:
    """What is joined of a list of unknown length: no more than its rank is known."""
    if result.node is None or result.shape.open:
        return result
    result.node.output_shape = Shape((None,) * len(result.shape.dims))
    return Tensor(result.node, result.node.output_shape)


def _unsqueezed(made: Made, shape: Shape) -> Shape:
    axis = value_of(made.settings, "axis")
    rank = len(shape.dims)
    if not isinstance(axis, int) or not -rank - 1 <= axis <= rank:
        return UNKNOWN_SHAPE
    place = axis if axis >= 0 else axis + rank + 1
    return Shape((*shape.dims[:place], 1, *shape.dims[place:]))


def _broadcast(given: list[Shape]) -> Shape:
    """The common shape of tensors of equal rank; else that of the larger one, sizes unknown."""
    closed = [shape for shape in given if not shape.open and shape.dims]
    if len(closed) != len(given) or not closed:
        return UNKNOWN_SHAPE
    rank = max(len(shape.dims) for shape in closed)
    dims: list[int | None] = []
    for place in range(1, rank + 1):
        column = [shape.dims[-place] for shape in closed if len(shape.dims) >= place]
        large = [size for size in column if size is not None and size > 1]
        unknown = any(size is None for size in column)
        dims.append(large[0] if large else (None if unknown else 1))
    return Shape(tuple(reversed(dims)))


def reshape_sizes(values: list[Thing]) -> tuple[list[int | None], list[bool]]:
    """The sizes that ``view(...)`` was given, and which of them is the batch's."""
    if len(values) == 1 and isinstance(values[0], (tuple, list)):
        values = list(values[0])
    numbers: list[int | None] = []
    for value in values:
        plain = isinstance(value, int) and not isinstance(value, bool)
        numbers.append(value if plain and isinstance(value, int) else None)
    return numbers, [value is BATCH for value in values]


def unknown_call(machine: Machine, what: str, given: list[Tensor], site: Site) -> Tensor:
    """Something that cannot be followed was done with tensors: noted, and a reason."""
    machine.gap(Gap.CALL, what, site.evidence)
    made = Made(LayerKind.CUSTOM, "", what, "", {}, site.evidence, weights=None)
    return note_use(machine, made, given, given[0].shape if given else UNKNOWN_SHAPE, site)
