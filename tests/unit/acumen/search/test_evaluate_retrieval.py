"""The script that makes the table of search quality."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from acumen.store.generations import publish
from acumen.store.home import Home
from tests.indexes import build_index

SCRIPT = Path(__file__).parents[4] / "scripts" / "evaluate_retrieval.py"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = Home(tmp_path / "home")
    place.prepare()
    with place.lock():
        publish(place, build_index(), report_json=b"{}")
    return place.path


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr("sys.argv", ["script", "--encoder", "none", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    return int(str(ended.value.code))


def test_one_table_per_file_with_what_was_left_out(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = [{"repository": "someone/project", "path": "vae/"}]
    away = [{"repository": "some/where", "path": "x.py"}]
    known = write(
        tmp_path / "known.jsonl",
        [
            {"id": "1", "query": "variational autoencoder", "relevant": answer},
            {"id": "2", "query": "reparameterize", "relevant": away},
            {"id": "3", "query": "unet"},
            {"id": "4", "query": "class VAE: def reparameterize", "kind": "code",
             "relevant": answer},
        ],
    )  # fmt: skip
    blank = write(tmp_path / "blank.jsonl", [{"id": "1", "query": "unet"}])
    out = tmp_path / "out.json"
    arguments = ["--home", home, known, blank, "--reachable", "--condition", "shipped"]
    assert run(monkeypatch, *arguments, "--baseline", "bm25", "--json", out) == 0
    table = capsys.readouterr().out
    assert "### known: 1 judged queries; 1 without a known answer; 1 whose answers" in table
    assert "### known (code): 1 judged queries" in table
    assert "### blank: 0 judged queries; 1 without a known answer" in table
    assert "| shipped | acumen | 1.000 |" in table
    document = json.loads(out.read_text(encoding="utf-8"))
    assert [kind["judged"] for kind in document["types"]] == [1, 1, 0]
    assert document["results"][0]["systems"][0]["per_query"]["1"]["RR@10"] == 1.0


def test_a_wrong_file_is_an_error_and_no_traceback(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "--home", home, write(tmp_path / "empty.jsonl", [])) == 1
    assert "holds no queries" in capsys.readouterr().err
