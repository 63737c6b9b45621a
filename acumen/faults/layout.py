"""Whether the order in which Keras takes the axes of images is open."""

from __future__ import annotations

from acumen.domain.network import INPUT, LayerKind, Network

_OF_NO_IMAGE = frozenset(
    {LayerKind.INPUT, LayerKind.DENSE, LayerKind.FLATTEN, LayerKind.RESHAPE, LayerKind.PERMUTE}
)
_SMALLEST_IMAGE = 8  # rows; fewer may be a window of something else


def axes_are_open(network: Network) -> bool:
    """Whether images come channels first and nothing in the program says so.

    Keras reads the order from a file of the user, too; what lies behind may have
    other sizes.
    """
    for layer in network.layers:
        first = all(
            place == INPUT or network.layers[place].kind is LayerKind.INPUT
            for place in layer.inputs
        )
        if layer.kind in _OF_NO_IMAGE or not first or layer.input_shape.open:
            continue
        dims = layer.input_shape.dims
        if (
            len(dims) == 4
            and dims[1] in {1, 3}
            and all((size or 0) >= _SMALLEST_IMAGE for size in dims[2:])
        ):
            return network.framework == "keras" and not network.channels_first
    return False
