"""``acumen check``: run the fault rules over a file, a notebook or a folder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from acumen.cli.checking import Checked, check_paths
from acumen.cli.output import note, print_json, shown, stdout
from acumen.domain.finding import RuleKind
from acumen.faults.registry import LoadedRule, load_rules, ruleset_version
from acumen.faults.telling import Told
from acumen.syntax.collecting import seldom_collecting

EXAMPLES = """
Examples:

  acumen check train.py

  acumen check . --format sarif > acumen.sarif

  acumen check notebooks --select ACU322 --select ACU323

A line is left alone with "# acumen: ignore[ACU322] and the reason". Exit status: 0 no fault,
1 a fault was found (advice alone is 0), 2 wrong usage.
"""

FAULTS_STATUS = 1
_OBJECTS = 1_000_000  # new ones before a search for circles: some 80 MB, more than most checks make


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


Ids = Annotated[list[str] | None, typer.Option(help="Rule ids; repeat or join with commas.")]


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("check", epilog=EXAMPLES)(check)


def check(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Files, notebooks or folders.")],
    format_: Annotated[Format, typer.Option("--format", help="text, json or sarif.")] = Format.TEXT,
    select: Ids = None,
    ignore: Ids = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes; by default one for each core if files are many."),
    ] = None,
) -> None:
    """Look for known faults in a program. Nothing is imported or run."""
    with seldom_collecting(_OBJECTS):
        rules = _chosen(select, ignore)
        checked = check_paths(paths, rules, jobs=jobs)
    chosen = Format.JSON if json else format_
    if chosen is Format.JSON:
        print_json(_document(checked, rules))
    elif chosen is Format.SARIF:
        from acumen.cli.sarif import sarif  # noqa: PLC0415  (only this format needs it)

        print_json(sarif(checked, rules))
    else:
        _print(checked, rules)
    kinds = {loaded.rule.id: loaded.rule.kind for loaded in rules}
    if any(kinds[finding.rule] is RuleKind.FAULT for finding in checked.present):
        raise typer.Exit(FAULTS_STATUS)


def check_text(code: str) -> dict[str, Any]:
    """The document of ``check --json`` for one program that is no file."""
    rules = _chosen(None, None)
    with TemporaryDirectory() as folder:
        path = Path(folder, "program.py")
        path.write_text(code, encoding="utf-8", errors="replace")
        document = _document(check_paths([path], rules), rules)
    for finding in (*document["findings"], *document["suppressed"]):
        finding["where"] = finding["where"].replace(finding["path"], path.name)
        finding["path"] = path.name
    for skip in document["skipped"]:
        skip["path"] = path.name
    return document


def _chosen(select: list[str] | None, ignore: list[str] | None) -> tuple[LoadedRule, ...]:
    known = {loaded.rule.id: loaded for loaded in load_rules()}
    wanted, unwanted = _ids(select), _ids(ignore)
    for rule_id in (*wanted, *unwanted):
        if rule_id not in known:
            raise typer.BadParameter(f"there is no rule {rule_id}; acumen rules lists them")
    return tuple(
        loaded
        for rule_id, loaded in known.items()
        if (not wanted or rule_id in wanted) and rule_id not in unwanted
    )


def _ids(given: list[str] | None) -> list[str]:
    return [part.strip() for text in given or () for part in text.split(",") if part.strip()]


def _document(checked: Checked, rules: tuple[LoadedRule, ...]) -> dict[str, Any]:
    by_id = {loaded.rule.id: loaded for loaded in rules}
    safety = checked.statement.safety
    return {
        "ruleset": ruleset_version(),
        "files": len(checked.files),
        "skipped": [{"path": s.path, "reason": s.reason} for s in checked.skipped],
        "findings": [_finding(checked, item, by_id) for item in checked.told],
        "suppressed": [
            _finding(checked, Told(item.finding), by_id) | {"reason": item.reason}
            for item in checked.suppressed
        ],
        "leaves": {leaf.leaf: leaf.state for leaf in checked.statement.leaves},
        "safety": {
            "gate": safety.gate,
            "reasons": list(checked.statement.gate_reasons),
            "lower": safety.lower,
            "upper": safety.upper,
            "found": safety.found,
            "clean": safety.clean,
            "unknown": safety.unknown,
            "not_checkable": safety.not_checkable,
        },
    }


def _finding(checked: Checked, item: Told, by_id: dict[str, LoadedRule]) -> dict[str, Any]:
    finding = item.finding
    rule, place = by_id[finding.rule].rule, finding.evidence[0]
    return {
        "rule": rule.id,
        "name": rule.name,
        "kind": rule.kind,
        "leaves": list(rule.leaves),
        "outcome": finding.outcome,
        "path": place.path,
        "first_line": place.first_line,
        "last_line": place.last_line,
        "where": checked.where(finding),
        "message": finding.message,
        "fix": finding.fix,
        "confidence": finding.confidence,
        "also": [{"rule": other.rule, "message": other.message} for other in item.also],
    }


def _print(checked: Checked, rules: tuple[LoadedRule, ...]) -> None:
    by_id = {loaded.rule.id: loaded.rule for loaded in rules}
    console = stdout()
    for told in checked.told:
        finding = told.finding
        rule = by_id[finding.rule]
        colour = "red" if rule.kind is RuleKind.FAULT else "yellow"
        console.print(
            f"{shown(checked.where(finding))} [{colour}]{rule.id}[/] {rule.name}: "
            f"{shown(finding.message)}",
            highlight=False,
        )
        for other in told.also:
            source = "" if other.rule == finding.rule else f"{other.rule} "
            console.print(f"    also {source}{shown(other.message)}", highlight=False)
        console.print(f"    {shown(finding.fix)}", highlight=False, style="dim")
    for item in checked.suppressed:
        console.print(
            f"{shown(checked.where(item.finding))} {item.finding.rule} suppressed: "
            f"{shown(item.reason)}",
            highlight=False,
        )
    for place in checked.without_reason:
        note(f"{place}: a suppression without a reason is not followed")
    for file in checked.files:
        if file.assumed:
            names = ", ".join(file.assumed[:4]) + (" and others" if len(file.assumed) > 4 else "")
            note(f"{shown(file.path)}: imports no framework; read as if it imported {names}")
    for skip in checked.skipped:
        note(f"{skip.path}: skipped ({skip.reason})")
    safety = checked.statement.safety
    faults = sum(by_id[told.finding.rule].kind is RuleKind.FAULT for told in checked.told)
    advice = len(checked.told) - faults
    console.print(
        f"{len(checked.files)} files, {faults} faults, {advice} advice, "
        f"{len(checked.suppressed)} suppressed; of {len(checked.statement.leaves)} kinds of fault "
        f"{safety.found} found, {safety.clean} clean, {safety.unknown} unknown, "
        f"{safety.not_checkable} not checkable",
        highlight=False,
    )
