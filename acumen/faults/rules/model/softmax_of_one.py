"""Softmax is taken over a single value.

The softmax of one number is always 1, so the network gives the same answer for every input and no
gradient flows.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(8, activation="relu", input_shape=(4,)))
    model.add(keras.layers.Dense(1, activation="softmax"))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(8, activation="relu", input_shape=(4,)))
    model.add(keras.layers.Dense(1, activation="sigmoid"))

Blind to sizes that are computed when the program runs.

Sources: the documentation of keras.layers and torch.nn.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind, Network
from acumen.faults.heads import source_of
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU101",
    name="softmax-of-one",
    kind=RuleKind.SMELL,
    leaves=("model.layers.act.wrong",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Use sigmoid with binary cross-entropy, or a linear output for a quantity.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        for layer in network.layers:
            if layer.kind is LayerKind.ACTIVATION and layer.variant == "softmax":
                yield _judge(network, layer)


def _judge(network: Network, layer: Layer) -> Finding:
    size = _size(network, layer)
    if size is None:
        return RULE.unknown("over how many values softmax goes is not known", layer.used_at)
    if size == 1:
        source = source_of(network, layer, through=frozenset())
        return RULE.present("softmax over one value is always 1", (source or layer).evidence)
    return RULE.absent(f"softmax over {size} values", layer.used_at)


def _size(network: Network, layer: Layer) -> int | None:
    """The length of the axis that softmax goes over."""
    dims = layer.input_shape.dims
    axis = layer.setting("axis").value
    if not dims or layer.input_shape.open:
        return None
    if axis is None and network.framework == "keras":
        axis = -1
    if not isinstance(axis, int) or isinstance(axis, bool) or not -len(dims) <= axis < len(dims):
        return None
    return dims[axis]
