"""The app and the commands answer from the shipped catalogue until the home has an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from acumen.cli.checkup import examine
from acumen.cli.opened import opened
from acumen.errors import NoIndexError
from acumen.search.opening import WORDS
from acumen.store.generations import publish
from acumen.store.home import Home
from app.services.library import HomeShelf
from indexer.packaging import package
from tests.indexes import TemplateSpec, build_index, specs


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "catalogue"
    package(build_index(specs()), folder, report={})
    monkeypatch.setenv("ACUMEN_CATALOGUE", str(folder))
    return folder


@pytest.mark.usefixtures("shipped")
def test_the_app_shows_it_until_there_is_an_index(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shelf = HomeShelf(home.path)
    first = shelf.current()
    assert len(first) == len(specs())
    assert shelf.current() is first  # it is not read again for every request
    home.prepare()
    publish(home, build_index([TemplateSpec()]), report_json=b"{}")
    assert len(shelf.current()) == 1


@pytest.mark.usefixtures("shipped")
def test_the_commands_answer_from_it(tmp_path: Path) -> None:
    library = opened(tmp_path / "home", WORDS)
    assert library.opened.number == 0
    assert len(library.library.index.templates) == len(specs())
    report = examine(tmp_path / "home", "hashing")
    assert (report.index.generation, report.index.templates) == (0, len(specs()))
    assert not (tmp_path / "home").exists()  # reading makes nothing


def test_without_one_a_fresh_home_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        opened(tmp_path / "home", WORDS)
