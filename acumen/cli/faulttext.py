"""What ``show`` prints of a template's faults: what was found, what was seen to be clean, and how
much is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console

from acumen.cli.output import shown
from acumen.domain.evidence import Evidence
from acumen.domain.finding import Finding, Outcome
from acumen.domain.index import TemplateRecord
from acumen.faults.statement import LeafState, LeafStatement, Statement, statement_of
from acumen.faults.telling import Told, told
from acumen.taxonomy.tree import load_taxonomy

PLACES_SHOWN = 3
_OPEN = (LeafState.PARTLY, LeafState.UNKNOWN, LeafState.NOT_CHECKABLE)


def places(evidence: Sequence[Evidence]) -> str:
    """The first lines of ``evidence`` as ``path:line``, safe to print."""
    return ", ".join(f"{shown(e.path)}:{e.first_line}" for e in evidence[:PLACES_SHOWN])


def print_faults(console: Console, record: TemplateRecord) -> None:
    """Print the statement on ``record`` with the lines behind it."""
    safety, statement = record.safety, statement_of(record)
    console.print(
        f"[bold]faults[/]: {safety.gate}, between {safety.lower:.2f} and {safety.upper:.2f}",
        highlight=False,
    )
    for reason in statement.gate_reasons:
        console.print(f"  not established: {shown(reason)}", highlight=False)
    for item in told(f for f in record.findings if f.outcome is Outcome.PRESENT):
        _print_finding(console, item)
    _print_clean(console, statement, record.findings)
    for line in _open_lines(statement):
        console.print(line, highlight=False)


def _print_finding(console: Console, item: Told) -> None:
    finding = item.finding
    more = f" and {finding.places - 1} more places" if finding.places > 1 else ""
    console.print(
        f"  [red]found[/] {finding.rule} {places(finding.evidence)}{more}  "
        f"{shown(finding.message)}",
        highlight=False,
    )
    for other in item.also:
        source = "" if other.rule == finding.rule else f"{other.rule} "
        console.print(f"        also {source}{shown(other.message)}", highlight=False)
    console.print(f"        do: {shown(finding.fix)}", highlight=False)


def _print_clean(console: Console, statement: Statement, findings: Iterable[Finding]) -> None:
    seen: dict[str, list[Evidence]] = {}
    for finding in findings:
        if finding.outcome is Outcome.ABSENT:
            seen.setdefault(finding.rule, []).extend(finding.evidence)
    names = {leaf.id: leaf.name for leaf in load_taxonomy().leaves}
    for leaf in statement.leaves:
        if leaf.state is LeafState.CLEAN:
            lines = [line for rule in leaf.rules for line in seen.get(rule, ())]
            console.print(
                f"  [green]clean[/] {shown(names[leaf.leaf])}  {_count(leaf)}  {places(lines)}",
                highlight=False,
            )


def _count(leaf: LeafStatement) -> str:
    return "1 place" if leaf.decided == 1 else f"{leaf.decided} places"


def _open_lines(statement: Statement) -> list[str]:
    tree = load_taxonomy()
    names = {node.id: node.name for node in tree.nodes}
    by_category: dict[str, Counter[LeafState]] = {}
    for leaf in statement.leaves:
        category = leaf.leaf.partition(".")[0]
        by_category.setdefault(category, Counter())[leaf.state] += 1
    lines = []
    for category, counts in by_category.items():
        said = [f"{counts[state]} {state.value}" for state in _OPEN if counts[state]]
        if said:
            lines.append(f"  open in {shown(names.get(category, category))}: {', '.join(said)}")
    return lines
