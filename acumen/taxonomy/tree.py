"""The tree of real faults that evidence is stated against: five categories down to 93 leaves."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class NodeKind(StrEnum):
    GROUP = "group"
    LEAF = "leaf"
    EXAMPLE = "example"  # a named example under an open-ended leaf; not counted


class Decidable(StrEnum):
    """Whether source code alone can settle a leaf."""

    YES = "yes"
    PARTIAL = "partial"  # only where the values it needs are literal or can be inferred
    NO = "no"  # it takes data, or a run


@dataclass(frozen=True, slots=True)
class Survey:
    """What 21 developers said of a group of faults (Humbatova et al., ICSE 2020), in per cent."""

    experienced_pct: int
    severity_pct: tuple[int, int, int]  # minor, major, critical
    effort_pct: tuple[int, int, int]  # low, medium, high


@dataclass(frozen=True, slots=True)
class Node:
    id: str  # dotted: "model.layers.act.no_softmax"
    name: str
    about: str
    parent: str  # "" for the five categories
    kind: NodeKind
    static: Decidable | None  # None for groups
    artefacts: int  # that were tagged with this leaf
    interviews: int  # mentions
    survey: Survey | None


@dataclass(frozen=True, slots=True)
class Taxonomy:
    version: str
    nodes: tuple[Node, ...]  # parents before children

    @property
    def leaves(self) -> tuple[Node, ...]:
        """The 93 nodes that a statement of safety is about."""
        return tuple(node for node in self.nodes if node.kind is NodeKind.LEAF)

    def survey_of(self, node_id: str) -> Survey | None:
        """The survey's figures of the nearest group at or above ``node_id``."""
        by_id = {node.id: node for node in self.nodes}
        current = by_id.get(node_id)
        while current is not None:
            if current.survey is not None:
                return current.survey
            current = by_id.get(current.parent)
        return None


@cache
def load_taxonomy() -> Taxonomy:
    """Read the shipped tree (source and licence stand at the head of ``faults.toml``)."""
    text = resources.files(__package__).joinpath("faults.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Taxonomy(version=data["version"], nodes=tuple(_node(row) for row in data["node"]))


def _node(row: Mapping[str, object]) -> Node:
    kind = NodeKind(str(row["kind"]))
    return Node(
        id=str(row["id"]),
        name=str(row["name"]),
        about=str(row["about"]),
        parent=str(row.get("parent", "")),
        kind=kind,
        static=None if kind is NodeKind.GROUP else Decidable(str(row["static"])),
        artefacts=_count(row.get("artefacts")),
        interviews=_count(row.get("interviews")),
        survey=_survey(row),
    )


def _survey(row: Mapping[str, object]) -> Survey | None:
    if "experienced_pct" not in row:
        return None
    return Survey(
        experienced_pct=_count(row["experienced_pct"]),
        severity_pct=_three(row["severity_pct"]),
        effort_pct=_three(row["effort_pct"]),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _three(value: object) -> tuple[int, int, int]:
    if not (isinstance(value, list) and len(value) == 3):
        raise ValueError(f"want three percentages, got {value!r}")
    low, middle, high = (_count(item) for item in value)
    return low, middle, high
