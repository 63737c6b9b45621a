"""Stage 5: a program in, what the fault rules find in it and what may be said about it out.

A function of values: the same program and code give the same inspection. Rules never raise; a rule
that breaks on a program leaves its leaves unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from acumen.domain.finding import Finding, Outcome
from acumen.domain.safety import Safety
from acumen.faults.engine import run_rules
from acumen.faults.registry import LoadedRule
from acumen.faults.statement import Statement, state_of
from acumen.faults.subject import Subject
from acumen.syntax.program import Program

MOST_FAULTS = 20  # of one rule in one template; the others are counted
MOST_SHOWN = 3  # places that stand for all of a rule's other answers of one kind


@dataclass(frozen=True, slots=True)
class Inspection:
    """The findings of every rule, and the statement they support."""

    findings: tuple[Finding, ...]  # by rule, then place; each rule gives at least one
    statement: Statement
    wholly_read: bool  # every file has facts and none a syntax error

    @property
    def safety(self) -> Safety:
        return self.statement.safety


def inspect(
    program: Program,
    *,
    code: Mapping[str, str],
    unread: Iterable[str] = (),
    licensed: bool = False,
    rules: Iterable[LoadedRule] | None = None,
) -> Inspection:
    """Run ``rules`` (all by default) over ``program``.

    ``code`` maps paths to code views; what is missing there leaves rules that need text unsure.
    ``unread`` names files of the program that have no facts, ``licensed`` says whether terms of
    use are known.
    """
    subject = Subject(program, code=code, unread=tuple(unread))
    findings = run_rules(subject, rules)
    statement = state_of(findings, wholly_read=subject.wholly_read, licensed=licensed)
    return Inspection(findings, statement, subject.wholly_read)


def condense(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """``findings`` with equal answers of a rule joined; the statement they support is the same.

    A fault keeps its own row, up to ``MOST_FAULTS`` of a rule. Of other answers the first stands
    for all, with the lines of at most ``MOST_SHOWN``.
    """
    kept: list[Finding] = []
    ordered = sorted(findings, key=_rule_and_outcome)
    for (_, outcome), group in groupby(ordered, key=_rule_and_outcome):
        members = list(group)
        single = MOST_FAULTS - 1 if outcome == Outcome.PRESENT and len(members) > MOST_FAULTS else 0
        if outcome == Outcome.PRESENT and not single:
            kept += members
            continue
        kept += members[:single]
        kept.append(_joined(members[single:]))
    return tuple(kept)


def _rule_and_outcome(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.outcome.value


def _joined(findings: Sequence[Finding]) -> Finding:
    lines = dict.fromkeys(line for finding in findings for line in finding.evidence[:1])
    return replace(
        findings[0],
        evidence=tuple(lines)[:MOST_SHOWN],
        places=sum(finding.places for finding in findings),
    )
