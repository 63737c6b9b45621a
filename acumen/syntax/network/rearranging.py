"""Sizes after tensors are flattened, reshaped, permuted, reduced or put side by side."""

from __future__ import annotations

from collections.abc import Sequence

from acumen.domain.network import UNKNOWN_SHAPE, Shape
from acumen.syntax.network.settings import Size, flag, value_of
from acumen.syntax.network.sizing import NO_WEIGHTS, Sized, Use, product_of, sum_of


def flatten(use: Use) -> Sized:
    given = use.given
    if "start_dim" in use.settings:
        start, end = value_of(use.settings, "start_dim"), value_of(use.settings, "end_dim")
        if not isinstance(start, int) or end != -1 or given.open:
            plain = start == 1 and end == -1
            return (Shape((None, None)) if plain else UNKNOWN_SHAPE), NO_WEIGHTS
        dims = given.dims
        if not 0 <= start < max(1, len(dims)):
            return UNKNOWN_SHAPE, NO_WEIGHTS
        return Shape((*dims[:start], product_of(*dims[start:]))), NO_WEIGHTS
    if given.open or not given.dims:
        return Shape((None, None)), NO_WEIGHTS
    return Shape((None, product_of(*given.dims[1:]))), NO_WEIGHTS


def reshaped(given: Shape, wanted: Sequence[int | None], batch: Sequence[bool]) -> Shape:
    """A new shape; -1 stands for what is left over, ``batch`` marks the batch's own size."""
    dims: list[Size] = [size if size is not None and size >= 0 else None for size in wanted]
    left = [i for i, size in enumerate(wanted) if size == -1]
    if len(left) == 1 and not given.open and given.dims:
        rest = given.dims[1:]
        others = [size for i, size in enumerate(wanted) if i != left[0] and not batch[i]]
        total = product_of(*rest)
        product = product_of(*others)
        if any(batch) and total is not None and product and total % product == 0:
            dims[left[0]] = total // product
    return Shape(tuple(dims))


def reshape(use: Use) -> Sized:
    """Of a Keras layer, whose target leaves the batch out; others are computed where used."""
    wanted = value_of(use.settings, "target_shape")
    if not isinstance(wanted, tuple):
        return UNKNOWN_SHAPE, NO_WEIGHTS
    numbers = [v if isinstance(v, int) and not isinstance(v, bool) else None for v in wanted]
    shape = reshaped(use.given, [None, *numbers], [True, *[False] * len(numbers)])
    return shape, NO_WEIGHTS


def permute(use: Use) -> Sized:
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
        return Shape(tuple(dims[i] for i in order if isinstance(i, int))), NO_WEIGHTS
    return UNKNOWN_SHAPE, NO_WEIGHTS


def reduce(use: Use) -> Sized:
    dims = use.given.dims
    axis = value_of(use.settings, "axis")
    kept = flag(use.settings, "keepdim", "keepdims")
    axes = axis if isinstance(axis, tuple) else (axis,)
    numbers = [a for a in axes if isinstance(a, int) and not isinstance(a, bool)]
    if use.given.open or kept is None or len(numbers) != len(axes) or not dims:
        return UNKNOWN_SHAPE, NO_WEIGHTS
    places = {a % len(dims) for a in numbers}
    if kept:
        return Shape(tuple(1 if i in places else d for i, d in enumerate(dims))), NO_WEIGHTS
    return Shape(tuple(d for i, d in enumerate(dims) if i not in places)), NO_WEIGHTS


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
            dims.append(sum_of(*column))
        else:
            dims.append(next((size for size in column if size is not None), None))
    return Shape(tuple(dims))
