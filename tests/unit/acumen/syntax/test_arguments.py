"""Arguments and literals, taken apart as text."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.syntax import arguments
from acumen.syntax.arguments import (
    Argument,
    Literal,
    literal,
    split_arguments,
    split_top_level,
)


def test_split() -> None:
    text = "x, 'a,b', lr=1e-3,  # why, not\n *args, f(a, b=[1, 2]), key=lambda a, b: a, **more,"
    assert split_arguments(text) == (
        Argument("", "x", 0),
        Argument("", "'a,b'", 0),
        Argument("lr", "1e-3", 0),
        Argument("", "args", 1),
        Argument("", "f(a, b=[1, 2])", 0),
        Argument("key", "lambda a, b: a", 0),
        Argument("", "more", 2),
    )


def test_comparison_is_no_keyword() -> None:
    assert split_arguments("a == b") == (Argument("", "a == b", 0),)


@pytest.mark.parametrize(
    "text",
    ["1", "-3", "1_000", "0x1f", "1e-3", ".5", "2.", "True", "None", "'a'", "r'\\d'", '"""a\nb"""',
     "'a' 'b'", "(1, 2)", "[3, (4,)]", "()", "(5)", "2**10", "'\\n\\''", "b'x'[0:0] or 'y'"],
)  # fmt: skip
def test_literals_are_what_python_says(text: str) -> None:
    found = literal(text)
    try:
        value = ast.literal_eval(text)
    except ValueError:
        if "**" not in text:
            assert not found.known
            return
        value = 1024
    assert found.known
    assert found.value == (tuple(value) if isinstance(value, list) else value)


@pytest.mark.parametrize(
    "text", ["x", "f(1)", "f'{x}'", "[x]", "'a' + b", "", "1 + 1", "'open", "0**-1"]
)
def test_computed_values_are_unknown(text: str) -> None:
    assert literal(text) == Literal(False)


@given(st.text(alphabet="a=,()[]{}'\"*:#\\ \nλ1", max_size=60))
def test_never_raises(text: str) -> None:
    literal(text)
    assert sum(len(argument.text) for argument in split_arguments(text)) <= len(text)


PLAIN = st.integers() | st.text(max_size=8) | st.booleans() | st.floats(0, 1e9, exclude_min=True)


@given(st.lists(PLAIN, max_size=5))
def test_python_values_come_back(values: list[object]) -> None:
    arguments = split_arguments(", ".join(map(ascii_of_plain, values)))
    assert [literal(argument.text).value for argument in arguments] == values


def ascii_of_plain(value: object) -> str:
    """repr with no numeric escapes, which ``literal`` leaves as they are written."""
    if not isinstance(value, str):
        return repr(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@given(st.text(alphabet="ab ,=:.*lmd\n", max_size=30))
def test_plain_texts_are_split_like_all_others(text: str) -> None:
    plain = split_top_level(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arguments, "_SPECIAL", re.compile(""))  # as if every text were special
        assert split_top_level(text) == plain
