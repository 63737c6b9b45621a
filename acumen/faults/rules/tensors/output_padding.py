"""The output padding of a transposed convolution is as large as its stride.

Output padding chooses among the sizes that one stride leaves open, so it must be smaller than the
stride (or the dilation). PyTorch and Keras refuse anything else when the layer first runs.

Bad:

    from torch import nn
    up = nn.ConvTranspose2d(64, 32, kernel_size=3, stride=1, padding=1, output_padding=1)

Good:

    from torch import nn
    up = nn.ConvTranspose2d(64, 32, kernel_size=3, stride=2, padding=1, output_padding=1)

Blind to values that are computed, and to output padding that is allowed and gives a size other
than the one that is wanted.

Sources: the documentation of torch.nn.ConvTranspose2d and keras.layers.Conv2DTranspose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.keras import keras_name
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import torch_name
from acumen.syntax.arguments import LiteralValue
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU205",
    name="output-padding",
    kind=RuleKind.FAULT,
    leaves=("tensors.shape.out_padding",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Keep output_padding below the stride, or choose the stride that the size needs.",
)

_LAYER = re.compile(r"torch\.nn\.(?:Lazy)?ConvTranspose([123])d$")
_FUNCTION = re.compile(r"torch\.nn\.functional\.conv_transpose([123])d$")
_KERAS = re.compile(r"layers\.Conv([123])DTranspose$")


def check(subject: Subject) -> Iterator[Finding]:
    for qualified in (name for name in subject.called_names if "ranspose" in name):
        name = torch_name(qualified)
        keras = _KERAS.match(keras_name(qualified))
        found = _LAYER.match(name) or _FUNCTION.match(name) or keras
        if not found:
            continue
        shift = -1 if ".Lazy" in name else 0
        places = (3 + shift, 5 + shift, 8 + shift)  # stride, output padding, dilation
        if name.startswith("torch.nn.functional."):
            places = (3, 5, 7)
        for site in subject.qualified(qualified):
            if keras:
                yield _judge(subject, site, int(found[1]), "strides", (2, 4, 6))
            else:
                yield _judge(subject, site, int(found[1]), "stride", places)


def _judge(
    subject: Subject, site: ResolvedCall, rank: int, stride_name: str, places: tuple[int, int, int]
) -> Finding:
    given = subject.argument(site, "output_padding", places[1])
    if subject.is_open(site):
        return RULE.unknown("arguments are unpacked into the layer", at(site))
    if not given or given == "None":
        return RULE.absent("no output padding is asked for", at(site))
    padding = _per_axis(subject.value(site, "output_padding", places[1]).value, rank)
    stride = _or_one(subject, site, rank, stride_name, places[0])
    dilated = "dilation_rate" if stride_name == "strides" else "dilation"
    dilation = _or_one(subject, site, rank, dilated, places[2])
    if padding is None or stride is None or dilation is None:
        return RULE.unknown(f"output padding {given} or the stride is computed", at(site))
    if stride_name == "strides":
        dilation = (1,) * rank  # Keras compares with the stride alone
    limits = [max(one, other) for one, other in zip(stride, dilation, strict=True)]
    shown = f"output padding {given} with a stride of {stride[0]}"
    if any(value >= limit and value > 0 for value, limit in zip(padding, limits, strict=True)):
        return RULE.present(shown, at(site))
    return RULE.absent(shown, at(site))


def _or_one(
    subject: Subject, site: ResolvedCall, rank: int, name: str, position: int
) -> tuple[int, ...] | None:
    if not subject.argument(site, name, position):
        return (1,) * rank
    return _per_axis(subject.value(site, name, position).value, rank)


def _per_axis(value: LiteralValue, rank: int) -> tuple[int, ...] | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,) * rank
    if isinstance(value, tuple) and len(value) in {1, rank}:
        whole = [item for item in value if isinstance(item, int)]
        if len(whole) == len(value):
            return tuple(whole) * (rank if len(whole) == 1 else 1)
    return None
