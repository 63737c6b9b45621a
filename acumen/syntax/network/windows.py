"""Sizes after layers for images and signals: convolution, pooling, enlarging and padding."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from acumen.domain.network import UNKNOWN_SHAPE, LayerKind, Shape
from acumen.syntax.network.settings import (
    Size,
    Sizes,
    flag,
    is_known,
    is_size,
    number,
    size_or_unknown,
    sizes,
    value_of,
)
from acumen.syntax.network.sizing import (
    NO_WEIGHTS,
    Sized,
    Use,
    biases_of,
    exactly,
    product_of,
    sum_of,
)

Window = tuple[Size, Size, Size]
"""Kernel, stride and dilation along one axis."""
RANKS = {
    LayerKind.CONV1D: 1, LayerKind.CONV2D: 2, LayerKind.CONV3D: 3,
    LayerKind.CONV1D_TRANSPOSE: 1, LayerKind.CONV2D_TRANSPOSE: 2, LayerKind.CONV3D_TRANSPOSE: 3,
    LayerKind.DEPTHWISE_CONV2D: 2,
}  # fmt: skip


def convolution(use: Use) -> Sized:
    rank = RANKS[use.kind]
    settings = use.settings
    filters = number(settings, "filters")
    channels = number(settings, "in_channels")
    if channels is None and "in_channels" not in settings:
        channels = use.channels(rank)
    kernel = sizes(settings, "kernel_size", rank)
    groups = number(settings, "groups") if "groups" in settings else 1
    strides = sizes(settings, "strides", rank)
    dilation = sizes(settings, "dilation", rank) if "dilation" in settings else (1,) * rank
    size_after = _transposed_size if use.kind.endswith("transpose") else _window_size
    if use.kind is LayerKind.DEPTHWISE_CONV2D:
        multiplier = number(settings, "depth_multiplier")
        filters = product_of(channels, multiplier)
        weights = product_of(channels, multiplier, *kernel)
    else:
        volume = product_of(filters, channels, *kernel)
        weights = volume // groups if volume is not None and groups else None
    weights = sum_of(weights, biases_of(use, filters))
    spatial = _slid(size_after, use, (kernel, strides, dilation))
    return use.image(filters, spatial), exactly(weights)


def separable(use: Use) -> Sized:
    rank = 1 if use.variant == "1d" else 2
    filters = number(use.settings, "filters")
    channels = use.channels(rank)
    multiplier = number(use.settings, "depth_multiplier")
    kernel = sizes(use.settings, "kernel_size", rank)
    strides = sizes(use.settings, "strides", rank)
    dilation = sizes(use.settings, "dilation", rank)
    depthwise = product_of(channels, multiplier, *kernel)
    pointwise = product_of(channels, multiplier, filters)
    spatial = _slid(_window_size, use, (kernel, strides, dilation))
    weights = exactly(sum_of(depthwise, pointwise, biases_of(use, filters)))
    return use.image(filters, spatial), weights


def pool(use: Use) -> Sized:
    rank = {"1d": 1, "3d": 3}.get(use.variant, 2)
    if rank == 2 and use.framework in ("flax", "haiku"):
        window = value_of(use.settings, "kernel_size")
        if not isinstance(window, tuple) or len(window) != 2:
            return UNKNOWN_SHAPE, NO_WEIGHTS
    kernel = sizes(use.settings, "kernel_size", rank)
    strides = kernel
    if value_of(use.settings, "strides") is not None or not is_known(use.settings, "strides"):
        strides = sizes(use.settings, "strides", rank)
    dilation = sizes(use.settings, "dilation", rank) if "dilation" in use.settings else (1,) * rank
    spatial = _slid(_window_size, use, (kernel, strides, dilation))
    return use.image(use.channels(rank), spatial), NO_WEIGHTS


def global_pool(use: Use) -> Sized:
    rank = {"1d": 1, "3d": 3}.get(use.variant, 2)
    channels = use.channels(rank)
    kept = flag(use.settings, "keepdims")
    if kept is None and "keepdims" in use.settings:
        return UNKNOWN_SHAPE, NO_WEIGHTS
    if kept:
        return use.image(channels, (1,) * rank), NO_WEIGHTS
    return Shape((None, channels)), NO_WEIGHTS


def adaptive_pool(use: Use) -> Sized:
    rank = int(use.variant[-2]) if use.variant[-2:-1].isdigit() else 2
    wanted = sizes(use.settings, "output_size", rank)
    return use.image(use.channels(rank), wanted), NO_WEIGHTS


def upsample(use: Use) -> Sized:
    if use.framework == "keras" and use.variant in ("2d", ""):
        factors = sizes(use.settings, "scale_factor", 2)
        spatial = tuple(map(product_of, use.spatial(2), factors))
        return use.image(use.channels(2), spatial), NO_WEIGHTS
    dims = use.given.dims
    if use.framework == "pytorch" and not use.variant and len(dims) == 4:
        factors = sizes(use.settings, "scale_factor", 2)
        if value_of(use.settings, "size") is None and is_known(use.settings, "size"):
            return Shape((*dims[:2], *map(product_of, dims[2:], factors))), NO_WEIGHTS
        wanted = sizes(use.settings, "size", 2)
        return Shape((*dims[:2], *wanted)), NO_WEIGHTS
    return UNKNOWN_SHAPE, NO_WEIGHTS


def pad(use: Use) -> Sized:
    rank = 2
    if use.framework == "keras" and is_size(value_of(use.settings, "padding")):
        width = number(use.settings, "padding")
        spatial = tuple(sum_of(size, width, width) for size in use.spatial(rank))
        if len(use.given.dims) == 4:
            return use.image(use.channels(rank), spatial), NO_WEIGHTS
    return UNKNOWN_SHAPE, NO_WEIGHTS


def _slid(
    size_after: Callable[[Use, int, Size, Window], Size],
    use: Use,
    windows: tuple[Sizes, Sizes, Sizes],
) -> Sizes:
    """The spatial axes after a window went over them; ``windows`` as in Window, by axis."""
    kernel, strides, dilation = windows
    return tuple(
        size_after(use, axis, size, (kernel[axis], strides[axis], dilation[axis]))
        for axis, size in enumerate(use.spatial(len(kernel)))
    )


def _padding(use: Use, axis: int) -> int | str | None:
    """Padding on each side of an axis, or "same" or "valid"; None if unknown."""
    if not is_known(use.settings, "padding"):
        return None
    value = value_of(use.settings, "padding")
    if isinstance(value, str):
        return value.lower() if value.lower() in ("same", "valid") else None
    if isinstance(value, tuple):
        value = value[axis] if axis < len(value) else None
    return size_or_unknown(value)


def _window_size(use: Use, axis: int, size: Size, window: Window) -> Size:
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


def _transposed_size(use: Use, axis: int, size: Size, window: Window) -> Size:
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
