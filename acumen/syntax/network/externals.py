"""What calling something imported gives: layers, containers, models, tensors and constants."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from acumen.domain.network import UNKNOWN_SHAPE, LayerKind, Setting, Shape, Weights
from acumen.syntax.network import arithmetic, builtin_functions, containers, members
from acumen.syntax.network.containers import declared_shape, first_shape
from acumen.syntax.network.graphs import make_graph
from acumen.syntax.network.layers import (
    Site,
    make_layer,
    note_use,
    of_open_length,
    reshape_sizes,
)
from acumen.syntax.network.rearranging import reshaped
from acumen.syntax.network.settings import size_or_unknown
from acumen.syntax.network.table import (
    Entry,
    canonical_activation,
    function_entry,
    layer_entry,
    spelled,
)
from acumen.syntax.network.values import (
    UNKNOWN,
    Container,
    Instance,
    Made,
    Options,
    Partial,
    Repeated,
    Symbol,
    Tensor,
    Thing,
    tensors_in,
)
from acumen.syntax.network.written import constant, settings_of

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_SEQUENTIAL = {
    "torch.nn.Sequential": "pytorch", "keras.Sequential": "keras",
    "keras.models.Sequential": "keras", "flax.linen.Sequential": "flax",
    "flax.nnx.Sequential": "flax", "haiku.Sequential": "haiku",
    "equinox.nn.Sequential": "equinox", "torch_geometric.nn.Sequential": "pytorch",
}  # fmt: skip
_KEPT_TOGETHER = frozenset(
    {"torch.nn.ModuleList", "torch.nn.ModuleDict", "torch.nn.ParameterList",
     "torch.nn.ParameterDict"}
)  # fmt: skip
_MODELS = frozenset({"keras.Model", "keras.models.Model", "keras.Functional"})
_INPUTS = frozenset({"keras.Input", "keras.layers.Input"})
_GIVES_FIRST = frozenset(
    {"torch.compile", "torch.jit.script", "torch.jit.trace", "torch.nn.DataParallel",
     "torch.nn.parallel.DistributedDataParallel", "torch.nn.utils.weight_norm",
     "torch.nn.utils.spectral_norm", "torch.nn.utils.parametrizations.weight_norm",
     "torch.nn.utils.parametrizations.spectral_norm",
     "torch.nn.SyncBatchNorm.convert_sync_batchnorm",
     "torch.utils.checkpoint.checkpoint_wrapper", "torch.nn.init.xavier_uniform_",
     "torch.autograd.Variable", "torch.nn.utils.rnn.pad_packed_sequence",
     "torch.nn.utils.rnn.pack_padded_sequence", "flax.linen.remat", "flax.linen.jit",
     "jax.checkpoint", "jax.jit", "haiku.remat", "jax.vmap", "keras.ops.cast", "tensorflow.cast",
     "tensorflow.function", "tensorflow.identity", "keras.backend.cast"}
)  # fmt: skip
_CREATORS = frozenset(
    {"randn", "rand", "zeros", "ones", "empty", "randint", "full", "normal", "uniform",
     "random_normal", "Tensor", "FloatTensor", "LongTensor"}
)  # fmt: skip
_OTHER_CREATORS = frozenset(
    {"arange", "linspace", "eye", "tril", "triu", "tensor", "as_tensor", "from_numpy", "range",
     "constant", "array", "asarray", "full", "PRNGKey", "Variable", "where"}
)  # fmt: skip
_TENSOR_MODULES = ("torch.", "jax.", "tensorflow.", "keras.ops.", "keras.backend.", "numpy.")
_ABOUT_TENSORS = ("torch.is_", "torch.numel", "tensorflow.shape", "keras.backend.shape",
                  "keras.backend.int_shape", "keras.backend.ndim", "keras.ops.shape",
                  "tensorflow.rank", "jax.numpy.shape", "tensorflow.print")  # fmt: skip
_WRAPPERS = {"keras.layers.Bidirectional": "bidirectional",
             "keras.layers.TimeDistributed": "time_distributed"}  # fmt: skip


def call_symbol(
    machine: Machine, callee: Symbol, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    """The result of calling something that is imported or built in."""
    symbol = spelled(callee.name)
    if symbol.startswith("builtins."):
        return builtin_functions.call(symbol[9:], machine, arguments, keywords, site)
    if symbol in _SEQUENTIAL or symbol in _KEPT_TOGETHER:
        return _container(machine, symbol, arguments, keywords, site)
    if symbol in _MODELS:
        return make_graph(machine, symbol, arguments, keywords, site) or UNKNOWN
    if symbol in _INPUTS:
        return _input(machine, symbol, arguments, keywords, site)
    if symbol in _GIVES_FIRST and arguments:
        value = arguments[0]
        if symbol.endswith("pad_packed_sequence") and isinstance(value, Tensor):
            return (Tensor(value.node), UNKNOWN)
        return value
    if symbol in _WRAPPERS:
        return _wrapped(machine, symbol, arguments, keywords, site)
    if machine.rooted and not symbol.startswith("torch.nn.init."):
        arguments = [arithmetic.as_tensor(machine, value, site) for value in arguments]
    given = tensors_in([*arguments, *keywords.values()])
    if given and (entry := function_entry(symbol)) is not None:
        return _function(machine, (symbol, entry), arguments, keywords, site)
    if (entry := layer_entry(symbol)) is not None:
        machine.constructed()
        return make_layer(entry, symbol, arguments, keywords, site)
    if symbol.startswith("torch.nn.") and symbol.endswith("Loss"):
        return Made(LayerKind.LOSS, canonical_activation(symbol), symbol, "pytorch", {},
                    site.evidence)  # fmt: skip
    return _other(machine, symbol, arguments, keywords, site)


def _other(
    machine: Machine,
    symbol: str,
    arguments: list[Thing],
    keywords: dict[str, Thing],
    site: Site,
) -> Thing:
    given = tensors_in([*arguments, *keywords.values()])
    head, _, name = symbol.rpartition(".")
    if symbol in ("collections.OrderedDict", "OrderedDict"):
        return builtin_functions.ordered(arguments)
    if name == "ArgumentParser" or symbol in ("argparse.Namespace", "types.SimpleNamespace"):
        return Options(dict(keywords) if name != "ArgumentParser" else {})
    if symbol in ("functools.partial", "jax.tree_util.Partial") and arguments:
        return Partial(arguments[0], arguments[1:], dict(keywords))
    if symbol in ("copy.deepcopy", "copy.copy") and arguments:
        return _copied(arguments[0], 0)
    if symbol == "torch.utils.checkpoint.checkpoint" and arguments:
        return machine.call(arguments[0], arguments[1:], {}, site)
    if head in ("math", "numpy", "np") and not given:
        return _mathematics(name, arguments)
    if name in _CREATORS and symbol.startswith(_TENSOR_MODULES):
        return _created(name, arguments, keywords)
    if name in _OTHER_CREATORS and not given and symbol.startswith(_TENSOR_MODULES):
        return Tensor(None)
    if symbol.startswith("einops.") and given:
        kind = LayerKind.REDUCE if name == "reduce" else LayerKind.RESHAPE
        variant = "einops" if name == "reduce" else name
        made = Made(kind, variant, symbol, "", {}, site.evidence)
        return note_use(machine, made, given, given[0].shape, site)
    connected = machine.rooted or any(tensor.node is not None for tensor in given)
    if given and name.endswith("_like"):
        return Tensor(None, given[0].shape)
    if name in ("chunk", "split", "unbind", "tensor_split") and given:
        count = arguments[1] if len(arguments) > 1 else keywords.get("chunks")
        if name == "chunk" and isinstance(count, int) and 0 < count <= 64:
            return [Tensor(given[0].node) for _ in range(count)]
        return Tensor(given[0].node)
    if (
        given
        and connected
        and not symbol.startswith(("torch.nn.init.", "torch.save", "logging.", *_ABOUT_TENSORS))
    ):
        made = Made(LayerKind.CUSTOM, "", symbol, "", {}, site.evidence)
        result = note_use(machine, made, given, UNKNOWN_SHAPE, site)
        if result.node is not None and symbol.startswith(_TENSOR_MODULES):
            result.node.weights = Weights()  # functions of these libraries train nothing
        return result
    if given:
        return Tensor(None)
    if name[:1].isupper() and not symbol.startswith(("torch.utils.", "torch.optim.")):
        return Made(LayerKind.CUSTOM, "", symbol, "", {}, site.evidence)
    return UNKNOWN


def _container(
    machine: Machine, symbol: str, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Container:
    machine.constructed()
    container = Container(
        symbol,
        _SEQUENTIAL.get(symbol, "pytorch"),
        symbol in _SEQUENTIAL,
        [],
        site.evidence,
        scope=site.scope.owner,
        path=site.scope.path,
    )
    containers.fill(container, arguments, keywords)
    if container.sequential:
        container.input_shape = first_shape(container)
        if site.scope.home is None:
            machine.made_models.append(container)
    return container


def _input(
    machine: Machine, symbol: str, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    machine.constructed()
    entry = layer_entry(symbol)
    if entry is None:
        return UNKNOWN
    made = make_layer(entry, symbol, arguments, keywords, site)
    label = keywords.get("name")
    made.name = label if isinstance(label, str) else ""
    known = "tensor" not in keywords
    partly = arguments[0] if arguments else keywords.get("shape")
    shape = declared_shape(made.settings) if known else None
    if shape is None and isinstance(partly, (tuple, list)):
        dims = tuple(map(size_or_unknown, partly))
        shape = Shape((None, *dims))
    tensor = note_use(machine, made, [], UNKNOWN_SHAPE, site)
    if tensor.node is not None:
        tensor.node.output_shape = shape or UNKNOWN_SHAPE
    return Tensor(tensor.node, shape or UNKNOWN_SHAPE)


def _wrapped(
    machine: Machine, symbol: str, arguments: list[Thing], keywords: dict[str, Thing], site: Site
) -> Thing:
    inner = arguments[0] if arguments else keywords.get("layer", UNKNOWN)
    name = _WRAPPERS[symbol]
    machine.constructed()
    if not isinstance(inner, Made):
        return inner
    settings = dict(inner.settings)
    settings[name] = Setting(name, True, True)
    for key, value in keywords.items():
        if key in ("merge_mode", "input_shape"):
            known, plain = constant(value)
            settings[key] = Setting(key, known, plain)
    if name == "bidirectional":
        settings.setdefault("merge_mode", Setting("merge_mode", True, "concat"))
    return Made(
        inner.kind, inner.variant, inner.symbol, inner.framework, settings, site.evidence,
        activation=inner.activation, inner=inner.inner,
    )  # fmt: skip


def _function(
    machine: Machine,
    function: tuple[str, Entry],
    arguments: list[Thing],
    keywords: dict[str, Thing],
    site: Site,
) -> Thing:
    symbol, entry = function
    given = tensors_in([*arguments, *keywords.values()])
    if not machine.rooted and not any(tensor.node is not None for tensor in given):
        return Tensor(None)
    plain = [v for v in arguments[1:] if not tensors_in([v])] if arguments else []
    options = {k: v for k, v in keywords.items() if not tensors_in([v])}
    settings = settings_of(entry, plain, options, site.written)
    variant = entry.variant or (
        canonical_activation(symbol) if entry.kind is LayerKind.ACTIVATION else ""
    )
    made = Made(entry.kind, variant, symbol, entry.framework, settings, site.evidence)
    result = note_use(machine, made, given, given[0].shape, site)
    if entry.kind is LayerKind.CONCAT and any(isinstance(v, Repeated) for v in arguments):
        return of_open_length(result)
    wanted = plain[0] if plain else keywords.get("shape")
    if entry.kind is LayerKind.RESHAPE and not variant and isinstance(wanted, (tuple, list)):
        numbers, batch = reshape_sizes([wanted])
        if numbers and result.node is not None:
            result.node.output_shape = reshaped(given[0].shape, numbers, batch)
            return Tensor(result.node, result.node.output_shape)
    if symbol in ("torch.max", "torch.min") and plain:
        return (result, Tensor(result.node))
    return result


def _copied(value: Thing, depth: int) -> Thing:
    """A deep copy: its weights are its own."""
    if depth > 8:
        return UNKNOWN
    if isinstance(value, Made):
        return Made(
            value.kind, value.variant, value.symbol, value.framework, dict(value.settings),
            value.evidence, inner=value.inner, shape=value.shape, activation=value.activation,
        )  # fmt: skip
    if isinstance(value, Container):
        copied = Container(
            value.symbol, value.framework, value.sequential, [], value.evidence,
            uncertain=value.uncertain, input_shape=value.input_shape,
        )  # fmt: skip
        for name, item in value.items:
            containers.add(copied, name, _copied(item, depth + 1))
        return copied
    if isinstance(value, Instance):
        twin = Instance(value.cls, value.framework, value.evidence, gaps=list(value.gaps))
        twin.made_in = value.made_in
        for name, item in value.attributes.items():
            copy = _copied(item, depth + 1)
            twin.attributes[name] = copy
            members.adopt(twin, copy, name)
        container = _copied(value.container, depth + 1) if value.container is not None else None
        twin.container = container if isinstance(container, Container) else None
        return twin
    if isinstance(value, list):
        items = [_copied(item, depth + 1) for item in value]
        return Repeated(items) if isinstance(value, Repeated) else items
    return value


def _mathematics(name: str, arguments: list[Thing]) -> Thing:
    numbers = [v for v in arguments if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if name == "prod" and len(arguments) == 1 and isinstance(arguments[0], (list, tuple)):
        sizes = [v for v in arguments[0] if isinstance(v, int)]
        return math.prod(sizes) if 0 < len(sizes) == len(arguments[0]) <= 16 else UNKNOWN
    if len(numbers) != len(arguments) or not numbers:
        return UNKNOWN
    known: dict[str, Callable[..., float]] = {
        "sqrt": math.sqrt, "floor": math.floor, "ceil": math.ceil, "log": math.log,
        "log2": math.log2, "exp": math.exp,
    }  # fmt: skip
    if name not in known or max(abs(n) for n in numbers) > 1 << 53:
        return UNKNOWN
    try:
        return known[name](*numbers)
    except (ArithmeticError, ValueError, TypeError):
        return UNKNOWN


def _created(name: str, arguments: list[Thing], keywords: dict[str, Thing]) -> Tensor:
    """A new tensor; its sizes are the arguments where those say nothing else."""
    if name in ("normal", "full", "uniform", "randint"):
        wanted = keywords.get("size", keywords.get("shape"))
        wanted = wanted or next((v for v in arguments if isinstance(v, (tuple, list))), None)
        sizes: list[Thing] = [wanted] if wanted is not None else []
    else:
        sizes = arguments or [keywords.get("size", keywords.get("shape", UNKNOWN))]
    if not sizes or (sizes[0] is UNKNOWN and len(sizes) == 1):
        return Tensor(None)
    numbers, _ = reshape_sizes(sizes)
    return Tensor(None, Shape(tuple(n if n is not None and n >= 0 else None for n in numbers)))
