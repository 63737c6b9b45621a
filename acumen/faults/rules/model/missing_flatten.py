"""Feature maps go into a dense layer as they are.

A dense layer works on the last axis only. Keras then gives one answer for every place of the map
and the labels no longer fit; PyTorch fails, or works on the width as if it were features.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1)))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy")

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy")

Maps that are flattened after the dense layer, or whose channels stand last in PyTorch, are left
open. Blind to networks that are read in part.

Sources: the documentation of keras.layers and torch.nn.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind, Network
from acumen.faults.heads import CONVOLUTIONS, POOLS, is_settled, source_of
from acumen.faults.losses import loss_uses
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU112",
    name="missing-flatten",
    kind=RuleKind.FAULT,
    leaves=(
        "model.layers.mrw.no_flatten",
        "tensors.input.shape.layer",
    ),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Flatten the maps, or pool them globally, before the dense layer.",
)

_THROUGH = frozenset(
    {LayerKind.ACTIVATION, LayerKind.DROPOUT, LayerKind.BATCH_NORM, LayerKind.IDENTITY}
)
_MAPS = (CONVOLUTIONS | POOLS) - {LayerKind.CONV1D, LayerKind.CONV1D_TRANSPOSE}


def check(subject: Subject) -> Iterator[Finding]:
    compiled = {
        id(use.network) for use in loss_uses(subject) if use.framework == "keras" and use.network
    }
    for network in subject.networks:
        for layer in network.layers:
            if layer.kind is LayerKind.DENSE:
                source = source_of(network, layer, through=_THROUGH)
                if source is not None:
                    yield _judge(network, layer, source, compiled=id(network) in compiled)


def _judge(network: Network, layer: Layer, source: Layer, *, compiled: bool) -> Finding:
    if source.kind not in _MAPS:
        return RULE.absent(f"{source.label} stands before {layer.label}", layer.evidence)
    if not is_settled(network):
        return RULE.unknown("the network is read in part", layer.evidence)
    rank = len(layer.input_shape.dims)
    if rank != 4 and not layer.input_shape.open:
        return RULE.unknown(f"{source.label} before {layer.label}, of rank {rank}", layer.evidence)
    message = f"{source.label} goes into {layer.label} without being flattened"
    if network.framework == "pytorch" and network.channels_first:
        if layer.input_shape.open:
            return RULE.unknown(f"{source.label} before {layer.label}", layer.evidence)
        return RULE.present(message, layer.evidence, source.evidence)
    ends = [network.layers[place].output_shape for place in network.outputs if place >= 0]
    flat = any(len(shape.dims) < 4 for shape in ends)
    if network.framework == "keras" and compiled and ends and not flat:
        return RULE.present(message, layer.evidence, source.evidence)
    return RULE.unknown(f"{message}, perhaps on purpose", layer.evidence)
