"""Sizes: what shape a layer gives for what it is given, and how many weights it trains.

Only what follows from known numbers is said; the batch is always unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from acumen.domain.network import UNKNOWN_SHAPE, UNKNOWN_WEIGHTS, LayerKind, Shape, Weights
from acumen.syntax.network import rearranging, sequences, windows
from acumen.syntax.network.settings import (
    Settings,
    Sheet,
    Size,
    flag,
    is_known,
    is_size,
    number,
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

_NORMS = frozenset(
    {LayerKind.BATCH_NORM, LayerKind.LAYER_NORM, LayerKind.GROUP_NORM, LayerKind.INSTANCE_NORM}
)
_SAME_SHAPE = frozenset(
    {
        LayerKind.ACTIVATION, LayerKind.DROPOUT, LayerKind.IDENTITY, LayerKind.NOISE,
        LayerKind.MASKING, LayerKind.BATCH_NORM, LayerKind.LAYER_NORM, LayerKind.GROUP_NORM,
        LayerKind.INSTANCE_NORM, LayerKind.ADD, LayerKind.POSITIONAL,
    }
)  # fmt: skip
_WITHOUT_WEIGHTS = frozenset(
    {
        LayerKind.AUGMENTATION, LayerKind.CONCAT, LayerKind.CROP, LayerKind.DOT, LayerKind.INPUT,
        LayerKind.LOSS, LayerKind.MATMUL, LayerKind.MULTIPLY, LayerKind.PAD, LayerKind.PERMUTE,
        LayerKind.REDUCE, LayerKind.REPEAT, LayerKind.RESHAPE, LayerKind.UPSAMPLE,
    }
)  # fmt: skip


def infer(kind: LayerKind, variant: str, framework: str, settings: Settings, given: Shape) -> Sized:
    """The shape a layer gives and how many numbers it trains."""
    rule = _RULES.get(kind)
    if rule is not None:
        return _asked(rule, Use(kind, variant, framework, settings, given))
    if kind in _SAME_SHAPE:
        return given, NO_WEIGHTS
    known = kind in _WITHOUT_WEIGHTS
    return UNKNOWN_SHAPE, NO_WEIGHTS if known else UNKNOWN_WEIGHTS


def _asked(rule: Callable[[Use], Sized], use: Use) -> Sized:
    """What a rule says, asked once for the same settings: layers are used again and again."""
    settings = use.settings
    if not isinstance(settings, Sheet):
        return rule(use)
    key = (use.kind, use.variant, use.framework, use.given.dims, use.given.open)
    found = settings.sized.get(key)
    if found is None:
        found = settings.sized[key] = rule(use)
    return found


def size_of(shape: Shape, settings: Settings) -> Weights:
    """How many numbers a bare tensor trains."""
    if flag(settings, "requires_grad") is False and is_known(settings, "requires_grad"):
        return NO_WEIGHTS
    return UNKNOWN_WEIGHTS if shape.open else exactly(product_of(*shape.dims))


def _dense(use: Use) -> Sized:
    units = number(use.settings, "units")
    width = number(use.settings, "in_units")
    dims = use.given.dims
    if width is None and dims and "in_units" not in use.settings:
        width = dims[-1]
    weights = exactly(sum_of(product_of(width, units), biases_of(use, units)))
    if use.variant:
        return UNKNOWN_SHAPE, UNKNOWN_WEIGHTS
    if dims:
        return Shape((*dims[:-1], units), use.given.open), weights
    return Shape((units,), open=True), weights


def _norm(use: Use) -> Sized:
    settings = use.settings
    if use.variant == "functional":
        return use.given, NO_WEIGHTS
    features = number(settings, "features")
    if features is None and "normalized_shape" in settings:
        wanted = value_of(settings, "normalized_shape")
        if is_size(wanted):
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
    return use.given, exactly(product_of(features, count))


def _activation(use: Use) -> Sized:
    if use.variant == "prelu":
        count = number(use.settings, "num_parameters")
        return use.given, exactly(count)
    if use.variant == "glu":
        dims = use.given.dims
        half = dims[-1] // 2 if dims and dims[-1] is not None else None
        last = value_of(use.settings, "axis") == -1
        return (Shape((*dims[:-1], half), use.given.open) if dims and last else UNKNOWN_SHAPE), (
            NO_WEIGHTS
        )
    return use.given, NO_WEIGHTS


_RULES: dict[LayerKind, Callable[[Use], Sized]] = {
    LayerKind.DENSE: _dense,
    **dict.fromkeys(windows.RANKS, windows.convolution),
    LayerKind.SEPARABLE_CONV: windows.separable,
    LayerKind.MAX_POOL: windows.pool,
    LayerKind.AVG_POOL: windows.pool,
    LayerKind.GLOBAL_AVG_POOL: windows.global_pool,
    LayerKind.GLOBAL_MAX_POOL: windows.global_pool,
    LayerKind.ADAPTIVE_POOL: windows.adaptive_pool,
    LayerKind.FLATTEN: rearranging.flatten,
    LayerKind.RESHAPE: rearranging.reshape,
    LayerKind.PERMUTE: rearranging.permute,
    LayerKind.EMBEDDING: sequences.embedding,
    **dict.fromkeys(sequences.GATES, sequences.recurrent),
    **dict.fromkeys(_NORMS, _norm),
    LayerKind.ACTIVATION: _activation,
    LayerKind.ATTENTION: sequences.attention,
    LayerKind.UPSAMPLE: windows.upsample,
    LayerKind.PAD: windows.pad,
    LayerKind.REDUCE: rearranging.reduce,
}
