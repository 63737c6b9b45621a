"""What is said of a template's faults, as JSON: a state for each kind, and the lines behind it."""

from __future__ import annotations

from acumen.domain.finding import Finding, Outcome
from acumen.domain.index import TemplateRecord
from acumen.faults.statement import LeafStatement, statement_of
from acumen.search.payload import Json, JsonObject, places_json


def faults_json(record: TemplateRecord) -> JsonObject:
    """The statement on ``record``, with what was found and what was looked at and found clean."""
    statement = statement_of(record)
    by_outcome: dict[Outcome, list[Json]] = {outcome: [] for outcome in Outcome}
    for finding in record.findings:
        by_outcome[finding.outcome].append(_finding(finding))
    return {
        "gate_reasons": list(statement.gate_reasons),
        "wholly_read": record.wholly_read,
        "leaves": {leaf.leaf: _leaf(leaf) for leaf in statement.leaves},
        "found": by_outcome[Outcome.PRESENT],
        "clean": by_outcome[Outcome.ABSENT],
        "undecided": by_outcome[Outcome.UNKNOWN],
    }


def _leaf(leaf: LeafStatement) -> JsonObject:
    return {
        "state": leaf.state.value,
        "decided": leaf.decided,
        "places": leaf.places,
        "reason": leaf.reason,
        "rules": list(leaf.rules),
    }


def _finding(finding: Finding) -> JsonObject:
    return {
        "rule": finding.rule,
        "message": finding.message,
        "evidence": places_json(finding.evidence),
        "places": finding.places,
        "confidence": finding.confidence.value,
        "fix": finding.fix,
    }
