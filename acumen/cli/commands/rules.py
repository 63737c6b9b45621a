"""``acumen rules``: the fault rules and their pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from acumen.cli.options import JsonOption
from acumen.cli.output import print_json, stdout
from acumen.errors import UsageError
from acumen.faults.measured import measured
from acumen.faults.registry import LoadedRule, load_rules, ruleset_version

EXAMPLES = """
Examples:

  acumen rules

  acumen rules ACU322
"""


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("rules", epilog=EXAMPLES)(rules)


def rules(
    rule_id: Annotated[str, typer.Argument(metavar="[ID]", help="One rule's page.")] = "",
    json: JsonOption = False,
) -> None:
    """List the fault rules, or print the page of one: what breaks, bad and good code, limits."""
    known = {loaded.rule.id: loaded for loaded in load_rules()}
    if rule_id:
        loaded = known.get(rule_id.upper())
        if loaded is None:
            raise UsageError(f"There is no rule {rule_id}.", remedy="acumen rules lists them")
        _page(loaded, json=json)
        return
    if json:
        document = {
            "ruleset": ruleset_version(),
            "rules": [_record(loaded) for loaded in known.values()],
        }
        print_json(document)
        return
    console = stdout()
    for loaded in known.values():
        rule = loaded.rule
        title = loaded.doc.partition("\n")[0]
        console.print(f"{rule.id}  {rule.kind:5}  {rule.name:32}  {title}", highlight=False)


def _page(loaded: LoadedRule, *, json: bool) -> None:
    if json:
        print_json(_record(loaded) | {"page": loaded.doc})
        return
    rule = loaded.rule
    console = stdout()
    console.print(
        f"{rule.id} {rule.name} ({rule.kind}, confidence {rule.confidence})", style="bold"
    )
    console.print(f"answers for: {', '.join(rule.leaves)}", highlight=False)
    console.print(f"looked for in programs that import: {_frameworks(loaded)}", highlight=False)
    console.print()
    console.print(loaded.doc.strip(), markup=False, highlight=False)
    console.print()
    console.print(f"What to do: {rule.fix}", markup=False, highlight=False)
    console.print(f"Measured: {measured(rule.id)}", markup=False, highlight=False)


def _frameworks(loaded: LoadedRule) -> str:
    return ", ".join(loaded.rule.frameworks) or "anything"


def _record(loaded: LoadedRule) -> dict[str, Any]:
    rule = loaded.rule
    return {
        "id": rule.id,
        "name": rule.name,
        "kind": rule.kind,
        "category": loaded.category,
        "leaves": list(rule.leaves),
        "frameworks": list(rule.frameworks),
        "confidence": rule.confidence,
        "title": loaded.doc.partition("\n")[0],
        "fix": rule.fix,
        "measured": asdict(measured(rule.id)),
    }
