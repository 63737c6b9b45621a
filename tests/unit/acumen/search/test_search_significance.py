"""Intervals and tests against cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.search.significance import bootstrap, holm, randomisation


def test_a_clear_difference_is_seen_and_none_is_not() -> None:
    clear = np.linspace(0.1, 0.3, 40)
    assert bootstrap(clear)[0] > 0.1
    assert randomisation(clear) < 0.001
    none = np.tile([0.2, -0.2], 20)
    low, high = bootstrap(none)
    assert low < 0 < high
    assert randomisation(none) == pytest.approx(1.0)


def test_all_sixteen_signs_of_four_equal_gaps() -> None:
    assert randomisation(np.full(4, 0.5)) == pytest.approx(2 / 16, abs=0.02)


def test_holm_on_a_worked_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_lowers_and_keeps_the_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(after >= before for after, before in zip(adjusted, p_values, strict=True))
    assert all(after <= 1 for after in adjusted)
    ranked = sorted(range(len(p_values)), key=lambda i: p_values[i])
    assert [adjusted[i] for i in ranked] == sorted(adjusted)
