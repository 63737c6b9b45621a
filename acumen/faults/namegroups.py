"""Names of a program that are joined one by one into groups, each of which may be one object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from acumen.faults.spokennames import Node


@dataclass(frozen=True, slots=True)
class Maker:
    """Where a network is made."""

    path: str
    at: int  # byte offset of the statement
    told: bool  # a device is among the arguments


@dataclass(slots=True)
class Group:
    """Names that may stand for one object."""

    makers: set[Maker] = field(default_factory=set)
    moved: bool = False  # something brings it to a device, or may
    unclear: bool = False  # some of what it may be is not seen to be made


class Groups:
    """The groups so far. What is known of two groups holds of both once they are joined."""

    def __init__(self) -> None:
        self._above: dict[Node, Node] = {}
        self._groups: dict[Node, Group] = {}
        self._instances: dict[Node, set[tuple[str, int]]] = defaultdict(set)

    def root(self, node: Node) -> Node:
        """The name that stands for all of the group."""
        while (above := self._above.get(node, node)) != node:
            self._above[node] = node = self._above.get(above, above)
        return node

    def of(self, node: Node) -> Group:
        """The group of a name, to be changed."""
        return self._groups.setdefault(self.root(node), Group())

    def known(self, node: Node) -> Group:
        """The group of a name; an empty one of a name that nothing is known of."""
        return self._groups.get(self.root(node), Group())

    def join(self, one: Node | None, other: Node | None) -> None:
        if one is None or other is None:
            return
        first, second = self.root(one), self.root(other)
        if first == second:
            return
        self._above[second] = first
        self._instances[first] |= self._instances.pop(second, set())
        old = self._groups.pop(second, None)
        if old is not None:
            group = self.of(first)
            group.makers |= old.makers
            group.moved = group.moved or old.moved
            group.unclear = group.unclear or old.unclear

    def same(self, one: Node, other: Node) -> bool:
        return self.root(one) == self.root(other)

    def names(self, node: Node) -> frozenset[str]:
        """All names of the group of ``node``."""
        root = self.root(node)
        known = {one[2] for one in list(self._above) if self.root(one) == root}
        return frozenset(known | {root[2]})

    def all(self) -> tuple[Group, ...]:
        return tuple(self._groups.values())

    def is_made_of(self, node: Node, path: str, start: int) -> None:
        """Note that the group of ``node`` may be an object of the class that begins there."""
        self._instances[self.root(node)].add((path, start))

    def moved_classes(self) -> Iterator[tuple[str, int]]:
        """Classes of what is brought to a device; what is so by the time it is asked counts."""
        for node, classes in list(self._instances.items()):
            group = self._groups.get(node)
            if group is not None and group.moved:
                yield from sorted(classes)
