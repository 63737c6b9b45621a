"""How a network ends: its last affine layer and what is done to the result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from acumen.domain.network import INPUT, Gap, Layer, LayerKind, Network

CONVOLUTIONS = frozenset(
    {LayerKind.CONV1D, LayerKind.CONV2D, LayerKind.CONV3D, LayerKind.CONV1D_TRANSPOSE}
    | {LayerKind.CONV2D_TRANSPOSE, LayerKind.CONV3D_TRANSPOSE, LayerKind.DEPTHWISE_CONV2D}
    | {LayerKind.SEPARABLE_CONV}
)
AFFINE = CONVOLUTIONS | {LayerKind.DENSE}
POOLS = frozenset({LayerKind.MAX_POOL, LayerKind.AVG_POOL})
RECURRENT = frozenset({LayerKind.LSTM, LayerKind.GRU, LayerKind.RNN})
PASSING = frozenset(  # layers that change no value, or only drop some in training
    {LayerKind.DROPOUT, LayerKind.FLATTEN, LayerKind.RESHAPE, LayerKind.IDENTITY}
    | {LayerKind.NOISE, LayerKind.PERMUTE}
)
LINEAR = frozenset({"linear", "identity", ""})
_CURVES = frozenset(  # element by element: what they make of a score is open
    {"abs", "clamp", "cos", "exp", "log", "pow", "round", "rsqrt", "sign", "sin", "sqrt", "square"}
)
_HARMLESS_GAPS = frozenset({Gap.LOOP, Gap.REPEATS})


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a network with one output."""

    activations: tuple[str, ...]  # after the affine layer, in order, without linear ones
    affine: Layer | None  # None: the network ends in something else

    @property
    def activation(self) -> str:
        """The last one; "linear" if there is none."""
        return self.activations[-1] if self.activations else "linear"

    @property
    def units(self) -> int | None:
        """Size of the affine layer's output, where it is known."""
        if self.affine is None:
            return None
        name = "units" if self.affine.kind is LayerKind.DENSE else "filters"
        value = self.affine.setting(name).value
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def is_settled(network: Network) -> bool:
    """Whether what is missing of the network, if anything, leaves its end as it is."""
    return all(missing.gap in _HARMLESS_GAPS for missing in network.missing)


def head_of(network: Network) -> Head | None:
    """How ``network`` ends; None if that is not known or it has several outputs."""
    if len(network.outputs) != 1 or not is_settled(network):
        return None
    activations: list[str] = []
    place = network.outputs[0]
    while place != INPUT:
        layer = network.layers[place]
        if layer.kind is LayerKind.ACTIVATION:
            if not layer.variant or layer.variant in _CURVES:
                return None
            if layer.variant not in LINEAR:
                activations.append(layer.variant)
        elif layer.kind in AFFINE:
            if layer.kind is LayerKind.DENSE and not _activation_known(layer):
                return None
            return Head(tuple(reversed(activations)), layer)
        elif layer.kind not in PASSING or len(layer.inputs) != 1:
            return Head(tuple(reversed(activations)), None) if activations else None
        if len(layer.inputs) != 1:
            return None
        place = layer.inputs[0]
    return None


def _activation_known(layer: Layer) -> bool:
    given = layer.setting("activation")
    return given.known or not given.text


def source_of(network: Network, layer: Layer, *, through: frozenset[LayerKind]) -> Layer | None:
    """The layer before ``layer``, over layers of the kinds ``through``; None at the input."""
    while len(layer.inputs) == 1 and layer.inputs[0] != INPUT:
        layer = network.layers[layer.inputs[0]]
        if layer.kind not in through:
            return layer
    return None


def readers_of(network: Network, layer: Layer) -> Iterator[Layer]:
    """Layers that read ``layer`` directly."""
    index = layer.index  # a layer's inputs always come before it
    return (other for other in network.layers[index + 1 :] if index in other.inputs)


def readers_by_index(network: Network) -> Mapping[int, list[Layer]]:
    """The layers that read each layer directly, by its index."""
    found: defaultdict[int, list[Layer]] = defaultdict(list)
    for layer in network.layers:
        for index in layer.inputs:
            if index != INPUT:
                found[index].append(layer)
    return found


def is_linear(layer: Layer) -> bool:
    """Whether a layer is an activation that does nothing."""
    return layer.kind is LayerKind.ACTIVATION and layer.variant in LINEAR
