"""What rules on removed interfaces report: a finding per symbol and file, or that none is used."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Finding
from acumen.faults.removals.table import uses
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject

MOST_PLACES = 50  # of one symbol in one file


def removed_uses(
    rule: Rule, subject: Subject, table: str, *, state: str = "gone"
) -> Iterator[Finding]:
    """Findings of ``rule`` for the symbols of ``table`` that ``subject`` uses.

    ``state`` is what the symbols are since the release that the table names.
    """
    found = set()
    for use in uses(subject, table):
        times = f" ({use.times} uses)" if use.times > 1 else ""
        removal = use.removal
        message = f"{use.shown} is {state} since {removal.gone}{times}; instead: {removal.instead}"
        found.add(use.places[0].path)
        yield rule.present(message, *use.places[:MOST_PLACES])
    for path in subject.about:
        if path not in found and subject.roots_of(path) & set(rule.frameworks):
            last = subject.program.modules[path].lines
            yield rule.absent("no symbol of the table is used", Evidence(path, 1, max(1, last)))
