"""What a branch of a program can change, kept so that another can be tried from the same start."""

from __future__ import annotations

from acumen.syntax.network.values import (
    UNKNOWN,
    Container,
    Graph,
    Instance,
    Made,
    Scope,
    Tensor,
    Thing,
    Unknown,
)

_GROWING = (list, Container)
_PLAIN = (bool, int, float, str, tuple)


class State:
    """What a branch can change: the names of its function and the attributes of its object."""

    def __init__(self, scope: Scope) -> None:
        self.names = dict(scope.names)
        self.instance = scope.instance
        self.attributes = dict(scope.instance.attributes) if scope.instance else {}
        self.lists: list[tuple[list[Thing], list[Thing]]] = []
        self.items: list[tuple[Container, list[tuple[str, Thing]]]] = []
        for values in (self.names, self.attributes):
            for value in values.values():
                if not isinstance(value, _GROWING):
                    continue
                if isinstance(value, list):
                    self.lists.append((value, list(value)))
                else:
                    self.items.append((value, list(value.items)))

    def restore(self, scope: Scope) -> None:
        _replace(scope.names, self.names)
        if scope.instance is not None and scope.instance is self.instance:
            _replace(scope.instance.attributes, self.attributes)
        for values, kept in self.lists:
            values[:] = kept
        for container, items in self.items:
            container.items[:] = items

    def fill(self, scope: Scope, others: list[State]) -> None:
        """Take from the other branches what this one leaves unbound; constants that differ
        between branches are unknown.
        """
        for other in others:
            if other is self:
                continue
            _merge(scope.names, other.names)
            if scope.instance is not None and scope.instance is other.instance:
                _merge(scope.instance.attributes, other.attributes)


def _replace(names: dict[str, Thing], by: dict[str, Thing]) -> None:
    names.clear()
    names.update(by)


def _merge(names: dict[str, Thing], others: dict[str, Thing]) -> None:
    for name, value in others.items():
        own = names.setdefault(name, value)
        if own is value:
            continue
        if isinstance(own, _PLAIN) and (not isinstance(value, _PLAIN) or own != value):
            names[name] = UNKNOWN if not isinstance(value, (Made, Tensor)) else value
        elif own is None or isinstance(own, Unknown):
            useful = isinstance(value, (Made, Container, Instance, Tensor, Graph))
            names[name] = value if useful else UNKNOWN
