"""``acumen taxonomy``: the tree of real faults, and which rules answer for each of its leaves."""

from __future__ import annotations

import typer

from acumen.cli.options import JsonOption
from acumen.cli.output import print_json, stdout
from acumen.domain.finding import RuleKind
from acumen.faults.tree_payload import rules_by_leaf, taxonomy_json
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
    if json:
        print_json(taxonomy_json())
        return
    tree = load_taxonomy()
    faults, smells = rules_by_leaf(RuleKind.FAULT), rules_by_leaf(RuleKind.SMELL)
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
