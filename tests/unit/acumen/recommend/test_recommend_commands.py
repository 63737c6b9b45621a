"""``acumen recommend`` and ``acumen compare`` as a person or a script meets them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import typer

from acumen.cli.commands import compare, recommend
from acumen.errors import UsageError
from acumen.store.generations import publish
from acumen.store.home import Home
from tests.indexes import build_index
from tests.unit.acumen.recommend.wishes import programs


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    place = Home(folder)
    place.prepare()
    with place.lock():
        publish(place, build_index(programs()), report_json=b"{}")
    return folder


def run(*arguments: str | Path) -> None:
    cli = typer.Typer()
    recommend.register(cli)
    compare.register(cli)
    cli([str(argument) for argument in arguments], standalone_mode=False)


class Terminal(io.StringIO):
    """Standard input with a person at it."""

    def isatty(self) -> bool:
        return True


def test_recommend_prints_one_document(home: Path, capfdbinary: object) -> None:
    run("recommend", "--home", home, "--task", "semantic-segmentation", "--json")
    document = json.loads(capfdbinary.readouterr().out)  # type: ignore[attr-defined]
    assert [pick["kind"] for pick in document["picks"]] == [
        "best-fit", "simplest", "most-maintained",
    ]  # fmt: skip
    assert document["encoder"].startswith("none")
    for pick in document["picks"]:
        total = sum(reason["contribution"] for reason in pick["reasons"])
        assert total == pytest.approx(pick["score"], abs=1e-9)


def test_recommend_prints_for_people(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("recommend", "--home", home, "--task", "semantic-segmentation", "--framework", "keras")
    shown = capsys.readouterr().out
    assert "given up:" in shown
    for heading in ("Best fit:", "Simplest:", "Most maintained:", "Not among the three"):
        assert heading in shown


def test_five_questions_each_may_be_skipped(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = "semantic segmentation\n\nno such thing\npytorch\ncpu\nbeginner\n"
    monkeypatch.setattr("sys.stdin", Terminal(answers))
    run("recommend", "--home", home)
    printed = capsys.readouterr()
    assert "9 templates. Enter skips a question." in printed.err
    assert "  6 fit\n" in printed.err
    assert '"no such thing" is no known framework' in printed.err
    assert printed.err.count("  5 fit\n") == 3
    assert "5 of 10 templates fit" in printed.out


def test_nothing_said_and_nobody_there_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(UsageError, match="Nothing is said"):
        run("recommend", "--home", home)


def test_compare_shows_what_differs_first(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("compare", "--home", home, programs()[3].id, programs()[5].id)
    shown = capsys.readouterr().out
    assert shown.index("differs") < shown.index("the same")
    assert "Keras" in shown
    assert "not known" not in shown.partition("the same")[0].partition("architecture")[0]


def test_compare_prints_one_document(home: Path, capfdbinary: object) -> None:
    run("compare", "--home", home, programs()[3].id, programs()[5].id, "--json")
    document = json.loads(capfdbinary.readouterr().out)  # type: ignore[attr-defined]
    assert len(document["templates"]) == 2
