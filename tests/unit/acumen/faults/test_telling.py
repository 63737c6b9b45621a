"""One fault of one line is told once, and nothing that was said of it is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome
from acumen.faults.telling import told


def finding(rule: str, message: str, line: int, confidence: Confidence = Confidence.LOW) -> Finding:
    place = (Evidence("train.py", line, line),)
    return Finding(rule, Outcome.PRESENT, message, place, confidence, "do")


def test_findings_of_one_rule_on_one_line_are_one() -> None:
    first, second = finding("ACU503", "lr= is gone", 3), finding("ACU503", "decay= is gone", 3)
    (item,) = told([first, second])
    assert (item.finding, item.also) == (first, (second,))
    assert item.said == "lr= is gone; also decay= is gone"


def test_a_fault_comes_before_advice_of_the_same_cause() -> None:
    advice, fault = finding("ACU523", "twice", 3, Confidence.HIGH), finding("ACU506", "used", 3)
    (item,) = told([advice, fault])
    assert (item.finding, item.also) == (fault, (advice,))


def test_of_advice_the_surer_rule_is_kept() -> None:
    moved, network = (
        finding("ACU401", "x stays", 3),
        finding("ACU411", "m stays", 3, Confidence.MEDIUM),
    )
    (item,) = told([moved, network])
    assert item.finding is network


def test_other_lines_and_other_causes_stay_apart() -> None:
    found = [
        finding("ACU316", "raw images", 3),
        finding("ACU317", "never shuffled", 3),
        finding("ACU316", "raw images", 4),
    ]
    assert [item.finding for item in told(found)] == found


def test_the_same_words_are_said_once() -> None:
    (item,) = told([finding("ACU401", "x stays", 3), finding("ACU401", "x stays", 3)])
    assert item.also == ()


_RULES = st.sampled_from(["ACU401", "ACU411", "ACU412", "ACU316", "ACU999"])
_FOUND = st.builds(
    finding,
    _RULES,
    st.sampled_from(["a", "b"]),
    st.integers(1, 3),
    st.sampled_from(sorted(Confidence)),
)


@given(st.lists(_FOUND))
def test_everything_said_is_told_and_nothing_twice(found: list[Finding]) -> None:
    items = told(found)
    said = [(f.rule, f.message, f.evidence) for item in items for f in (item.finding, *item.also)]
    assert len(said) == len(set(said))
    assert set(said) == {(f.rule, f.message, f.evidence) for f in found}
