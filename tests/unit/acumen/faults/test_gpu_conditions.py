"""Conditions are read as they are written, whatever they are."""

from __future__ import annotations

import warnings

import pytest

from acumen.faults.gpuconditions import _rules_out


@pytest.mark.parametrize(
    ("condition", "holds", "excluded"),
    [
        ("args.gpus > 0", False, True),
        ("args.gpus >= 1", False, True),
        ("args.gpus > 1", False, False),
        ("args.gpu > 0", False, False),  # the first has the number 0
        ("not " * 40 + "use_cuda", False, True),
        ("use_cuda" + "()" * 90, False, True),
        ("if use_cuda", False, False),
        ("", False, False),
    ],
)
def test_what_a_condition_rules_out(condition: str, holds: bool, excluded: bool) -> None:
    assert _rules_out(condition, holds) is excluded


def test_nobody_is_warned_of_the_spelling_of_others() -> None:
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        _rules_out(r"re.match('\d', cuda_name)", False)
    assert not given
