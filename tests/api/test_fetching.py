"""Code that somebody asks for: fetched where the server may, refused to other pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from app.fetching import ROUTE
from tests.support.gallery import GalleryFetcher, MemoryShelf, gallery

OWN = {"Origin": "http://localhost"}


@pytest.fixture
def fetcher() -> GalleryFetcher:
    return GalleryFetcher(MemoryShelf(gallery()))


@pytest.fixture
def asking(fetcher: GalleryFetcher) -> FlaskClient:
    return create_app(Path("/nowhere"), shelf=fetcher.shelf, fetcher=fetcher).server.test_client()


@pytest.fixture
def away(fetcher: GalleryFetcher) -> tuple[str, str]:
    """A template whose code is not here, and its entry."""
    shelf = fetcher.shelf
    assert shelf.gallery is not None
    for record in shelf.current().index.templates:
        if record.files[0].blob not in shelf.gallery.code:
            return record.id, record.files[0].path
    raise AssertionError("all code is here")


def code(client: FlaskClient, away: tuple[str, str]) -> dict[str, object]:
    answer = client.get("/api/v1/code", query_string={"id": away[0], "path": away[1]})
    assert isinstance(answer.json, dict)
    return answer.json


def test_a_failure_is_told_and_the_next_attempt_brings_it(
    asking: FlaskClient, away: tuple[str, str]
) -> None:
    assert code(asking, away)["place"] == "fetchable"
    failed = asking.post(ROUTE, json={"id": away[0]}, headers=OWN)
    assert (failed.status_code, failed.json) == (
        200,
        {"files": 0, "problem": "The host does not answer.", "remedy": "look at the network"},
    )
    done = asking.post(ROUTE, json={"id": away[0]}, headers=OWN)
    assert isinstance(done.json, dict)
    assert done.json["files"] > 0
    assert not done.json["problem"]
    shown = code(asking, away)
    assert (shown["stored"], shown["place"], shown["note"]) == (True, "here", "")


def test_other_pages_and_odd_bodies_fetch_nothing(
    asking: FlaskClient, fetcher: GalleryFetcher, away: tuple[str, str]
) -> None:
    for headers in ({}, {"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert asking.post(ROUTE, json={"id": away[0]}, headers=headers).status_code == 403
    for body in (None, [], {}, {"id": 7}, {"id": "no/such@template:x.py"}, {"id": "../" * 40}):
        assert asking.post(ROUTE, json=body, headers=OWN).status_code in {400, 404}
    assert asking.get(ROUTE).status_code in {200, 405}  # Dash's page, or no such method
    assert fetcher.calls == 0


def test_a_server_that_fetches_nothing_has_no_such_route(
    client: FlaskClient, away: tuple[str, str]
) -> None:
    shown = code(client, away)
    assert (shown["stored"], shown["place"]) == (False, "elsewhere")
    assert str(shown["command"]).startswith("acumen show ")
    assert client.post(ROUTE, json={"id": away[0]}, headers=OWN).status_code in {404, 405}
