"""Stage 5: a program in, what the fault rules find in it and what may be said about it out.

A function of values: the same program and code give the same inspection. Rules never raise; a rule
that breaks on a program leaves its leaves unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acumen.domain.finding import Finding
from acumen.domain.safety import Safety
from acumen.faults.engine import run_rules
from acumen.faults.registry import LoadedRule
from acumen.faults.statement import Statement, state_of
from acumen.faults.subject import Subject
from acumen.syntax.program import Program


@dataclass(frozen=True, slots=True)
class Inspection:
    """The findings of every rule, and the statement they support."""

    findings: tuple[Finding, ...]  # by rule, then place; each rule gives at least one
    statement: Statement

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
    return Inspection(findings, statement)
