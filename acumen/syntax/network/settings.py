"""Read the settings of a layer as sizes and flags; what is not known is None."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from acumen.domain.network import LayerKind, Setting, Shape, Value, Weights

Settings = Mapping[str, Setting]
Size = int | None
Sizes = tuple[Size, ...]
Asked = tuple[LayerKind, str, str, Sizes, bool]
"""Kind, variant and framework of a layer, and the shape that it is given."""


class Sheet(dict[str, Setting]):
    """Settings that all layers of one call share, and the sizes that were found with them.

    Nothing changes it once it is filled.
    """

    __slots__ = ("sized",)

    def __init__(self) -> None:
        super().__init__()
        self.sized: dict[Asked, tuple[Shape, Weights]] = {}


_LARGEST = 1 << 48


def is_size(value: object) -> TypeGuard[int]:
    """Whether a value can be a number of elements, channels or steps."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST


def size_or_unknown(value: object) -> Size:
    return value if is_size(value) else None


def number(settings: Settings, name: str) -> Size:
    """A setting that is a size; None if it is not known to be one."""
    return size_or_unknown(value_of(settings, name))


def value_of(settings: Settings, name: str) -> Value:
    found = settings.get(name)
    return found.value if found is not None and found.known else None


def is_known(settings: Settings, name: str) -> bool:
    found = settings.get(name)
    return found is not None and found.known


def sizes(settings: Settings, name: str, rank: int) -> tuple[Size, ...]:
    """One size for each spatial axis; a single number holds for all."""
    if not is_known(settings, name):
        return (None,) * rank
    value = value_of(settings, name)
    if is_size(value):
        return (value,) * rank
    if isinstance(value, tuple) and len(value) == 1:
        value = value * rank
    if isinstance(value, tuple) and len(value) == rank:
        return tuple(map(size_or_unknown, value))
    return (None,) * rank


def flag(settings: Settings, *names: str) -> bool | None:
    """A setting that is true or false under the first of the names it has; None if unknown."""
    for name in names:
        if name in settings:
            value = value_of(settings, name)
            return bool(value) if is_known(settings, name) else None
    return None


def channels_first(framework: str, settings: Settings) -> bool | None:
    """Whether channels stand before the spatial axes; None if it is not known."""
    if framework == "pytorch":
        return True
    if framework == "keras" and "data_format" in settings:
        if not is_known(settings, "data_format"):
            return None
        return value_of(settings, "data_format") == "channels_first"
    return False
