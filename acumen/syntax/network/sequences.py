"""Sizes after layers for sequences: embedding, recurrence and attention."""

from __future__ import annotations

from acumen.domain.network import UNKNOWN_SHAPE, UNKNOWN_WEIGHTS, LayerKind, Shape, Weights
from acumen.syntax.network.settings import Size, flag, is_known, number, value_of
from acumen.syntax.network.sizing import (
    NO_WEIGHTS,
    Sized,
    Use,
    biases_of,
    exactly,
    product_of,
    sum_of,
)

GATES = {LayerKind.LSTM: 4, LayerKind.GRU: 3, LayerKind.RNN: 1}


def embedding(use: Use) -> Sized:
    rows, width = number(use.settings, "input_dim"), number(use.settings, "output_dim")
    weights = exactly(product_of(rows, width))
    if use.variant:
        return Shape((None, width)), weights
    if use.given.open:
        return Shape((*use.given.dims, width), open=True), weights
    return Shape((*use.given.dims, width)), weights


def recurrent(use: Use) -> Sized:
    settings = use.settings
    if use.variant not in ("", "cell"):
        return UNKNOWN_SHAPE, UNKNOWN_WEIGHTS
    units = number(settings, "units")
    gates = GATES[use.kind]
    if use.framework != "pytorch":
        return _recurrent_of_keras(use, units, gates)
    width = number(settings, "input_size")
    layers = number(settings, "num_layers") if "num_layers" in settings else 1
    both = flag(settings, "bidirectional") if "bidirectional" in settings else False
    projected = value_of(settings, "proj_size")
    if both is None or layers is None or projected not in (0, None):
        return UNKNOWN_SHAPE, UNKNOWN_WEIGHTS
    ways = 2 if both else 1
    biases = biases_of(use, 2)
    total: Size = 0
    for index in range(min(layers, 512)):
        before = width if index == 0 else product_of(units, ways)
        columns = sum_of(before, units, biases)
        total = sum_of(total, product_of(ways, gates, units, columns))
    given = use.given.dims
    if use.variant == "cell":
        return Shape((None, units)), exactly(total)
    front = given[:2] if len(given) == 3 and not use.given.open else (None, None)
    return Shape((*front, product_of(units, ways))), exactly(total)


def _recurrent_of_keras(use: Use, units: Size, gates: int) -> Sized:
    settings = use.settings
    if use.framework != "keras":
        return UNKNOWN_SHAPE, UNKNOWN_WEIGHTS
    dims = use.given.dims
    width = dims[-1] if dims else None
    weights = exactly(product_of(gates, units, sum_of(width, units, biases_of(use, 1))))
    if use.kind is LayerKind.GRU:  # with Keras 2.3 its biases became twice as many
        biased = flag(settings, "use_bias")
        low = product_of(gates, units, sum_of(width, units, 1 if biased else 0))
        high = product_of(gates, units, sum_of(width, units, 0 if biased is False else 2))
        weights = UNKNOWN_WEIGHTS if low is None or high is None else Weights(low, high)
    ways = 1
    if "bidirectional" in settings:
        weights = weights.plus(weights)
        ways = 2 if value_of(settings, "merge_mode") in ("concat", None) else 1
    if "bidirectional" in settings and not is_known(settings, "merge_mode"):
        return UNKNOWN_SHAPE, weights
    sequences = flag(settings, "return_sequences")
    if sequences is None:
        return UNKNOWN_SHAPE, weights
    steps = dims[-2] if len(dims) >= 2 else None
    if sequences:
        return Shape((None, steps, product_of(units, ways))), weights
    return Shape((None, product_of(units, ways))), weights


def attention(use: Use) -> Sized:
    if use.variant == "scaled-dot-product":
        return use.given, NO_WEIGHTS
    width = number(use.settings, "width")
    plain = all(value_of(use.settings, name) is None for name in ("kdim", "vdim"))
    biased = flag(use.settings, "bias") and flag(use.settings, "add_bias_kv") is False
    if use.framework == "pytorch" and plain and biased:
        return use.given, exactly(sum_of(product_of(4, width, width), product_of(4, width)))
    return use.given, UNKNOWN_WEIGHTS
