"""Measuring retrieval: rows, answers, baselines, intervals, run files."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acumen.errors import UsageError
from acumen.search.baselines import Baseline
from acumen.search.engine import Library
from acumen.search.evaluation import MEASURES, TAG, evaluate, write_run
from acumen.search.payload import evaluation_json
from acumen.search.queryfile import QueryKind, read_rows
from acumen.search.records import Condition
from tests.indexes import TemplateSpec, WordEncoder, build_index, specs, vocabularies

LIBRARY = Library(build_index(), WordEncoder(), vocabularies())
ROWS = [
    {
        "id": "q1",
        "query": "semantic segmentation with U-Net",
        "relevant": [
            {"repository": "someone/project", "path": "unet/", "grade": 2},
            {"repository": "other/gpl-unet", "path": "unet.py"},
        ],
    },
    {
        "id": "q2",
        "query": "class VAE:\n    def reparameterize(self): pass",
        "kind": "code",
        "relevant": [{"repository": "Someone/Project", "path": "vae/main.py", "grade": 1}],
    },
    {"id": "q3", "query": "anything", "relevant": [{"repository": "no/where", "path": "x.py"}]},
    {"id": "q4", "query": "a model of words", "need": {"task": "text generation", "data": None}},
]


def write(path: Path, rows: list[object]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_measures_count_what_this_index_does_not_hold_as_missed(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path / "rows.jsonl", ROWS))
    report = evaluate(LIBRARY, rows)
    assert (report.queries, report.judged, report.unreachable) == (4, 3, ("q3",))
    assert [system.name for system in report.systems] == [TAG, *(b.value for b in Baseline)]
    ours = dict(zip(MEASURES, report.systems[0].means, strict=True))
    assert ours["Success@1"] == pytest.approx(2 / 3)
    assert ours["R@50"] == pytest.approx(2 / 3)
    by_query = {scores.query_id: scores.values for scores in report.systems[0].per_query}
    assert by_query["q1"][0] == pytest.approx(1.0)
    assert by_query["q3"] == (0.0,) * len(MEASURES)
    for difference in report.differences:
        assert difference.low <= difference.mean <= difference.high
    document = orjson.loads(orjson.dumps(evaluation_json(report)))
    assert document["systems"][0]["measures"]["Success@1"] == pytest.approx(2 / 3)


def test_the_product_beats_a_random_order_and_equal_runs_are_equal(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path / "rows.jsonl", ROWS))
    first, second = evaluate(LIBRARY, rows), evaluate(LIBRARY, rows)
    assert first == second
    means = {system.name: system.means[0] for system in first.systems}
    assert means[TAG] > means["random"]


@pytest.mark.parametrize("condition", Condition)
def test_every_condition_and_no_encoder(tmp_path: Path, condition: Condition) -> None:
    rows = read_rows(write(tmp_path / "rows.jsonl", ROWS))
    library = Library(build_index(), None, vocabularies())
    report = evaluate(library, rows, condition=condition)
    assert [system.name for system in report.systems] == [TAG, "bm25", "coverage", "random"]


def test_a_readme_cannot_help_once_it_is_removed(tmp_path: Path) -> None:
    index = build_index(
        [
            TemplateSpec(path="a/run.py", readme="horses into zebras"),
            TemplateSpec(path="b/run.py", code="horses = zebras"),
            TemplateSpec(path="c/run.py"),
        ]
    )
    row = {"id": "q", "query": "horses zebras"}
    row["relevant"] = [{"repository": "someone/project", "path": "a/run.py"}]
    rows = read_rows(write(tmp_path / "rows.jsonl", [row]))
    library = Library(index, WordEncoder(), vocabularies())

    def found_first(condition: Condition) -> list[float]:
        report = evaluate(library, rows, condition=condition)
        return [system.means[2] for system in report.systems[:2]]

    assert found_first(Condition.SHIPPED)[0] == 1.0
    assert found_first(Condition.NO_README) == [0.0, 0.0]


def test_a_run_file_keeps_order_and_has_no_spaces_in_names(tmp_path: Path) -> None:
    spaced = [TemplateSpec(path=f"my files/train {i}.py", repository="b/c") for i in range(3)]
    library = Library(build_index([*specs(), *spaced]), None, vocabularies())
    rows = read_rows(write(tmp_path / "rows.jsonl", [{"id": "a query", "query": "train files"}]))
    report = evaluate(library, rows)
    assert report.systems == ()
    write_run(report, tmp_path / "run.txt")
    lines = [line.split(" ") for line in (tmp_path / "run.txt").read_text().splitlines()]
    assert len(lines) == 9
    assert {len(line) for line in lines} == {6}
    assert [int(line[3]) for line in lines] == list(range(1, 10))
    scores = [float(line[4]) for line in lines]
    assert all(high > low for high, low in pairwise(scores))
    assert {line[0] for line in lines} == {"a%20query"}
    assert lines[0][2] == "b/c@0123456789ab:my%20files/train%200.py"
    assert [line[2].replace("%20", " ") for line in lines] == [p.id for p in report.run[0][1]]


def test_a_need_is_searched_and_long_text_is_cut(tmp_path: Path) -> None:
    long = {"id": "long", "query": "vae " * 400}
    rows = read_rows(write(tmp_path / "rows.jsonl", [*ROWS, long]))
    assert rows[1].kind is QueryKind.CODE
    assert rows[3].need == ("text generation",)
    run = dict(evaluate(LIBRARY, rows).run)
    assert "lm/" in run["q4"][0].id
    assert "vae/" in run["long"][0].id


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "no JSON"),
        ("[1]", "an object"),
        ('{"query": "x"}', '"id"'),
        ('{"id": "a"}', '"query"'),
        ('{"id": "a", "query": "  "}', '"query"'),
        ('{"id": "a", "query": "x", "kind": "image"}', '"kind"'),
        ('{"id": "a", "query": "x", "kind": ["text"]}', '"kind"'),
        ('{"id": "a", "query": "x", "need": 3}', '"need"'),
        ('{"id": "a", "query": "x", "relevant": {"a": 1}}', '"relevant"'),
        ('{"id": "a", "query": "x", "relevant": [{"repository": "a", "path": "b"}]}', "owner/name"),
        ('{"id": "a", "query": "x", "relevant": [{"repository": "a/b"}]}', '"path"'),
        (
            '{"id":"a","query":"x","relevant":[{"repository":"a/b","path":"c","grade":NaN}]}',
            '"grade"',
        ),
        ('{"id": "ok", "query": "again"}', "line 1"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "ok", "query": "x"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_rows(path)
    assert "rows.jsonl:3" in caught.value.problem
    assert problem in caught.value.problem


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_any_file_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(data)
    with pytest.raises(UsageError):
        read_rows(path)


def test_a_missing_file_and_unwritable_run_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_rows(tmp_path / "none.jsonl")
    rows = read_rows(write(tmp_path / "rows.jsonl", ROWS))
    with pytest.raises(UsageError):
        write_run(evaluate(LIBRARY, rows), tmp_path / "no" / "folder.txt")
