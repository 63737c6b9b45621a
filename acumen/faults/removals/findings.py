"""What rules on removed interfaces report: a finding per symbol and file, or that none is used."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Finding
from acumen.faults.removals.table import uses
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject


def removed_uses(rule: Rule, subject: Subject, table: str) -> Iterator[Finding]:
    """Findings of ``rule`` for the symbols of ``table`` that ``subject`` uses."""
    found = set()
    for use in uses(subject, table):
        times = f" ({use.times} uses)" if use.times > 1 else ""
        removal = use.removal
        message = f"{use.shown} is gone since {removal.gone}{times}; instead: {removal.instead}"
        found.add(use.evidence.path)
        yield rule.present(message, use.evidence)
    for path in subject.program.paths:
        if path not in found and subject.roots_of(path) & set(rule.frameworks):
            last = subject.program.modules[path].lines
            yield rule.absent("no symbol of the table is used", Evidence(path, 1, max(1, last)))
