"""Findings as SARIF 2.1.0, the format that code hosts show beside the lines."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from acumen import __version__
from acumen.cli.checking import Checked
from acumen.domain.finding import RuleKind
from acumen.faults.registry import LoadedRule, ruleset_version
from acumen.faults.telling import Told

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {RuleKind.FAULT: "error", RuleKind.SMELL: "note"}

Json = dict[str, Any]


def sarif(checked: Checked, rules: tuple[LoadedRule, ...]) -> Json:
    """One run. Suppressed findings are results too, with their reason."""
    index = {loaded.rule.id: place for place, loaded in enumerate(rules)}
    kinds = {loaded.rule.id: loaded.rule.kind for loaded in rules}
    results = [_result(checked, item, index, kinds) for item in checked.told]
    for item in checked.suppressed:
        result = _result(checked, Told(item.finding), index, kinds)
        result["suppressions"] = [{"kind": "inSource", "justification": item.reason}]
        results.append(result)
    notifications = [
        {
            "level": "warning",
            "message": {"text": f"skipped: {skip.reason}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(skip.path)}}}],
        }
        for skip in checked.skipped
    ]
    invocation = {"executionSuccessful": True, "toolExecutionNotifications": notifications}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "acumen",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [_rule(loaded) for loaded in rules],
                        "properties": {"ruleset": ruleset_version()},
                    }
                },
                "invocations": [invocation],
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def _rule(loaded: LoadedRule) -> Json:
    rule = loaded.rule
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": loaded.doc.partition("\n")[0]},
        "fullDescription": {"text": rule.fix},
        "help": {"text": loaded.doc},
        "defaultConfiguration": {"level": _LEVELS[rule.kind]},
        "properties": {
            "tags": list(rule.leaves),
            "precision": {"high": "very-high", "medium": "high", "low": "medium"}[rule.confidence],
        },
    }


def _result(
    checked: Checked, item: Told, index: dict[str, int], kinds: dict[str, RuleKind]
) -> Json:
    finding = item.finding
    place = finding.evidence[0]
    identity = f"{finding.rule}|{place.path}|{finding.message}"
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[kinds[finding.rule]],
        "message": {"text": f"{item.said}. {finding.fix}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(place.path)},
                    "region": {"startLine": place.first_line, "endLine": place.last_line},
                },
                "logicalLocations": [{"fullyQualifiedName": checked.where(finding)}],
            }
        ],
        "partialFingerprints": {
            "finding/v1": hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()
        },
    }
