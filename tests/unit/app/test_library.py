"""The app over a home directory: it opens what is published and follows what is newer."""

from __future__ import annotations

from pathlib import Path

import pytest

from acumen.errors import NoIndexError
from acumen.store.blobs import BlobStore
from acumen.store.generations import publish
from acumen.store.home import Home
from app.services.library import HomeShelf, UnknownTemplateError
from app.services.search import explore
from app.urlstate import ExploreState
from tests.support.gallery import TOPICS, gallery


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.prepare()
    return made


def test_an_empty_home_has_no_index(home: Home) -> None:
    with pytest.raises(NoIndexError) as told:
        HomeShelf(home.path).current()
    assert "acumen index" in told.value.remedy


def test_a_newer_generation_is_taken_up_and_code_is_read(home: Home) -> None:
    shelf = HomeShelf(home.path)
    first = gallery(TOPICS[1:3])
    publish(home, first.index, report_json=b"{}")
    opened = shelf.current()
    assert len(opened) == 50
    assert shelf.current() is opened

    blob, text = next(iter(first.code.items()))
    BlobStore(home).put(blob, text)
    assert shelf.code(blob) == text
    assert shelf.code("0" * 40) is None

    publish(home, gallery(TOPICS[1:4]).index, report_json=b"{}")
    newer = shelf.current()
    assert len(newer) == 90
    assert newer.hash != opened.hash
    assert len(opened) == 50
    with pytest.raises(UnknownTemplateError):
        opened.record(newer.index.templates[-1].id + "x")


def test_without_the_right_encoder_the_page_says_why(home: Home) -> None:
    publish(home, gallery(TOPICS[1:3]).index, report_json=b"{}")
    shelf = HomeShelf(home.path, encoder_name="hashing")
    view = explore(shelf, shelf.current(), ExploreState(query="boxes"))
    assert view.results
    assert not shelf.meaning().available
    assert "hashing-24" in view.note
