"""What functions, methods and attributes of torch mean for the place of the tensors in them."""

from __future__ import annotations

import re

from acumen.faults.expressions import CallText
from acumen.faults.newtensors import MAKERS
from acumen.syntax.arguments import split_top_level

NUMBERS = frozenset({"shape", "device", "dtype", "ndim", "is_cuda", "requires_grad", "names"})
VIEWS = frozenset({"data", "T", "mT", "H", "grad", "real", "imag"})
COUNTS = frozenset({"size", "dim", "numel", "nelement", "item", "tolist", "stride", "get_device"})
FILLED = MAKERS | {"torch.linspace"}
LIKE = re.compile(r"torch\.(?:zeros|ones|rand|randn|full|empty|randint)_like$")
FROM_ELSEWHERE = re.compile(r"torch\.(?:from_numpy|tensor|as_tensor|Tensor|(?:Float|Long)Tensor)$")
_FUNCTION = re.compile(r"torch\.(?:nn\.functional\.|linalg\.|fft\.|special\.)?[a-z]\w*$")
_NO_JOIN = re.compile(
    r"torch\.(?:save|load|is_tensor|manual_seed|set_\w+|get_\w+|no_grad|numel|device|compile"
    r"|broadcast_shapes|broadcast_tensors|is_\w+|enable_grad|inference_mode|index_put|seed|Size|promote_types)$"
)
JOINING = frozenset(  # methods of a tensor that want their argument beside it
    {"scatter", "scatter_", "scatter_add", "scatter_add_", "gather", "index_select", "matmul", "mm"}
    | {"bmm", "add", "add_", "sub", "sub_", "mul", "mul_", "div", "div_", "where", "index_add_"}
    | {"masked_select", "maximum", "minimum", "lerp", "addmm", "eq", "ne", "lt", "gt", "ge", "le"}
    | {"dot", "baddbmm", "expand_as", "masked_fill", "masked_fill_", "take_along_dim", "cross"}
)
REDUCING = frozenset({"sum", "mean", "max", "min", "prod", "norm", "any", "all", "std", "var"})


def joins(meaning: str) -> bool:
    """Whether a function wants all tensors that it is given in one place."""
    return _FUNCTION.match(meaning) is not None and not _NO_JOIN.match(meaning)


def tensors_given(call: CallText) -> list[str]:
    """Arguments that may be tensors, those of a list or tuple one by one."""
    found: list[str] = []
    for item in call.arguments:
        if item.star or item.name in {"dim", "dtype", "device", "size", "out", "padding", "mode"}:
            continue
        text = item.text
        whole = text[:1] in "([" and text[-1:] in ")]"
        parts = split_top_level(text[1:-1]) if whole else []
        found += parts if len(parts) > 1 else [text]
    return found
