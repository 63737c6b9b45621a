"""Where the last call of an expression begins, whatever stands in strings before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.faults.expressions import outer_call, subscript


@pytest.mark.parametrize(
    ("text", "callee"),
    [
        ("f(a)", "f"),
        ("f(a).g(b)", "f(a).g"),
        ("f(')').g('(')", "f(')').g"),
        (r"f('\')').g('\\')", r"f('\')').g"),
        (r"f('a\'(', 2)", "f"),
        ("f([{}](0)(1))", "f"),
        ("x[0](1)", "x[0]"),
    ],
)
def test_the_callee_of_the_last_call(text: str, callee: str) -> None:
    found = outer_call(text)
    assert found is not None
    assert found.callee == callee


@pytest.mark.parametrize("text", ["f(a", "f(a])", "a + f(b)", "(a)(", "f('a)", "", ")", "f(a) ]"])
def test_what_does_not_end_in_one_call(text: str) -> None:
    assert outer_call(text) is None


@given(st.text(alphabet="ab.(), []{}'\"\\+", max_size=40))
def test_what_is_found_is_the_text_again(text: str) -> None:
    found = outer_call(text)
    if found is not None:
        stripped = text.strip()
        assert stripped.startswith(found.callee)
        rest = stripped[len(found.callee) :].lstrip()
        assert rest[0] == "("
        assert rest[-1] == ")"
    part = subscript(text)
    assert part is None or text.strip().startswith(part[0])
