"""Run the rules over one program: every rule answers, even if only that it has nothing to say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from acumen.domain.finding import Finding, Outcome
from acumen.faults.reached import for_the_run
from acumen.faults.registry import LoadedRule, load_rules
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject

MOST_FINDINGS = 400  # per rule and program; more are cut, with a word that they were


def run_rules(subject: Subject, rules: Iterable[LoadedRule] | None = None) -> tuple[Finding, ...]:
    """The findings of ``rules`` (all by default), by rule, then place.

    Each rule gives at least one finding. A rule that breaks on a program is UNKNOWN there.
    """
    found: list[Finding] = []
    for loaded in load_rules() if rules is None else rules:
        found += _answers(subject, loaded)
    return tuple(found)


@lru_cache(maxsize=1024)
def _not_imported(rule: Rule) -> Finding:
    return rule.not_applicable(f"nothing of {', '.join(rule.frameworks)} is imported")


@lru_cache(maxsize=1024)
def _no_place(rule: Rule) -> Finding:
    return rule.not_applicable("there is no place of this kind")


def _answers(subject: Subject, loaded: LoadedRule) -> list[Finding]:
    rule = loaded.rule
    if not subject.uses(rule.frameworks):
        return [_not_imported(rule)]
    try:
        findings = [for_the_run(subject, rule, found) for found in loaded.check(subject)]
    except Exception as error:  # noqa: BLE001  (a rule is an edge: one that breaks must not hide the others)
        return [rule.unknown(f"the rule broke on this program: {type(error).__name__}")]
    if not findings:
        return [_no_place(rule)]
    if len(findings) == 1:
        return findings
    each = dict.fromkeys(findings)
    ordered = sorted(each, key=lambda finding: (finding.evidence, finding.outcome))
    if len(ordered) > MOST_FINDINGS:
        kept = sorted(ordered, key=lambda finding: finding.outcome is not Outcome.PRESENT)
        more = rule.unknown(f"{len(ordered) - MOST_FINDINGS} more places were not kept")
        return [*kept[:MOST_FINDINGS], more]
    return ordered
