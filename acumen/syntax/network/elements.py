"""What stands in lists, tuples, dictionaries and containers, and putting something there."""

from __future__ import annotations

from acumen.syntax.network.arithmetic import MAX_ELEMENTS
from acumen.syntax.network.members import adopt
from acumen.syntax.network.values import (
    UNKNOWN,
    Container,
    Instance,
    Open,
    Repeated,
    Scope,
    Tensor,
    Thing,
)

_OUTERMOST = 64  # scopes that lie in each other
KEYS = (str, int, float, type(None))  # of dictionaries


def elements(value: Thing) -> list[Thing] | None:
    """What iterating gives; None if it is not known."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, range):
        return list(value) if len(value) <= MAX_ELEMENTS else None
    if isinstance(value, dict):
        return None if isinstance(value, Open) else list(value)
    if isinstance(value, str):
        return list(value)
    if isinstance(value, Container):
        return [item for _, item in value.items]
    if isinstance(value, Instance) and value.container is not None:
        return [item for _, item in value.container.items]
    return None


def of_unknown_length(value: Thing) -> bool:
    """Whether one or more of its elements are known, but not how many there are."""
    return isinstance(value, (Repeated, Open)) or (isinstance(value, Container) and value.uncertain)


def open_up(scope: Scope, value: list[Thing] | dict[Thing, Thing]) -> None:
    """Note that a list or dictionary has got parts that are not known: its length is not either."""
    if isinstance(value, (Repeated, Open)):
        return
    opened: Thing = Repeated(value) if isinstance(value, list) else Open(value)
    around: Scope | None = scope
    for _ in range(_OUTERMOST):
        if around is None:
            break
        holders = [around.names, *([around.instance.attributes] if around.instance else [])]
        for names in holders:
            for name in [name for name, kept in names.items() if kept is value]:
                names[name] = opened
        around = around.outer


def unpacked(value: Thing, count: int) -> list[Thing]:
    if isinstance(value, (tuple, list)) and len(value) == count:
        return list(value)
    if isinstance(value, Tensor):
        return [Tensor(value.node) for _ in range(count)]
    if isinstance(value, Container) and len(value.items) == count:
        return [item for _, item in value.items]
    return [UNKNOWN] * count


def item(owner: Thing, key: Thing) -> Thing:
    if isinstance(owner, Repeated):
        return owner[0] if owner else UNKNOWN
    if isinstance(owner, (list, tuple, range)) and isinstance(key, int):
        return owner[key] if -len(owner) <= key < len(owner) else UNKNOWN
    if isinstance(owner, dict):
        return owner.get(key, UNKNOWN) if isinstance(key, KEYS) else UNKNOWN
    if isinstance(owner, Container):
        if isinstance(key, int) and -len(owner.items) <= key < len(owner.items):
            return owner.items[key][1]
        if isinstance(key, str):
            return dict(owner.items).get(key, UNKNOWN)
        if owner.uncertain and owner.items:
            return owner.items[0][1]
    return UNKNOWN


def set_item(owner: Thing, key: Thing, value: Thing) -> None:
    if isinstance(owner, dict):
        if isinstance(key, KEYS):
            owner[key] = value
    elif isinstance(owner, list):
        if isinstance(key, int) and -len(owner) <= key < len(owner):
            owner[key] = value
    elif isinstance(owner, Container):
        adopt(owner, value, str(key) if isinstance(key, (str, int)) else "?")
        if isinstance(key, (str, int)):
            names = [name for name, _ in owner.items]
            place = names.index(str(key)) if str(key) in names else -1
            if place >= 0:
                owner.items[place] = (str(key), value)
            else:
                owner.items.append((str(key), value))
        else:
            owner.uncertain = True
