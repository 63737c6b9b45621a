"""What every rule about sizes works with: one use of a layer, and sizes that may be unknown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import prod

from acumen.domain.network import UNKNOWN_WEIGHTS, LayerKind, Shape, Weights
from acumen.syntax.network.settings import Settings, Size, channels_first, flag

Sized = tuple[Shape, Weights]
NO_WEIGHTS = Weights()
_COLOURS = (1, 3)  # channels of an image
_SMALLEST_IMAGE = 8  # rows; fewer may be a window of something else


class Use:
    """One use of a layer: what its rule looks at."""

    def __init__(
        self, kind: LayerKind, variant: str, framework: str, settings: Settings, given: Shape
    ) -> None:
        self.kind = kind
        self.variant = variant
        self.framework = framework
        self.settings = settings
        self.given = given

    @cached_property
    def first(self) -> bool | None:
        """Whether channels stand before the spatial axes; None if it is not known."""
        stated = channels_first(self.framework, self.settings)
        if stated is False and self.framework == "keras" and self._may_come_first():
            return None
        return stated

    def _may_come_first(self) -> bool:
        """Whether images stand channels first and the layer does not say which order it takes.

        Keras reads the order from a file of the user, too.
        """
        format_ = self.settings.get("data_format")
        dims = self.given.dims
        return (
            (format_ is None or not format_.text)
            and not self.given.open
            and len(dims) == 4
            and dims[1] in _COLOURS
            and dims[3] not in _COLOURS
            and all((size or 0) >= _SMALLEST_IMAGE for size in dims[2:])
        )

    def channels(self, rank: int) -> Size:
        """The size of the channel axis of the input."""
        dims = self.given.dims
        if self.first is None:
            return None
        if self.first:
            full = len(dims) == rank + 2 or (self.given.open and len(dims) == rank + 1)
            return dims[-rank - 1] if full else None
        return dims[-1] if dims else None

    def spatial(self, rank: int) -> tuple[Size, ...]:
        dims = self.given.dims
        if self.first is None or len(dims) < rank + (0 if self.first else 1):
            return (None,) * rank
        return dims[-rank:] if self.first else dims[-rank - 1 : -1]

    def image(self, channels: Size, spatial: Sequence[Size]) -> Shape:
        if self.first is None:
            return Shape((None,) * (len(spatial) + 2))
        if self.first:
            return Shape((None, channels, *spatial))
        return Shape((None, *spatial, channels))


def exactly(count: Size) -> Weights:
    return UNKNOWN_WEIGHTS if count is None else Weights(count, count)


def product_of(*factors: Size) -> Size:
    known = [factor for factor in factors if factor is not None]
    return prod(known) if len(known) == len(factors) else None


def sum_of(*terms: Size) -> Size:
    known = [term for term in terms if term is not None]
    return sum(known) if len(known) == len(terms) else None


def biases_of(use: Use, units: Size) -> Size:
    biased = flag(use.settings, "use_bias", "bias")
    if biased is None:
        return units if not {"use_bias", "bias"} & use.settings.keys() else None
    return units if biased else 0
