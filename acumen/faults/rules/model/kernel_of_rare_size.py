"""A square kernel is wider than any that image networks are built with.

Convolutions over images have kernels of 1 to 11, a few studied ones go up to 31, and those pad. A
wider one without padding takes as many rows and columns off the map as it is wide: images of the
usual training sets are gone after it, and the layer fails or learns one weight for each pixel.

Bad:

    import torch
    from torch import nn
    net = nn.Sequential(nn.Conv2d(1, 8, 55), nn.ReLU(), nn.Conv2d(8, 16, 5))

Good:

    import torch
    from torch import nn
    net = nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.Conv2d(8, 16, 5))

Advice, for the size of the images need not be known. Left alone: kernels with different sides, as
for sound, those that are as wide as their stride, as for patches, grouped ones, as for filters that
are set by hand, and all that pad. Blind to sizes that are not numbers of the program.

Sources: Ding et al., Scaling Up Your Kernels to 31x31 (CVPR 2022).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import Literal
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU132",
    name="kernel-of-rare-size",
    kind=RuleKind.SMELL,
    leaves=("model.layers.prop.filter",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.MEDIUM,
    fix="Use a smaller kernel, or pad so that the map keeps its size.",
)

_WIDEST = 31
_TORCH = re.compile(r"torch\.nn\.(?:modules\.conv\.)?Conv[23]d$")
_KERAS = re.compile(r".*keras\.layers\.(?:\w+\.)*(?:Conv|Convolution)[23]D$")


def check(subject: Subject) -> Iterator[Finding]:
    for name in subject.called_names:
        if _TORCH.match(name):
            position, padding = 2, "0"
        elif _KERAS.match(name):
            position, padding = 1, "valid"
        else:
            continue
        for site in subject.qualified(name):
            if not subject.is_open(site):
                yield from _judge(subject, site, position, padding)


def _judge(subject: Subject, site: ResolvedCall, position: int, unpadded: str) -> Iterator[Finding]:
    side = _side(subject.value(site, "kernel_size", position))
    if side is None:
        return
    if side <= _WIDEST:
        yield RULE.absent(f"a kernel of {side}", at(site))
        return
    stride = _side(
        subject.value(site, "strides" if unpadded == "valid" else "stride", position + 1)
    )
    padding = subject.argument(site, "padding", position + 2)
    groups = subject.argument(site, "groups", 6 if unpadded == "0" else -1)
    if stride == side or groups not in {"", "1"} or padding.strip("'\"()[] ") not in {"", unpadded}:
        yield RULE.absent(f"a kernel of {side} that is meant", at(site))
        return
    message = f"a kernel of {side} x {side} without padding takes {side - 1} rows and columns away"
    yield RULE.present(message, at(site))


def _side(size: Literal) -> int | None:
    """The one width of a kernel; None if it is not known, or its sides differ."""
    value = size.value
    if isinstance(value, tuple) and value and len(set(value)) == 1:
        value = value[0]
    return value if isinstance(value, int) and not isinstance(value, bool) else None
