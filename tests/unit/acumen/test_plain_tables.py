"""The reader of our own tables says of any text what a whole reader of TOML says."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acumen.tables import read_table

ROOT = Path(str(resources.files("acumen")))
READ = sorted(
    path
    for folder in ("faults", "taxonomy", "syntax")
    for path in ROOT.joinpath(folder).rglob("*.toml")
)
KEYS = st.sampled_from(["a", "b-c", "D_1", '"a.b"', '"x y"', "a.b", "'q'", '"a"', ""])
TEXTS = ['"text"', '""', '"with # in it"', '"a\\n"', "'plain'", '"""x"""', '"\t"', '"', "nan"]
NUMBERS = ["1", "0", "01", "-3", "1_000", "1.5", "9" * 30, "true", "false", "1979-05-27"]
SEVERAL = [
    "[]",
    '["a"]',
    '["a", "b",]',
    '["a" "b"]',
    "[1, 2]",
    "[1,]",
    "[1, ]",
    '["a", 1]',
    "[[1]]",
]
VALUES = st.sampled_from([*TEXTS, *NUMBERS, *SEVERAL, "{a = 1}", "["])
TAILS = st.sampled_from(["", " ", " # said", "\t", " x", "\r", " # \x07"])
PAIRS = st.builds("{} = {}{}".format, KEYS, VALUES, TAILS)
HEADS = st.sampled_from(
    ["[a]", "[[a]]", "[b-c]", "[[D_1]]", "[a.b]", "[[a]", "[]", "[a]]", "[ a ]"]
)
LINES = st.one_of(PAIRS, HEADS, st.sampled_from(["", "# said", " # said", "  ", "\x0b", "= 1"]))


def outcome(read: Any, text: str) -> object:
    """What is read, spelled out; the kind of error otherwise."""
    try:
        return repr(read(text))
    except ValueError as error:
        return type(error)


@given(st.lists(LINES, max_size=6).map("\n".join))
@example("a = []\n[[a]]")
@example("[[a]]\n[a]")
@example("[a]\n[[a]]")
@example("[a]\nb = 1\n[a]")
@example("a = 1\n[a]")
@example("a = 1\na = 1")
@example("[[a]]\nb = 1\n[[a]]\nb = 2\n[c]\n[[a]]\n")
@example('a = "one"\u2028b = 1')
def test_any_text_is_read_as_a_whole_reader_does(text: str) -> None:
    assert outcome(read_table, text) == outcome(tomllib.loads, text)


@given(st.text(max_size=40))
def test_so_is_what_is_no_toml(text: str) -> None:
    assert outcome(read_table, text) == outcome(tomllib.loads, text)


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_our_tables_are_plain(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text(encoding="utf-8")
    expected = tomllib.loads(text)
    monkeypatch.setattr(tomllib, "loads", lambda _: pytest.fail("a whole reader is needed"))
    found = read_table(text)
    assert found == expected
    assert list(found) == list(expected)
