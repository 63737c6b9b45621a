"""What methods of tensors give: sizes, the same tensor, or the use of a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acumen.domain.network import Shape
from acumen.syntax.network import elements, members
from acumen.syntax.network.layers import Site, note_use, reshape_sizes
from acumen.syntax.network.rearranging import reshaped
from acumen.syntax.network.settings import is_size
from acumen.syntax.network.table import method_entry
from acumen.syntax.network.values import BATCH, UNKNOWN, Given, Made, Tensor, Thing, tensors_in
from acumen.syntax.network.written import settings_of

if TYPE_CHECKING:
    from acumen.syntax.network.machine import Machine

_SAME_TENSOR = frozenset(
    {"contiguous", "clone", "detach", "to", "cuda", "cpu", "float", "double", "half", "long", "int",
     "type", "type_as", "requires_grad_", "bfloat16", "div", "div_", "neg", "masked_fill",
     "masked_fill_", "astype", "bool", "retain_grad", "sort", "sub", "sub_"}
)  # fmt: skip

CURVES = frozenset(
    {"abs", "clamp", "clamp_", "clip", "clip_", "cos", "exp", "log", "pow", "round", "rsqrt",
     "sign", "sin", "sqrt", "square"}
)  # fmt: skip
"""Element by element and not linear: what stands between two layers is no nothing."""


def call_method(
    machine: Machine,
    owner: Tensor,
    name: str,
    given: Given,
    site: Site,
) -> Thing:
    """The result of ``owner.name(...)``: a question about the tensor, or the use of a layer."""
    arguments, _ = given
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
    if name in CURVES and owner.node is None and not machine.rooted:
        return Tensor(None, owner.shape)
    return _as_layer(machine, owner, name, given, site)


def _as_layer(
    machine: Machine,
    owner: Tensor,
    name: str,
    given: Given,
    site: Site,
) -> Thing:
    arguments, keywords = given
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
        settings_of(entry, plain, keywords, site.written),
        site.evidence,
    )
    result = note_use(machine, made, tensors, owner.shape, site)
    return _resized(name, owner, plain, result)


def _resized(name: str, owner: Tensor, arguments: list[Thing], result: Tensor) -> Thing:
    """The shape where a method's arguments say it; maxima also give their places."""
    if name in ("view", "reshape") and arguments:
        wanted, batch = reshape_sizes(arguments)
        shape = reshaped(owner.shape, wanted, batch)
        if not wanted or (wanted[0] is not None and wanted[0] > 0 and len(wanted) == 1):
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
