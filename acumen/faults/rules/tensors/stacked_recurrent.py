"""A recurrent layer gives its last step only to one that wants a sequence.

Without return_sequences=True a layer gives (batch, units); the next recurrent layer wants (batch,
steps, units) and refuses.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.LSTM(32, input_shape=(10, 4)))
    model.add(keras.layers.LSTM(16))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.LSTM(32, return_sequences=True, input_shape=(10, 4)))
    model.add(keras.layers.LSTM(16))

Blind to layers inside wrappers that are not taken apart.

Sources: the documentation of keras.layers.LSTM.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind
from acumen.faults.heads import RECURRENT, source_of
from acumen.faults.rule import KERAS, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU123",
    name="stacked-recurrent",
    kind=RuleKind.FAULT,
    leaves=(
        "tensors.input.format.rnn",
        "tensors.input.shape.layer",
    ),
    frameworks=KERAS,
    confidence=Confidence.HIGH,
    fix="Set return_sequences=True on every recurrent layer that another one follows.",
)

_SEQUENCE = RECURRENT | {LayerKind.CONV1D}


def check(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        if network.framework != "keras":
            continue
        for layer in network.layers:
            if layer.kind in _SEQUENCE:
                source = source_of(network, layer, through=_THROUGH)
                if source is not None and source.kind in RECURRENT:
                    yield _judge(source, layer)


_THROUGH = frozenset({LayerKind.DROPOUT, LayerKind.ACTIVATION, LayerKind.BATCH_NORM})


def _judge(source: Layer, layer: Layer) -> Finding:
    given = source.setting("return_sequences")
    if not given.known or source.setting("return_state").value is not False:
        return RULE.unknown(f"what {source.label} gives is computed", source.evidence)
    if given.value:
        return RULE.absent(f"{source.label} gives a sequence to {layer.label}", source.evidence)
    message = f"{source.label} gives its last step only, and {layer.label} follows"
    return RULE.present(message, source.evidence, layer.evidence)
