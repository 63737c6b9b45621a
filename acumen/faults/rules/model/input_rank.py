"""The input shape has too many or too few axes for the first layer.

input_shape leaves the batch out: images are (height, width, channels), sequences (steps,
features). With another number of axes the layer refuses its input when the model is built.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(8, 3, input_shape=(28, 28)))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(8, 3, input_shape=(28, 28, 1)))

Blind to shapes that come from the data.

Sources: the documentation of keras.layers.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import INPUT, Layer, LayerKind, Network
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU113",
    name="input-rank",
    kind=RuleKind.FAULT,
    leaves=(
        "model.layers.prop.in_shape",
        "tensors.input.shape.layer",
    ),
    frameworks=KERAS,
    confidence=Confidence.HIGH,
    fix="Give (height, width, channels) to Conv2D, (steps, features) to LSTM and Conv1D.",
)

_AXES = {
    LayerKind.CONV1D: 2,
    LayerKind.CONV2D: 3,
    LayerKind.CONV3D: 4,
    LayerKind.CONV2D_TRANSPOSE: 3,
    LayerKind.LSTM: 2,
    LayerKind.GRU: 2,
    LayerKind.RNN: 2,
}


def check(subject: Subject) -> Iterator[Finding]:
    spread = subject.has_call("TimeDistributed")
    for network in subject.networks:
        if network.framework != "keras":
            continue
        for layer in network.layers:
            if layer.kind in _AXES and not layer.variant.startswith("conv"):
                yield from _judge(network, layer, spread=spread)


def _judge(network: Network, layer: Layer, *, spread: bool) -> Iterator[Finding]:
    shape = _given(network, layer)
    wanted = _AXES[layer.kind]
    if shape is None:
        return
    if not isinstance(shape, tuple):
        yield RULE.unknown(f"the input shape of {layer.label} is computed", layer.evidence)
    elif len(shape) > wanted and spread:
        yield RULE.unknown(f"{layer.label} may be spread over an axis", layer.evidence)
    elif len(shape) != wanted:
        message = f"{layer.label} takes {wanted} axes without the batch and gets {shape}"
        yield RULE.present(message, layer.evidence)
    else:
        yield RULE.absent(f"{layer.label} gets {shape}", layer.evidence)


def _given(network: Network, layer: Layer) -> object:
    """The shape stated for the first layer; None where none is stated."""
    if layer.inputs == (INPUT,):
        stated = layer.setting("input_shape")
        if not stated.known and not stated.text:
            return None
        return stated.value if stated.known and stated.value is not None else stated.text or None
    if len(layer.inputs) == 1 and network.layers[layer.inputs[0]].kind is LayerKind.INPUT:
        stated = network.layers[layer.inputs[0]].setting("shape")
        return stated.value if stated.known and stated.value is not None else stated.text or None
    return None
