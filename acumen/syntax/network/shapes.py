"""Sizes: what shape a layer gives for what it is given, and how many weights it trains.

Only what follows from known numbers is said; the batch is always unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor, prod

from acumen.domain.network import (
    UNKNOWN_SHAPE,
    UNKNOWN_WEIGHTS,
    LayerKind,
    Setting,
    Shape,
    Value,
    Weights,
)

Settings = Mapping[str, Setting]
Size = int | None
Window = tuple[Size, Size, Size]
"""Kernel, stride and dilation along one axis."""
Sized = tuple[Shape, Weights]

_RANKS = {
    LayerKind.CONV1D: 1, LayerKind.CONV2D: 2, LayerKind.CONV3D: 3,
    LayerKind.CONV1D_TRANSPOSE: 1, LayerKind.CONV2D_TRANSPOSE: 2, LayerKind.CONV3D_TRANSPOSE: 3,
    LayerKind.DEPTHWISE_CONV2D: 2,
}  # fmt: skip
_GATES = {LayerKind.LSTM: 4, LayerKind.GRU: 3, LayerKind.RNN: 1}
_SAME_SHAPE = frozenset(
    {
        LayerKind.ACTIVATION, LayerKind.DROPOUT, LayerKind.IDENTITY, LayerKind.NOISE,
        LayerKind.MASKING, LayerKind.BATCH_NORM, LayerKind.LAYER_NORM, LayerKind.GROUP_NORM,
        LayerKind.INSTANCE_NORM, LayerKind.ADD, LayerKind.POSITIONAL,
    }
)  # fmt: skip
_NORMS = frozenset(
    {LayerKind.BATCH_NORM, LayerKind.LAYER_NORM, LayerKind.GROUP_NORM, LayerKind.INSTANCE_NORM}
)
_LARGEST = 1 << 48


def is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST


def number(settings: Settings, name: str) -> Size:
    """A setting that is a size; None if it is not known to be one."""
    found = settings.get(name)
    if found is None or not found.known or not is_size(found.value):
        return None
    return found.value if isinstance(found.value, int) else None


def value_of(settings: Settings, name: str) -> Value:
    found = settings.get(name)
    return found.value if found is not None and found.known else None


def is_known(settings: Settings, name: str) -> bool:
    found = settings.get(name)
    return found is not None and found.known


def sizes(settings: Settings, name: str, rank: int) -> tuple[Size, ...]:
    """One size for each spatial axis; a single number holds for all."""
    if not is_known(settings, name):
        return (None,) * rank
    value = value_of(settings, name)
    if is_size(value) and isinstance(value, int):
        return (value,) * rank
    if isinstance(value, tuple) and len(value) == 1:
        value = value * rank
    if isinstance(value, tuple) and len(value) == rank:
        return tuple(v if is_size(v) and isinstance(v, int) else None for v in value)
    return (None,) * rank


def flag(settings: Settings, *names: str) -> bool | None:
    """A setting that is true or false under the first of the names it has; None if unknown."""
    for name in names:
        if name in settings:
            value = value_of(settings, name)
            return bool(value) if is_known(settings, name) else None
    return None


def channels_first(framework: str, settings: Settings) -> bool | None:
    if framework == "pytorch":
        return True
    if framework == "keras" and "data_format" in settings:
        if not is_known(settings, "data_format"):
            return None
        return value_of(settings, "data_format") == "channels_first"
    return False


class _Use:
    """One use of a layer: what its rule looks at."""

    def __init__(
        self, kind: LayerKind, variant: str, framework: str, settings: Settings, given: Shape
    ) -> None:
        self.kind = kind
        self.variant = variant
        self.framework = framework
        self.settings = settings
        self.given = given
        self.first = channels_first(framework, settings)

    def channels(self, rank: int) -> Size:
        """The size of the channel axis of the input."""
        dims = self.given.dims
        if self.first is None:
            return None
        if self.first:
            full = len(dims) == rank + 2 or (self.given.open and len(dims) == rank + 1)
            return dims[-rank - 1] if full else None
        return dims[-1] if dims else None

    def spatial(self, rank: int) -> tuple[Size, ...]:
        dims = self.given.dims
        if self.first is None or len(dims) < rank + (0 if self.first else 1):
            return (None,) * rank
        return dims[-rank:] if self.first else dims[-rank - 1 : -1]

    def image(self, channels: Size, spatial: Sequence[Size]) -> Shape:
        if self.first is None:
            return Shape((None,) * (len(spatial) + 2))
        if self.first:
            return Shape((None, channels, *spatial))
        return Shape((None, *spatial, channels))


def infer(kind: LayerKind, variant: str, framework: str, settings: Settings, given: Shape) -> Sized:
    """The shape a layer gives and how many numbers it trains."""
    use = _Use(kind, variant, framework, settings, given)
    rule = _RULES.get(kind)
    if rule is not None:
        return rule(use)
    if kind in _SAME_SHAPE:
        return given, Weights()
    known = kind in _WITHOUT_WEIGHTS
    return UNKNOWN_SHAPE, Weights() if known else UNKNOWN_WEIGHTS


_WITHOUT_WEIGHTS = frozenset(
    {
        LayerKind.AUGMENTATION, LayerKind.CONCAT, LayerKind.CROP, LayerKind.DOT, LayerKind.INPUT,
        LayerKind.LOSS, LayerKind.MATMUL, LayerKind.MULTIPLY, LayerKind.PAD, LayerKind.PERMUTE,
        LayerKind.REDUCE, LayerKind.REPEAT, LayerKind.RESHAPE, LayerKind.UPSAMPLE,
    }
)  # fmt: skip


def exactly(count: Size) -> Weights:
    return UNKNOWN_WEIGHTS if count is None else Weights(count, count)


def size_of(shape: Shape, settings: Settings) -> Weights:
    """How many numbers a bare tensor trains."""
    if flag(settings, "requires_grad") is False and is_known(settings, "requires_grad"):
        return Weights()
    return UNKNOWN_WEIGHTS if shape.open else exactly(_product(*shape.dims))


def _product(*factors: Size) -> Size:
    known = [factor for factor in factors if factor is not None]
    return prod(known) if len(known) == len(factors) else None


def _sum(*terms: Size) -> Size:
    known = [term for term in terms if term is not None]
    return sum(known) if len(known) == len(terms) else None


def _bias(use: _Use, units: Size) -> Size:
    biased = flag(use.settings, "use_bias", "bias")
    if biased is None:
        return units if not {"use_bias", "bias"} & use.settings.keys() else None
    return units if biased else 0


def _dense(use: _Use) -> Sized:
    units = number(use.settings, "units")
    width = number(use.settings, "in_units")
    dims = use.given.dims
    if width is None and dims and "in_units" not in use.settings:
        width = dims[-1]
    weights = exactly(_sum(_product(width, units), _bias(use, units)))
    if use.variant:
        return UNKNOWN_SHAPE, UNKNOWN_WEIGHTS
    if dims:
        return Shape((*dims[:-1], units), use.given.open), weights
    return Shape((units,), open=True), weights


def _convolution(use: _Use) -> Sized:
    rank = _RANKS[use.kind]
    settings = use.settings
    filters = number(settings, "filters")
    channels = number(settings, "in_channels")
    if channels is None and "in_channels" not in settings:
        channels = use.channels(rank)
    kernel = sizes(settings, "kernel_size", rank)
    groups = number(settings, "groups") if "groups" in settings else 1
    strides = sizes(settings, "strides", rank)
    dilation = sizes(settings, "dilation", rank) if "dilation" in settings else (1,) * rank
    transposed = use.kind.endswith("transpose")
    if use.kind is LayerKind.DEPTHWISE_CONV2D:
        multiplier = number(settings, "depth_multiplier")
        filters = _product(channels, multiplier)
        weights = _product(channels, multiplier, *kernel)
    else:
        volume = _product(filters, channels, *kernel)
        weights = volume // groups if volume is not None and groups else None
    weights = _sum(weights, _bias(use, filters))
    spatial = tuple(
        _transposed_size(use, i, size, (kernel[i], strides[i], dilation[i]))
        if transposed
        else _window_size(use, i, size, (kernel[i], strides[i], dilation[i]))
        for i, size in enumerate(use.spatial(rank))
    )
    return use.image(filters, spatial), exactly(weights)


def _padding(use: _Use, axis: int) -> int | str | None:
    """Padding on each side of an axis, or "same" or "valid"; None if unknown."""
    if not is_known(use.settings, "padding"):
        return None
    value = value_of(use.settings, "padding")
    if isinstance(value, str):
        return value.lower() if value.lower() in ("same", "valid") else None
    if isinstance(value, tuple):
        value = value[axis] if axis < len(value) else None
    return value if is_size(value) and isinstance(value, int) else None


def _window_size(use: _Use, axis: int, size: Size, window: Window) -> Size:
    """The size of one axis after a sliding window; None if unknown, 0 if nothing is left."""
    kernel, stride, dilation = window
    padding = _padding(use, axis)
    if size is None or stride is None or stride == 0 or padding is None:
        return None
    if padding == "same":
        return ceil(size / stride)
    if kernel is None or dilation is None:
        return None
    reach = dilation * (kernel - 1) + 1
    room = size - reach + (2 * padding if isinstance(padding, int) else 0)
    if not is_known(use.settings, "ceil_mode") and "ceil_mode" in use.settings:
        return None
    if flag(use.settings, "ceil_mode"):
        steps = ceil(room / stride)
        starts = size + (padding if isinstance(padding, int) else 0)
        if steps * stride >= starts:
            steps -= 1
        return max(0, steps + 1)
    return max(0, floor(room / stride) + 1)


def _transposed_size(use: _Use, axis: int, size: Size, window: Window) -> Size:
    kernel, stride, dilation = window
    padding = _padding(use, axis)
    if size is None or kernel is None or stride is None or dilation is None or padding is None:
        return None
    extra_known = is_known(use.settings, "output_padding")
    if isinstance(padding, int):
        if not extra_known:
            return None
        extra = sizes(use.settings, "output_padding", 3)[axis]
        if extra is None:
            return None
        return max(0, (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1)
    if extra_known and value_of(use.settings, "output_padding") is not None:
        return None
    if "output_shape" in use.settings and value_of(use.settings, "output_shape") is not None:
        return None
    if padding == "same":
        return size * stride
    return size * stride + max(dilation * (kernel - 1) + 1 - stride, 0)


def _separable(use: _Use) -> Sized:
    rank = 1 if use.variant == "1d" else 2
    filters = number(use.settings, "filters")
    channels = use.channels(rank)
    multiplier = number(use.settings, "depth_multiplier")
    kernel = sizes(use.settings, "kernel_size", rank)
    strides = sizes(use.settings, "strides", rank)
    dilation = sizes(use.settings, "dilation", rank)
    depthwise = _product(channels, multiplier, *kernel)
    pointwise = _product(channels, multiplier, filters)
    spatial = tuple(
        _window_size(use, i, size, (kernel[i], strides[i], dilation[i]))
        for i, size in enumerate(use.spatial(rank))
    )
    weights = exactly(_sum(depthwise, pointwise, _bias(use, filters)))
    return use.image(filters, spatial), weights


def _pool(use: _Use) -> Sized:
    rank = {"1d": 1, "3d": 3}.get(use.variant, 2)
    if rank == 2 and use.framework in ("flax", "haiku"):
        window = value_of(use.settings, "kernel_size")
        if not isinstance(window, tuple) or len(window) != 2:
            return UNKNOWN_SHAPE, Weights()
    kernel = sizes(use.settings, "kernel_size", rank)
    strides = kernel
    if value_of(use.settings, "strides") is not None or not is_known(use.settings, "strides"):
        strides = sizes(use.settings, "strides", rank)
    dilation = sizes(use.settings, "dilation", rank) if "dilation" in use.settings else (1,) * rank
    spatial = tuple(
        _window_size(use, i, size, (kernel[i], strides[i], dilation[i]))
        for i, size in enumerate(use.spatial(rank))
    )
    return use.image(use.channels(rank), spatial), Weights()


def _global_pool(use: _Use) -> Sized:
    rank = {"1d": 1, "3d": 3}.get(use.variant, 2)
    channels = use.channels(rank)
    kept = flag(use.settings, "keepdims")
    if kept is None and "keepdims" in use.settings:
        return UNKNOWN_SHAPE, Weights()
    if kept:
        return use.image(channels, (1,) * rank), Weights()
    return Shape((None, channels)), Weights()


def _adaptive_pool(use: _Use) -> Sized:
    rank = int(use.variant[-2]) if use.variant[-2:-1].isdigit() else 2
    wanted = sizes(use.settings, "output_size", rank)
    return use.image(use.channels(rank), wanted), Weights()


def _flatten(use: _Use) -> Sized:
    given = use.given
    if "start_dim" in use.settings:
        start, end = value_of(use.settings, "start_dim"), value_of(use.settings, "end_dim")
        if not isinstance(start, int) or end != -1 or given.open:
            plain = start == 1 and end == -1
            return (Shape((None, None)) if plain else UNKNOWN_SHAPE), Weights()
        dims = given.dims
        if not 0 <= start < max(1, len(dims)):
            return UNKNOWN_SHAPE, Weights()
        return Shape((*dims[:start], _product(*dims[start:]))), Weights()
    if given.open or not given.dims:
        return Shape((None, None)), Weights()
    return Shape((None, _product(*given.dims[1:]))), Weights()


def reshaped(given: Shape, wanted: Sequence[int | None], batch: Sequence[bool]) -> Shape:
    """A new shape; -1 stands for what is left over, ``batch`` marks the batch's own size."""
    dims: list[Size] = [size if size is not None and size >= 0 else None for size in wanted]
    left = [i for i, size in enumerate(wanted) if size == -1]
    if len(left) == 1 and not given.open and given.dims:
        rest = given.dims[1:]
        others = [size for i, size in enumerate(wanted) if i != left[0] and not batch[i]]
        total = _product(*rest)
        product = _product(*others)
        if any(batch) and total is not None and product and total % product == 0:
            dims[left[0]] = total // product
    return Shape(tuple(dims))


def _reshape(use: _Use) -> Sized:
    """Of a Keras layer, whose target leaves the batch out; others are computed where used."""
    wanted = value_of(use.settings, "target_shape")
    if not isinstance(wanted, tuple):
        return UNKNOWN_SHAPE, Weights()
    numbers = [v if isinstance(v, int) and not isinstance(v, bool) else None for v in wanted]
    shape = reshaped(use.given, [None, *numbers], [True, *[False] * len(numbers)])
    return shape, Weights()


def _permute(use: _Use) -> Sized:
    order = value_of(use.settings, "order")
    dims = use.given.dims
    if use.framework == "keras" and isinstance(order, tuple):
        order = (0, *order) if 0 not in order else order
    whole = isinstance(order, tuple) and not use.given.open and len(order) == len(dims)
    if (
        whole
        and isinstance(order, tuple)
        and sorted(map(str, order)) == sorted(map(str, range(len(dims))))
    ):
        return Shape(tuple(dims[i] for i in order if isinstance(i, int))), Weights()
    return UNKNOWN_SHAPE, Weights()


def _embedding(use: _Use) -> Sized:
    rows, width = number(use.settings, "input_dim"), number(use.settings, "output_dim")
    weights = exactly(_product(rows, width))
    if use.variant:
        return Shape((None, width)), weights
    if use.given.open:
        return Shape((*use.given.dims, width), open=True), weights
    return Shape((*use.given.dims, width)), weights


def _recurrent(use: _Use) -> Sized:
    settings = use.settings
    if use.variant not in ("", "cell"):
        return UNKNOWN_SHAPE, UNKNOWN_WEIGHTS
    units = number(settings, "units")
    gates = _GATES[use.kind]
    if use.framework != "pytorch":
        return _recurrent_of_keras(use, units, gates)
    width = number(settings, "input_size")
    layers = number(settings, "num_layers") if "num_layers" in settings else 1
    both = flag(settings, "bidirectional") if "bidirectional" in settings else False
    projected = value_of(settings, "proj_size")
    if both is None or layers is None or projected not in (0, None):
        return UNKNOWN_SHAPE, UNKNOWN_WEIGHTS
    ways = 2 if both else 1
    biases = _bias(use, 2)
    total: Size = 0
    for index in range(min(layers, 512)):
        before = width if index == 0 else _product(units, ways)
        columns = _sum(before, units, biases)
        total = _sum(total, _product(ways, gates, units, columns))
    given = use.given.dims
    if use.variant == "cell":
        return Shape((None, units)), exactly(total)
    front = given[:2] if len(given) == 3 and not use.given.open else (None, None)
    return Shape((*front, _product(units, ways))), exactly(total)


def _recurrent_of_keras(use: _Use, units: Size, gates: int) -> Sized:
    settings = use.settings
    if use.framework != "keras":
        return UNKNOWN_SHAPE, UNKNOWN_WEIGHTS
    dims = use.given.dims
    width = dims[-1] if dims else None
    weights = exactly(_product(gates, units, _sum(width, units, _bias(use, 1))))
    if use.kind is LayerKind.GRU:  # with Keras 2.3 its biases became twice as many
        biased = flag(settings, "use_bias")
        low = _product(gates, units, _sum(width, units, 1 if biased else 0))
        high = _product(gates, units, _sum(width, units, 0 if biased is False else 2))
        weights = UNKNOWN_WEIGHTS if low is None or high is None else Weights(low, high)
    ways = 1
    if "bidirectional" in settings:
        weights = weights.plus(weights)
        ways = 2 if value_of(settings, "merge_mode") in ("concat", None) else 1
    if "bidirectional" in settings and not is_known(settings, "merge_mode"):
        return UNKNOWN_SHAPE, weights
    sequences = flag(settings, "return_sequences")
    if sequences is None:
        return UNKNOWN_SHAPE, weights
    steps = dims[-2] if len(dims) >= 2 else None
    if sequences:
        return Shape((None, steps, _product(units, ways))), weights
    return Shape((None, _product(units, ways))), weights


def _norm(use: _Use) -> Sized:
    settings = use.settings
    if use.variant == "functional":
        return use.given, Weights()
    features = number(settings, "features")
    if features is None and "normalized_shape" in settings:
        wanted = value_of(settings, "normalized_shape")
        if is_size(wanted) and isinstance(wanted, int):
            features = wanted
        elif isinstance(wanted, tuple) and all(is_size(v) for v in wanted):
            features = prod(v for v in wanted if isinstance(v, int))
    given_by_input = not {"features", "normalized_shape"} & settings.keys()
    if given_by_input and use.given.dims and value_of(settings, "axis") in (-1, None):
        features = use.given.dims[-1] if use.framework != "pytorch" else None
    if "affine" in settings:
        affine = flag(settings, "affine")
        count: Size = None if affine is None else 2 * affine
        if use.variant == "rms" and affine is not None:
            count = int(affine)
        if use.kind is LayerKind.LAYER_NORM and "bias" in settings and affine:
            biased = flag(settings, "bias")
            count = None if biased is None else 1 + biased
    elif use.variant == "rms":
        count = 1
    else:
        center, scale = flag(settings, "center"), flag(settings, "scale")
        count = None if center is None or scale is None else center + scale
    return use.given, exactly(_product(features, count))


def _activation(use: _Use) -> Sized:
    if use.variant == "prelu":
        count = number(use.settings, "num_parameters")
        return use.given, exactly(count)
    if use.variant == "glu":
        dims = use.given.dims
        half = dims[-1] // 2 if dims and dims[-1] is not None else None
        last = value_of(use.settings, "axis") == -1
        return (Shape((*dims[:-1], half), use.given.open) if dims and last else UNKNOWN_SHAPE), (
            Weights()
        )
    return use.given, Weights()


def _attention(use: _Use) -> Sized:
    if use.variant == "scaled-dot-product":
        return use.given, Weights()
    width = number(use.settings, "width")
    plain = all(value_of(use.settings, name) is None for name in ("kdim", "vdim"))
    biased = flag(use.settings, "bias") and flag(use.settings, "add_bias_kv") is False
    if use.framework == "pytorch" and plain and biased:
        return use.given, exactly(_sum(_product(4, width, width), _product(4, width)))
    return use.given, UNKNOWN_WEIGHTS


def _upsample(use: _Use) -> Sized:
    if use.framework == "keras" and use.variant in ("2d", ""):
        factors = sizes(use.settings, "scale_factor", 2)
        spatial = tuple(map(_product, use.spatial(2), factors))
        return use.image(use.channels(2), spatial), Weights()
    dims = use.given.dims
    if use.framework == "pytorch" and not use.variant and len(dims) == 4:
        factors = sizes(use.settings, "scale_factor", 2)
        if value_of(use.settings, "size") is None and is_known(use.settings, "size"):
            return Shape((*dims[:2], *map(_product, dims[2:], factors))), Weights()
        wanted = sizes(use.settings, "size", 2)
        return Shape((*dims[:2], *wanted)), Weights()
    return UNKNOWN_SHAPE, Weights()


def _pad(use: _Use) -> Sized:
    rank = 2
    if use.framework == "keras" and is_size(value_of(use.settings, "padding")):
        width = number(use.settings, "padding")
        spatial = tuple(_sum(size, width, width) for size in use.spatial(rank))
        if len(use.given.dims) == 4:
            return use.image(use.channels(rank), spatial), Weights()
    return UNKNOWN_SHAPE, Weights()


def _reduce(use: _Use) -> Sized:
    dims = use.given.dims
    axis = value_of(use.settings, "axis")
    kept = flag(use.settings, "keepdim", "keepdims")
    axes = axis if isinstance(axis, tuple) else (axis,)
    numbers = [a for a in axes if isinstance(a, int) and not isinstance(a, bool)]
    if use.given.open or kept is None or len(numbers) != len(axes) or not dims:
        return UNKNOWN_SHAPE, Weights()
    places = {a % len(dims) for a in numbers}
    if kept:
        return Shape(tuple(1 if i in places else d for i, d in enumerate(dims))), Weights()
    return Shape(tuple(d for i, d in enumerate(dims) if i not in places)), Weights()


def concatenated(shapes: Sequence[Shape], axis: int | None) -> Shape:
    """The shape of tensors put side by side along ``axis``."""
    if not shapes or any(s.open or len(s.dims) != len(shapes[0].dims) for s in shapes):
        return UNKNOWN_SHAPE
    rank = len(shapes[0].dims)
    if axis is None or not -rank <= axis < rank:
        return Shape((None,) * rank)
    place = axis % rank
    dims = []
    for i in range(rank):
        column = [shape.dims[i] for shape in shapes]
        if i == place:
            dims.append(_sum(*column))
        else:
            dims.append(next((size for size in column if size is not None), None))
    return Shape(tuple(dims))


_RULES: dict[LayerKind, Callable[[_Use], Sized]] = {
    LayerKind.DENSE: _dense,
    **dict.fromkeys(_RANKS, _convolution),
    LayerKind.SEPARABLE_CONV: _separable,
    LayerKind.MAX_POOL: _pool,
    LayerKind.AVG_POOL: _pool,
    LayerKind.GLOBAL_AVG_POOL: _global_pool,
    LayerKind.GLOBAL_MAX_POOL: _global_pool,
    LayerKind.ADAPTIVE_POOL: _adaptive_pool,
    LayerKind.FLATTEN: _flatten,
    LayerKind.RESHAPE: _reshape,
    LayerKind.PERMUTE: _permute,
    LayerKind.EMBEDDING: _embedding,
    **dict.fromkeys(_GATES, _recurrent),
    **dict.fromkeys(_NORMS, _norm),
    LayerKind.ACTIVATION: _activation,
    LayerKind.ATTENTION: _attention,
    LayerKind.UPSAMPLE: _upsample,
    LayerKind.PAD: _pad,
    LayerKind.REDUCE: _reduce,
}
