"""A layer is given numbers of a type it does not take.

An embedding looks rows up by whole numbers; what a dense layer or an activation gives is cut to
whole numbers, mostly zero, or refused, and no gradient passes. Layers with weights multiply, and
refuse whole numbers.

Bad:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Dense(16, activation="relu", input_shape=(8,)))
    model.add(keras.layers.Embedding(100, 4))

Good:

    from tensorflow import keras
    model = keras.Sequential()
    model.add(keras.layers.Embedding(100, 4, input_shape=(8,)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(16, activation="relu"))

Blind to types that come from the data.

Sources: the documentation of keras.layers.Embedding, torch.nn.Embedding and flax.linen.Embed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.domain.network import Layer, LayerKind, Network
from acumen.faults.heads import AFFINE, PASSING, RECURRENT, source_of
from acumen.faults.rule import JAX, KERAS, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import torch_name
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU208",
    name="layer-input-type",
    kind=RuleKind.FAULT,
    leaves=("tensors.input.type.layer",),
    frameworks=("torch", *KERAS, *JAX),
    confidence=Confidence.HIGH,
    fix="Give an embedding whole numbers, and every other layer floating point.",
)

_REAL = AFFINE | RECURRENT | {LayerKind.BATCH_NORM, LayerKind.LAYER_NORM, LayerKind.EMBEDDING}
_WHOLE = re.compile(
    r"\.(?:long|int|short|byte)\(\)$|\.to\(\s*(?:dtype\s*=\s*)?torch\.(?:long|int|int32|int64|uint8)\s*\)$"
    r"|\.type\(\s*torch\.(?:LongTensor|IntTensor|long|int)\s*\)$|\.astype\([\w.]*\bu?int\d*\)$"
)
_FLOATING = re.compile(
    r"\.(?:float|double|half|bfloat16)\(\)$"
    r"|\.to\(\s*(?:dtype\s*=\s*)?torch\.(?:float|double|half|float32|float64|float16|bfloat16)\s*\)$"
    r"|\.type\(\s*torch\.(?:FloatTensor|float|float32)\s*\)$|\.astype\([\w.]*\bfloat\d*\)$"
)
_MULTIPLYING = re.compile(
    r"(?:torch\.nn\.(?:Linear|Bilinear|Conv(?:Transpose)?[123]d|LSTM|GRU|RNN|BatchNorm[123]d|LayerNorm"
    r"|GroupNorm))\.__call__$"
)
_LOOKING_UP = re.compile(r"(?:torch\.nn\.Embedding|flax\.linen\.Embed|flax\.nnx\.Embed)\.__call__$")


def check(subject: Subject) -> Iterator[Finding]:
    for network in subject.networks:
        for layer in network.layers:
            if layer.kind is LayerKind.EMBEDDING and not layer.variant:
                yield _embedding(network, layer)
    for name in subject.called_names:
        if name.endswith("__call__") and name.startswith(("torch.", "flax.")):
            for site in subject.qualified(name):
                yield from _call(subject, site)


def _embedding(network: Network, layer: Layer) -> Finding:
    source = source_of(network, layer, through=PASSING | {LayerKind.ACTIVATION})
    if source is None:
        return RULE.absent("the embedding reads the input", layer.evidence)
    if source.kind is LayerKind.EMBEDDING or (
        source.evidence == layer.evidence or network.framework not in {"pytorch", "keras"}
    ):
        return RULE.unknown(f"how {source.label} comes before it is not sure", layer.evidence)
    if source.kind in _REAL:
        message = f"an embedding reads what {source.label} gives"
        return RULE.present(message, layer.evidence, source.evidence)
    return RULE.unknown(f"what {source.label} gives is not known", layer.evidence)


def _call(subject: Subject, site: ResolvedCall) -> Iterator[Finding]:
    name = torch_name(site.qualified)
    looks_up = bool(_LOOKING_UP.match(name))
    if not looks_up and not _MULTIPLYING.match(name):
        return
    layer = name.removesuffix(".__call__").rpartition(".")[2]
    given = subject.argument(site, "input", 0).strip()
    if given.isidentifier():
        item = subject.constants.reaching(site.path, given, at=site.call.start)
        given = item.value.strip() if item is not None and item.operator == "=" else given
    whole, floating = bool(_WHOLE.search(given)), bool(_FLOATING.search(given))
    if (floating and looks_up) or (whole and not looks_up):
        wrong = "floating point" if floating else "whole numbers"
        yield RULE.present(f"{layer} is given {wrong}: {given[-40:]}", at(site))
    elif whole or floating:
        yield RULE.absent(f"{layer} is given {given[-40:]}", at(site))
