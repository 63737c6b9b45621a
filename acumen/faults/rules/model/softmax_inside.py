"""Softmax is the activation of a hidden layer.

It makes the units of the layer compete for a sum of one, so most of them carry next to nothing
and gradients are small.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="softmax"))
    model.add(keras.layers.Dense(10, activation="softmax"))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))

Only softmax between two affine layers is looked at: weights of attention, gates and mixtures go
elsewhere. Blind to layers of the program that are not taken apart.

Sources: the documentation of keras.layers and torch.nn.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind, Network
from acumen.faults.heads import AFFINE, PASSING, POOLS, readers_of, source_of
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU108",
    name="softmax-inside",
    kind=RuleKind.FAULT,
    leaves=("model.layers.act.wrong",),
    frameworks=("torch", *KERAS),
    confidence=Confidence.HIGH,
    fix="Use ReLU or GELU inside; softmax belongs at the output.",
)

_KEEPING = PASSING - {LayerKind.PERMUTE}  # heads of attention are permuted before they are mixed
_THROUGH = _KEEPING | {LayerKind.BATCH_NORM, LayerKind.LAYER_NORM} | POOLS


def check(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        for layer in network.layers:
            if layer.kind is LayerKind.ACTIVATION and layer.variant:
                yield from _judge(network, layer)


def _judge(network: Network, layer: Layer) -> Iterator[Finding]:
    source = source_of(network, layer, through=_KEEPING)
    if source is None or source.kind not in AFFINE or layer.index in network.outputs:
        return
    reader = _only_reader(network, layer)
    if reader is None or reader.kind not in AFFINE:
        return
    if layer.variant != "softmax":
        yield RULE.absent(f"{layer.variant} stands inside", layer.evidence)
    else:
        message = f"softmax between {source.label} and {reader.label}"
        yield RULE.present(message, source.evidence)


def _only_reader(network: Network, layer: Layer) -> Layer | None:
    """The layer that the result goes to, over layers that only pass it on."""
    while True:
        readers = list(readers_of(network, layer))
        if len(readers) != 1 or len(readers[0].inputs) != 1:
            return None
        layer = readers[0]
        if layer.kind not in _THROUGH:
            return layer
