"""Verdicts on starters: read from their file, and the statements that follow from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from acumen.curation.lines import load_curated
from acumen.domain.annotation import Verdict
from acumen.domain.attribute import Facet
from acumen.domain.remark import RemarkKind
from acumen.errors import CorpusError
from corpus.loader import SOURCES, load_sources, load_vocabularies
from corpus.starters import Finding, load_starters, statement_lines, statements
from corpus.statements import FOLDER

BLOB = "0123456789012345678901234567890123456789"
ROW = {
    "repository": "a/b",
    "commit": "9876543210987654321098765432109876543210",
    "path": "train.py",
    "blob": BLOB,
    "task": "image-classification",
    "verdict": "good",
    "line": 3,
    "reason": "Short and whole.",
    "read_on": "2026-11-22",
}


def written(tmp_path: Path, *rows: dict[str, object]) -> Path:
    file = tmp_path / "starters.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return file


def test_the_verdicts_that_ship() -> None:
    starters = load_starters()
    tasks = load_vocabularies()[Facet.TASK]
    pins = {source.repository: source.pin for source in load_sources(SOURCES)}
    for row in starters.verdicts:
        assert row.task in tasks
        assert not row.instead or row.instead in tasks
        assert pins[row.repository] == row.commit
        assert row.line > 0
        assert row.reason.endswith(".")
        assert bool(row.instead) <= (row.verdict is Finding.WRONG_TASK)
    places = [(row.repository.lower(), row.path, row.task) for row in starters.verdicts]
    assert places == sorted(places)


def test_the_statements_that_ship_follow_from_them() -> None:
    text = (FOLDER / "starters.jsonl").read_text("utf-8")
    assert text == statement_lines(load_starters().verdicts), "run scripts/annotate_starters.py"
    assert load_curated(FOLDER).by_place


def test_what_follows_from_each_verdict(tmp_path: Path) -> None:
    def following(**changes: object) -> list[tuple[object, str, Verdict]]:
        starters = load_starters(written(tmp_path, {**ROW, **changes}))
        said = [each.statement for each in statements(starters.verdicts)]
        return [(s.slot.aspect, s.value, s.verdict) for s in said]

    task = (Facet.TASK, "image-classification", Verdict.SET)
    assert following() == [task]
    noted = (RemarkKind.NOTE, "Short and whole.", Verdict.SET)
    assert following(verdict="usable") == [noted, task]
    poor = (RemarkKind.POOR_STARTER, "Short and whole.", Verdict.SET)
    assert following(verdict="poor-start") == [poor]
    wrong = following(verdict="wrong-task", instead="translation")
    assert wrong == [
        noted,
        (Facet.TASK, "image-classification", Verdict.REMOVED),
        (Facet.TASK, "translation", Verdict.SET),
    ]


def test_a_verdict_is_found_by_content_and_task(tmp_path: Path) -> None:
    starters = load_starters(written(tmp_path, ROW))
    assert starters.of("a/b", BLOB, "image-classification") == starters.verdicts[0]
    assert starters.of("a/b", BLOB, "translation") is None
    assert starters.of("a/b", BLOB.replace("0", "f"), "image-classification") is None


def test_what_does_not_run_is_a_poor_start_for_every_task(tmp_path: Path) -> None:
    starters = load_starters(written(tmp_path, {**ROW, "verdict": "poor-start"}))
    found = starters.of("a/b", BLOB, "translation")
    assert found is not None
    assert found.verdict is Finding.POOR_START


@pytest.mark.parametrize(
    "rows",
    [
        [ROW, ROW],
        [{**ROW, "verdict": "splendid"}],
        [{**ROW, "line": "three"}],
        [{**ROW, "colour": "red"}],
        [{key: value for key, value in ROW.items() if key != "reason"}],
    ],
)
def test_a_wrong_file_names_its_line(tmp_path: Path, rows: list[dict[str, object]]) -> None:
    with pytest.raises(CorpusError, match="line"):
        load_starters(written(tmp_path, *rows))
