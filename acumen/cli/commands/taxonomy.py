"""``acumen taxonomy``: the tree of real faults, and which rules answer for each of its leaves."""

from __future__ import annotations

import typer

from acumen.cli.options import JsonOption
from acumen.cli.output import print_json, stdout
from acumen.domain.finding import RuleKind
from acumen.faults.registry import load_rules, ruleset_version
from acumen.faults.statement import weight_of
from acumen.taxonomy.tree import NodeKind, load_taxonomy

EXAMPLES = """
Examples:

  acumen taxonomy

  acumen taxonomy --json
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("taxonomy", epilog=EXAMPLES)(taxonomy)


def taxonomy(json: JsonOption = False) -> None:
    """Print the tree of faults with what can be checked, and by which rules."""
    tree = load_taxonomy()
    faults: dict[str, list[str]] = {}
    smells: dict[str, list[str]] = {}
    for loaded in load_rules():
        target = faults if loaded.rule.kind is RuleKind.FAULT else smells
        for leaf in loaded.rule.leaves:
            target.setdefault(leaf, []).append(loaded.rule.id)
    if json:
        nodes = [
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
        ]
        print_json({"version": tree.version, "ruleset": ruleset_version(), "nodes": nodes})
        return
    console = stdout()
    for node in tree.nodes:
        indent = "  " * node.id.count(".")
        line = f"{indent}{node.name}"
        if node.kind is NodeKind.LEAF:
            rules = [*faults.get(node.id, []), *(f"({r})" for r in smells.get(node.id, []))]
            line = f"{indent}{node.name}: {', '.join(rules) or f'no rule; static: {node.static}'}"
        console.print(line, markup=False, highlight=False)
    leaves = tree.leaves
    covered = sum(leaf.id in faults for leaf in leaves)
    touched = sum(leaf.id in faults or leaf.id in smells for leaf in leaves)
    console.print(
        f"{covered} of {len(leaves)} leaves have a fault rule, {touched} a rule of any kind; "
        "rules in parentheses give advice only",
        highlight=False,
    )
