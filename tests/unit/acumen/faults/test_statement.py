"""What may be said: removing a rule, losing a file or adding a fault never says more."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.domain.safety import Gate
from acumen.faults.registry import load_rules
from acumen.faults.statement import (
    Expected,
    LeafState,
    expected_rules,
    state_of,
    unchecked,
    weight_of,
)
from acumen.taxonomy.tree import load_taxonomy

RULES = expected_rules()
HERE = (Evidence("a.py", 1, 1),)


def finding(rule: str, outcome: Outcome) -> Finding:
    return Finding(rule, outcome, "said", HERE, Confidence.HIGH, "mend it")


outcomes = st.sampled_from(list(Outcome))
programs = st.lists(
    st.builds(finding, st.sampled_from([rule.id for rule in RULES]), outcomes), max_size=60
).map(
    # every rule answers: those that hypothesis left out have no place
    lambda some: (
        some
        + [
            finding(rule.id, Outcome.NOT_APPLICABLE)
            for rule in RULES
            if rule.id not in {f.rule for f in some}
        ]
    )
)


def test_nothing_run_is_nothing_said() -> None:
    safety = unchecked()
    assert (safety.lower, safety.upper, safety.gate) == (0.0, 1.0, Gate.NOT_ESTABLISHED)
    assert safety.clean == safety.found == 0
    assert safety.unknown + safety.not_checkable == len(load_taxonomy().leaves)


def test_all_absent_is_clean_where_a_fault_rule_answers_and_can_pass_the_gate() -> None:
    leaf = "api.missing_call"
    rules = (Expected("ACU001", RuleKind.FAULT, tuple(n.id for n in load_taxonomy().leaves)),)
    said = state_of(
        [finding("ACU001", Outcome.ABSENT)], wholly_read=True, licensed=True, expected=rules
    )
    assert {one.state for one in said.leaves} == {LeafState.CLEAN}
    assert said.safety.lower == 1.0
    assert said.safety.gate is Gate.ESTABLISHED
    assert said.gate_reasons == ()
    assert next(one for one in said.leaves if one.leaf == leaf).decided == 1
    for change in ({"wholly_read": False}, {"licensed": False}):
        arguments = {"wholly_read": True, "licensed": True} | change
        less = state_of([finding("ACU001", Outcome.ABSENT)], expected=rules, **arguments)
        assert less.safety.gate is Gate.NOT_ESTABLISHED


def test_states_follow_the_findings() -> None:
    rules = (
        Expected("ACU001", RuleKind.FAULT, ("api.usage",)),
        Expected("ACU002", RuleKind.SMELL, ("api.usage",)),
    )

    def said(first: list[Outcome], second: list[Outcome]) -> LeafState:
        findings = [finding("ACU001", o) for o in first] + [finding("ACU002", o) for o in second]
        stated = state_of(findings, wholly_read=True, expected=rules)
        return next(one.state for one in stated.leaves if one.leaf == "api.usage")

    absent, present = Outcome.ABSENT, Outcome.PRESENT
    unknown, without = Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
    assert said([present, absent], [without]) is LeafState.FOUND
    assert said([absent], [present]) is LeafState.ADVICE
    assert said([absent], [absent]) is LeafState.CLEAN
    assert said([absent], [without]) is LeafState.CLEAN
    assert said([absent, unknown], [without]) is LeafState.PARTLY
    assert said([unknown], [without]) is LeafState.UNKNOWN
    assert said([without], [without]) is LeafState.NOT_APPLICABLE
    assert said([without], [absent]) is LeafState.UNKNOWN  # advice never decides
    assert said([absent], []) is LeafState.UNKNOWN  # a rule that did not run is missed


@settings(max_examples=60, deadline=None)
@given(programs, st.sampled_from([rule.id for rule in RULES]))
def test_removing_a_rule_never_says_more(program: list[Finding], removed: str) -> None:
    before = state_of(program, wholly_read=True, licensed=True)
    after = state_of([f for f in program if f.rule != removed], wholly_read=True, licensed=True)
    assert after.safety.lower <= before.safety.lower
    assert not (
        after.safety.gate is Gate.ESTABLISHED and before.safety.gate is Gate.NOT_ESTABLISHED
    )


@settings(max_examples=60, deadline=None)
@given(programs, st.lists(st.booleans(), min_size=200, max_size=200))
def test_losing_a_file_never_says_more(program: list[Finding], kept: list[bool]) -> None:
    before = state_of(program, wholly_read=True, licensed=True)
    left = [f for f, keep in zip(program, kept, strict=False) if keep]
    answered = {f.rule for f in left}
    left += [finding(r.id, Outcome.NOT_APPLICABLE) for r in RULES if r.id not in answered]
    after = state_of(left, wholly_read=False, licensed=True)
    assert after.safety.lower <= before.safety.lower
    assert after.safety.gate is Gate.NOT_ESTABLISHED


@settings(max_examples=60, deadline=None)
@given(programs, st.sampled_from([rule.id for rule in RULES]))
def test_a_seeded_fault_never_says_more(program: list[Finding], seeded: str) -> None:
    before = state_of(program, wholly_read=True, licensed=True)
    after = state_of([*program, finding(seeded, Outcome.PRESENT)], wholly_read=True, licensed=True)
    assert after.safety.lower <= before.safety.lower
    assert after.safety.upper <= before.safety.upper
    kind = next(rule.kind for rule in RULES if rule.id == seeded)
    if kind is RuleKind.FAULT:
        assert after.safety.gate is Gate.NOT_ESTABLISHED


def test_the_list_of_what_rules_answer_for_is_current() -> None:
    declared = tuple(
        Expected(rule.id, rule.kind, rule.leaves, rule.cause)
        for rule in (loaded.rule for loaded in load_rules())
    )
    assert expected_rules() == declared, "run scripts/new_rule.py --coverage"


def test_weights_come_from_the_survey() -> None:
    survey = load_taxonomy().survey_of("training.data.labels")
    assert survey is not None
    assert weight_of("training.data.labels") > weight_of("model.layers.act.no_relu") > 0
