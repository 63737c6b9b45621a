"""The figures of rules, the labels behind them, and the arithmetic of the page."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from acumen.faults.measured import Measured, measured
from acumen.taxonomy.tree import load_taxonomy

ROOT = Path(__file__).parents[4]
LABELS = ROOT / "corpus" / "labels" / "faults"
PIN = re.compile(r"[0-9a-f]{40}")


def rows(name: str) -> list[dict[str, object]]:
    text = (LABELS / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])


def test_a_rule_that_was_never_measured_has_no_figures() -> None:
    assert measured("ACU000") == Measured(0, 0, 0, 0)
    assert str(measured("ACU000")) == "nothing yet"
    assert str(Measured(4, 3, 2, 1)) == (
        "found 3 of 4 seeded faults; 1 of 2 findings in real programs were right"
    )


def test_counts_are_possible() -> None:
    table = tomllib.loads((ROOT / "acumen/faults/measured.toml").read_text(encoding="utf-8"))
    for rule, row in table.items():
        assert re.fullmatch(r"ACU\d{3}", rule)
        assert 0 <= row["found"] <= row["seeded"], rule
        assert 0 <= row["right"] <= row["read"], rule


@pytest.mark.parametrize("name", ["programs.jsonl", "repositories.jsonl", "suites.jsonl"])
def test_every_program_is_pinned(name: str) -> None:
    for row in rows(name):
        assert PIN.fullmatch(str(row["commit"])), row
        assert str(row["repository"]).count("/") == 1, row


def test_every_verdict_has_a_reason() -> None:
    for row in rows("verdicts.jsonl"):
        assert row["verdict"] in {"right", "wrong"}, row
        assert len(str(row["reason"])) > 20, row
        assert PIN.fullmatch(str(row["commit"])), row


def test_what_others_labelled_names_leaves_of_the_taxonomy() -> None:
    leaves = {leaf.id for leaf in load_taxonomy().leaves}
    for row in rows("suites.jsonl"):
        wanted = row["wanted"]
        assert isinstance(wanted, list)
        for label in wanted:
            assert set(label.get("leaves", ())) <= leaves, row
    for tool in tomllib.loads((LABELS / "tools.toml").read_text(encoding="utf-8"))["tool"]:
        assert set(tool["leaves"]) <= leaves


@pytest.mark.usefixtures("scripts")
def test_intervals_are_those_of_wilson() -> None:
    from faultlab.page import share, wilson

    low, high = wilson(85, 100)
    assert low == pytest.approx(0.7672, abs=1e-4)
    assert high == pytest.approx(0.9069, abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert share(0, 0) == ""
    assert share(1, 2).startswith("0.50 (")


@pytest.mark.usefixtures("scripts")
def test_tables_replace_what_stood_between_the_marks() -> None:
    from evaluate_faults import BEGIN, END, inserted

    text = inserted(f"a\n{BEGIN}\nold\n{END}\nb\n", "new\n")
    assert text == f"a\n{BEGIN}\n\nnew\n\n{END}\nb\n"
    with pytest.raises(SystemExit, match="no place"):
        inserted("nothing", "new")


@pytest.mark.usefixtures("scripts")
def test_a_draw_takes_one_of_each_program_first() -> None:
    from faultlab.sampling import order

    assert order("a") == order("a")
    assert order("a") != order("b")
