"""A layer is of the wrong kind for the axes that reach it.

After flattening, or after a layer that gives one vector for each sample, there are no rows and
columns left to go over. Keras refuses the layer when the model is built.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.Input((28, 28, 1)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Conv2D(8, 3))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.Input((28, 28, 1)))
    model.add(keras.layers.Conv2D(8, 3))
    model.add(keras.layers.Flatten())

Speaks only where every axis is known, of the first such layer in a network. The first layer and
recurrent layers in a row have rules of their own. Blind to layers of the program that are not
taken apart.

Sources: the documentation of keras.layers.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import INPUT, Layer, LayerKind, Network
from acumen.faults.heads import PASSING, RECURRENT, source_of
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU126",
    name="layer-of-other-rank",
    kind=RuleKind.FAULT,
    leaves=("model.layers.mrw.wrong_type", "tensors.input.shape.layer"),
    frameworks=KERAS,
    confidence=Confidence.HIGH,
    fix="Put the layer before Flatten, use one of the other number of axes, or Reshape.",
)

_AXES = {  # with the batch
    LayerKind.CONV1D: 3,
    LayerKind.CONV2D: 4,
    LayerKind.CONV3D: 5,
    LayerKind.CONV2D_TRANSPOSE: 4,
    LayerKind.CONV3D_TRANSPOSE: 5,
    LayerKind.LSTM: 3,
    LayerKind.GRU: 3,
    LayerKind.RNN: 3,
}
_BY_VARIANT = {"1d": 3, "2d": 4, "3d": 5}
_POOLED = frozenset(
    {LayerKind.MAX_POOL, LayerKind.AVG_POOL, LayerKind.GLOBAL_AVG_POOL, LayerKind.GLOBAL_MAX_POOL}
    | {LayerKind.UPSAMPLE}
)
_MORE_AXES = frozenset({LayerKind.CONV1D, LayerKind.CONV2D, LayerKind.CONV3D})  # go over them


def check(subject: Subject) -> Iterator[Finding]:
    spread = subject.has_call("TimeDistributed")
    for network in subject.networks:
        if network.framework != "keras":
            continue
        for layer in network.layers:
            wanted = _wanted(layer)
            if not wanted or not _follows_a_layer(network, layer):
                continue
            finding = _judge(layer, wanted, spread=spread)
            yield finding
            if finding.outcome == "present":
                break  # what follows is read from a shape that never comes to be


def _wanted(layer: Layer) -> int:
    if layer.kind in _POOLED:
        return _BY_VARIANT.get(layer.variant, 0)
    return 0 if layer.variant else _AXES.get(layer.kind, 0)


def _follows_a_layer(network: Network, layer: Layer) -> bool:
    """Whether something that other rules do not judge stands before the layer."""
    if len(layer.inputs) != 1 or layer.inputs[0] == INPUT:
        return False
    if network.layers[layer.inputs[0]].kind is LayerKind.INPUT:
        return False
    source = source_of(network, layer, through=PASSING - {LayerKind.RESHAPE, LayerKind.FLATTEN})
    return source is not None and source.kind not in RECURRENT


def _judge(layer: Layer, wanted: int, *, spread: bool) -> Finding:
    shape = layer.input_shape
    if shape.open:
        return RULE.unknown(f"the axes before {layer.label} are not known", layer.evidence)
    given = len(shape.dims)
    if given < wanted:
        message = f"{layer.label} takes {wanted} axes with the batch and gets {given}: {shape}"
        return RULE.present(message, layer.evidence)
    if given == wanted or layer.kind in _MORE_AXES:
        return RULE.absent(f"{layer.label} gets {shape}", layer.evidence)
    if spread:
        return RULE.unknown(f"{layer.label} may be spread over an axis", layer.evidence)
    message = f"{layer.label} takes {wanted} axes with the batch and gets {given}: {shape}"
    return RULE.present(message, layer.evidence)
