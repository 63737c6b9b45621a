"""Joining equal answers loses rows, never what they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome
from acumen.faults.statement import expected_rules, state_of
from indexer.stages.inspect import MOST_FAULTS, MOST_SHOWN, condense

_RULES = [rule.id for rule in expected_rules()]


@st.composite
def answers(draw: st.DrawFn) -> tuple[Finding, ...]:
    found = []
    for rule in draw(st.lists(st.sampled_from(_RULES), max_size=12, unique=True)):
        for line in range(1, draw(st.integers(1, 2 * MOST_FAULTS)) + 1):
            outcome = draw(st.sampled_from(Outcome))
            place = (Evidence("train.py", line, line),)
            found.append(Finding(rule, outcome, f"line {line}", place, Confidence.HIGH, "mend it"))
    return tuple(found)


@given(answers(), st.booleans())
def test_joined_answers_support_the_same_statement(
    findings: tuple[Finding, ...], wholly_read: bool
) -> None:
    whole = state_of(findings, wholly_read=wholly_read, licensed=True)
    joined = state_of(condense(findings), wholly_read=wholly_read, licensed=True)
    assert joined.safety == whole.safety
    for leaf, wanted in zip(joined.leaves, whole.leaves, strict=True):
        assert (leaf.state, leaf.decided, leaf.places) == (
            wanted.state,
            wanted.decided,
            wanted.places,
        )


@given(answers())
def test_the_places_of_joined_answers_add_up(findings: tuple[Finding, ...]) -> None:
    kept = condense(findings)
    assert sum(finding.places for finding in kept) == len(findings)
    for finding in kept:
        assert len(finding.evidence) <= MOST_SHOWN
    for rule in _RULES:
        rows = [f for f in kept if f.rule == rule and f.outcome is Outcome.PRESENT]
        assert len(rows) <= MOST_FAULTS
