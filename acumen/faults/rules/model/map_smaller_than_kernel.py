"""A kernel is larger than the map it goes over.

Pooling and unpadded convolutions have made the map so small that nothing is left: the layer
fails, or gives an empty result.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(8, 5, input_shape=(8, 8, 1)))
    model.add(keras.layers.Conv2D(8, 5))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(8, 5, padding="same", input_shape=(8, 8, 1)))
    model.add(keras.layers.Conv2D(8, 5))

Speaks only where the size of the map is known. Blind to sizes that follow from the data.

Sources: the documentation of keras.layers and torch.nn.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind, Network
from acumen.faults.layout import axes_are_open
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU114",
    name="map-smaller-than-kernel",
    kind=RuleKind.FAULT,
    leaves=("model.layers.prop.filter",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Use smaller kernels or fewer poolings, or pad.",
)

_JUDGED = {LayerKind.CONV1D: 1, LayerKind.CONV2D: 2, LayerKind.CONV3D: 3}
_POOLED = frozenset({LayerKind.MAX_POOL, LayerKind.AVG_POOL})


def check(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        open_axes = axes_are_open(network)
        for layer in network.layers:
            if layer.kind in _JUDGED or layer.kind in _POOLED:
                mixed = network.framework == "pytorch" and subject.uses(KERAS)
                if mixed and "keras" in subject.roots_of(layer.evidence.path):
                    yield RULE.unknown("two frameworks order the axes by turns", layer.evidence)
                    continue
                if open_axes:
                    yield RULE.unknown("the order of the axes is not said", layer.evidence)
                    continue
                yield _judge(network, layer)


def _judge(network: Network, layer: Layer) -> Finding:
    shape = layer.input_shape
    rank = len(shape.dims) - 2
    if shape.open or rank < 1 or rank != _JUDGED.get(layer.kind, rank):
        return RULE.unknown(f"the map at {layer.label} is not known", layer.evidence)
    first = layer.setting("data_format").value == "channels_first" or network.channels_first
    sizes = shape.dims[2:] if first else shape.dims[1:-1]
    kernel = _per_axis(layer.setting("kernel_size").value, rank)
    dilation = _per_axis(layer.setting("dilation").value, rank) or (1,) * rank
    padding = layer.setting("padding").value
    if isinstance(padding, str):
        padded: tuple[int, ...] | None = (0,) * rank if padding == "valid" else None
        if padding in {"same", "causal"}:
            return RULE.absent(f"{layer.label} pads its map", layer.evidence)
    else:
        padded = _per_axis(padding, rank)
    if kernel is None or padded is None or any(size is None for size in sizes):
        return RULE.unknown(f"the map or kernel at {layer.label} is not known", layer.evidence)
    if any(size is not None and size < 1 for size in sizes):
        return RULE.unknown(f"nothing is left of the map at {layer.label}", layer.evidence)
    for size, width, pad, gap in zip(sizes, kernel, padded, dilation, strict=True):
        if size is not None and size + 2 * pad < gap * (width - 1) + 1:
            message = f"{layer.label} with a kernel of {kernel} over a map of {sizes}"
            return RULE.present(message, layer.evidence)
    return RULE.absent(f"{layer.label} with a kernel of {kernel} over {sizes}", layer.evidence)


def _per_axis(value: object, rank: int) -> tuple[int, ...] | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,) * rank
    if isinstance(value, tuple) and len(value) in {1, rank}:
        whole = value * rank if len(value) == 1 else value
        if all(isinstance(one, int) and not isinstance(one, bool) for one in whole):
            return tuple(one for one in whole if isinstance(one, int))
    return None
