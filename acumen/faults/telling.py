"""Tell a fault once where several findings of one line say it.

What the rules find stays as it is, for what is kept, counted and measured; only what people are
shown is folded: findings of one rule on one line, and findings of rules that declare one cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.statement import expected_rules

_SURENESS = tuple(Confidence)  # the surest first


@dataclass(frozen=True, slots=True)
class Told:
    """What one line is told of, and what else was found there for the same cause."""

    finding: Finding
    also: tuple[Finding, ...] = ()  # the next definite first; none says what another says

    @property
    def said(self) -> str:
        """All that is said of the line, in one sentence without its full stop."""
        return "; ".join((self.finding.message, *(f"also {f.message}" for f in self.also)))


def told(findings: Iterable[Finding]) -> tuple[Told, ...]:
    """``findings`` with each fault of a line once, in the order in which they first come.

    Of several the first of the most definite rule is kept: a fault before advice, then the rule
    whose findings were right more often, then the lower id. Findings without lines stay apart.
    """
    rules = {rule.id: rule for rule in expected_rules()}

    def definite(finding: Finding) -> tuple[bool, int, str]:
        rule = rules.get(finding.rule)
        advice = rule is None or rule.kind is not RuleKind.FAULT
        return advice, _SURENESS.index(finding.confidence), finding.rule

    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        if not finding.evidence:
            groups[len(groups)] = [finding]
            continue
        place, rule = finding.evidence[0], rules.get(finding.rule)
        cause = (rule.cause if rule else "") or finding.rule
        groups.setdefault((place.path, place.first_line, cause), []).append(finding)
    return tuple(_folded(sorted(group, key=definite)) for group in groups.values())


def _folded(group: list[Finding]) -> Told:
    """The first of ``group``, and of the others one for each thing that is said."""
    said = {(finding.rule, finding.message): finding for finding in reversed(group)}
    first, *others = (f for f in group if said[f.rule, f.message] is f)
    return Told(first, tuple(others))
