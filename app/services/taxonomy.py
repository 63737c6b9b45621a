"""The tree of faults with what is looked for: which rules answer for each node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from acumen.domain.finding import RuleKind
from acumen.faults.registry import LoadedRule, load_rules
from acumen.taxonomy.tree import Decidable, Node, NodeKind, Survey, load_taxonomy


class Coverage(StrEnum):
    """What looks for a kind of fault."""

    RULE = "rule"  # at least one rule that finds the fault
    ADVICE = "advice"  # rules that give advice only
    NO_RULE = "no-rule"  # the code could show it, in part at least; no rule looks yet
    NOT_IN_CODE = "not-in-code"  # it takes the data, or a run


COVERAGES: Final[Mapping[Coverage, str]] = {
    Coverage.RULE: "A rule looks for it",
    Coverage.ADVICE: "Advice only",
    Coverage.NO_RULE: "No rule yet",
    Coverage.NOT_IN_CODE: "Not in the code",
}


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule in a sentence."""

    id: str
    about: str
    advice: bool
    confidence: str
    fix: str


@dataclass(frozen=True, slots=True)
class NodeView:
    """One node of the tree."""

    id: str
    name: str
    about: str
    parent: str
    depth: int  # 1 for the five categories
    leaf: bool
    coverage: Coverage | None  # None for groups
    covered: tuple[tuple[Coverage, int], ...]  # leaves at or below it by coverage
    leaves: int


@dataclass(frozen=True, slots=True)
class NodeDetail:
    """A node with the rules that answer for it and what was found out about it."""

    node: NodeView
    path: tuple[NodeView, ...]  # from the category down to its parent
    rules: tuple[RuleView, ...]
    survey: Survey | None  # of the nearest group at or above it
    artefacts: int
    interviews: int


@cache
def tree() -> tuple[NodeView, ...]:
    """All nodes, parents before children, children in the order of the taxonomy."""
    nodes = [node for node in load_taxonomy().nodes if node.kind is not NodeKind.EXAMPLE]
    by_leaf = _rules_by_leaf()
    coverage = {n.id: _coverage(n, by_leaf) for n in nodes if n.kind is NodeKind.LEAF}
    children: dict[str, list[Node]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    found: list[NodeView] = []
    waiting = [(node, 1) for node in reversed(children[""])]
    while waiting:
        node, depth = waiting.pop()
        below = Counter(c for leaf, c in coverage.items() if _under(leaf, node.id))
        found.append(
            NodeView(
                node.id,
                node.name,
                node.about,
                node.parent,
                depth,
                node.kind is NodeKind.LEAF,
                coverage.get(node.id),
                tuple((c, below[c]) for c in Coverage if below[c]),
                sum(below.values()),
            )
        )
        waiting += [(child, depth + 1) for child in reversed(children.get(node.id, []))]
    return tuple(found)


def totals() -> tuple[tuple[Coverage, int], ...]:
    """How many leaves each kind of coverage has."""
    count = Counter(node.coverage for node in tree() if node.coverage is not None)
    return tuple((coverage, count[coverage]) for coverage in Coverage)


def detail(node_id: str) -> NodeDetail | None:
    """One node; None if the taxonomy has none of that ID."""
    by_id = {node.id: node for node in tree()}
    node = by_id.get(node_id)
    if node is None:
        return None
    path = []
    parent = by_id.get(node.parent)
    while parent is not None:
        path.append(parent)
        parent = by_id.get(parent.parent)
    raw = next(n for n in load_taxonomy().nodes if n.id == node_id)
    loaded = {
        rule.rule.id: rule
        for leaf, rules in _rules_by_leaf().items()
        if _under(leaf, node_id)
        for rule in rules
    }
    return NodeDetail(
        node=node,
        path=tuple(reversed(path)),
        rules=tuple(_rule(loaded[name]) for name in sorted(loaded)),
        survey=load_taxonomy().survey_of(node_id),
        artefacts=raw.artefacts,
        interviews=raw.interviews,
    )


def _under(leaf: str, node_id: str) -> bool:
    return leaf == node_id or leaf.startswith(f"{node_id}.")


@cache
def _rules_by_leaf() -> Mapping[str, tuple[LoadedRule, ...]]:
    found: dict[str, list[LoadedRule]] = {}
    for loaded in load_rules():
        for leaf in loaded.rule.leaves:
            found.setdefault(leaf, []).append(loaded)
    return {leaf: tuple(rules) for leaf, rules in found.items()}


def _coverage(node: Node, by_leaf: Mapping[str, tuple[LoadedRule, ...]]) -> Coverage:
    kinds = {loaded.rule.kind for loaded in by_leaf.get(node.id, ())}
    if RuleKind.FAULT in kinds:
        return Coverage.RULE
    if RuleKind.SMELL in kinds:
        return Coverage.ADVICE
    return Coverage.NOT_IN_CODE if node.static is Decidable.NO else Coverage.NO_RULE


def _rule(loaded: LoadedRule) -> RuleView:
    first = loaded.doc.strip().split("\n\n", 1)[0]
    return RuleView(
        loaded.rule.id,
        " ".join(first.split()),
        loaded.rule.kind is RuleKind.SMELL,
        loaded.rule.confidence.value,
        loaded.rule.fix,
    )
