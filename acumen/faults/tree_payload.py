"""The taxonomy with what can be checked of it, as JSON: for the command and the web alike."""

from __future__ import annotations

from typing import Any

from acumen.domain.finding import RuleKind
from acumen.faults.registry import load_rules, ruleset_version
from acumen.faults.statement import weight_of
from acumen.taxonomy.tree import NodeKind, load_taxonomy


def rules_by_leaf(kind: RuleKind) -> dict[str, list[str]]:
    """The rules of ``kind`` that answer for each leaf, ascending."""
    found: dict[str, list[str]] = {}
    for loaded in load_rules():
        if loaded.rule.kind is kind:
            for leaf in loaded.rule.leaves:
                found.setdefault(leaf, []).append(loaded.rule.id)
    return found


def taxonomy_json() -> dict[str, Any]:
    """Every node in the order of the tree, with the rules that answer for it."""
    tree = load_taxonomy()
    faults, smells = rules_by_leaf(RuleKind.FAULT), rules_by_leaf(RuleKind.SMELL)
    return {
        "version": tree.version,
        "ruleset": ruleset_version(),
        "nodes": [
            {
                "id": node.id,
                "name": node.name,
                "about": node.about,
                "parent": node.parent,
                "kind": node.kind,
                "static": node.static,
                "fault_rules": faults.get(node.id, []),
                "smell_rules": smells.get(node.id, []),
                "weight": round(weight_of(node.id), 6) if node.kind is NodeKind.LEAF else None,
            }
            for node in tree.nodes
        ],
    }
