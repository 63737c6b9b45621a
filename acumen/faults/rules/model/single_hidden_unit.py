"""A hidden layer has a single unit.

Everything that the network knows of an input passes through one number, and with ReLU that number
is zero for about half of the inputs. Classes can then only be told apart along one line.

Bad:

    from tensorflow import keras
    model = keras.Sequential([
        keras.layers.Dense(64, activation="relu", input_shape=(20,)),
        keras.layers.Dense(1, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])

Good:

    from tensorflow import keras
    model = keras.Sequential([
        keras.layers.Dense(64, activation="relu", input_shape=(20,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])

Gates, whose result is multiplied with something, and networks that give back what they were given
(a code of one number) are left alone. Blind to layers whose size is computed.

Sources: the documentation of keras.layers.Dense and torch.nn.Linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind, Network
from acumen.faults.heads import PASSING, is_settled, readers_by_index, source_of
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU117",
    name="single-hidden-unit",
    kind=RuleKind.FAULT,
    leaves=("model.layers.prop.neurons",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Give the hidden layer more units, or take it out.",
)

_BETWEEN = PASSING | {LayerKind.ACTIVATION, LayerKind.BATCH_NORM, LayerKind.LAYER_NORM}
_ON_PURPOSE = re.compile(
    r"gate|atten|excit|auto_?enc|latent|bottle|squeeze|film|vae", re.IGNORECASE
)
_GATING = frozenset({LayerKind.MULTIPLY, LayerKind.MATMUL, LayerKind.DOT, LayerKind.ATTENTION})


def check(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        readers = readers_by_index(network)
        hidden = [layer for layer in network.layers if _is_hidden(network, layer, readers)]
        for layer in hidden:
            if _units(layer) == 1:
                yield _judge(network, layer, readers)
        if hidden and all((_units(layer) or 0) > 1 for layer in hidden):
            yield RULE.absent("every hidden layer has several units", network.evidence)


def _units(layer: Layer) -> int | None:
    value = layer.setting("units").value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_hidden(network: Network, layer: Layer, readers: Mapping[int, list[Layer]]) -> bool:
    return layer.kind is LayerKind.DENSE and _next_dense(network, layer, readers) is not None


def _next_dense(network: Network, layer: Layer, readers: Mapping[int, list[Layer]]) -> Layer | None:
    """The dense layer that alone reads this one, over activations and the like."""
    current = layer
    for _ in network.layers:
        reading = readers.get(current.index, [])
        if len(reading) != 1 or current.index in network.outputs:
            return None
        current = reading[0]
        if current.kind is LayerKind.DENSE:
            return current
        if current.kind not in _BETWEEN:
            return None
    return None


def _judge(network: Network, layer: Layer, readers: Mapping[int, list[Layer]]) -> Finding:
    label = layer.name or layer.label
    following = _next_dense(network, layer, readers)
    before = source_of(network, layer, through=_BETWEEN)
    if not is_settled(network):
        return RULE.unknown(f"the network around {label} is read in part", layer.evidence)
    if _ON_PURPOSE.search(f"{network.name} {layer.module} {layer.name}"):
        return RULE.absent(f"{label} is a gate or a code by its name", layer.evidence)
    if any(other.kind in _GATING for other in network.layers[layer.index :]):
        return RULE.absent(f"what {label} gives is multiplied with something", layer.evidence)
    if following is None or before is None or before.kind is not LayerKind.DENSE:
        return RULE.unknown(f"what comes before {label} is not a dense layer", layer.evidence)
    wide, after = _units(before), _units(following)
    if wide is None or after is None:
        return RULE.unknown(f"the sizes around {label} are not known", layer.evidence)
    if wide == 1 or after == 1:
        return RULE.unknown(f"other layers around {label} have one unit, too", layer.evidence)
    if _gives_back(network):
        return RULE.absent(f"{label} is the code of an autoencoder", layer.evidence)
    message = f"{label} has one unit between layers of {wide} and {after}"
    return RULE.present(message, layer.evidence, following.evidence)


def _gives_back(network: Network) -> bool:
    """Whether the last dense layer is as wide as the input of the first one."""
    dense = [layer for layer in network.layers if layer.kind is LayerKind.DENSE]
    first, last = dense[0], dense[-1]
    dims = first.input_shape.dims
    given = first.setting("in_units").value or (dims[-1] if dims else None)
    return given is None or given == _units(last)
