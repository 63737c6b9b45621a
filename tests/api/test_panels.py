"""The panels of the explore page: what an address brings, and what it does not bring twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from app.panels import HAD, ROUTE
from tests.support.gallery import MemoryShelf


def asked(client: FlaskClient, search: str, had: str = "") -> dict[str, Any]:
    answer = client.get(f"{ROUTE}?{search}", headers={HAD: had})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.get_json()
    return found


def texts(nodes: list[Any]) -> str:
    return " ".join(node if isinstance(node, str) else texts(node[2]) for node in nodes)


def test_an_address_brings_every_panel_and_what_the_map_draws(client: FlaskClient) -> None:
    found = asked(client, "view=list&f.framework=jax")
    assert set(found["panes"]) == {"results", "filters", "legend", "notices", "preview"}
    assert found["view"] == "list"
    assert "f.framework=jax" in found["map"]["passing"]
    assert "Filters" in texts(found["panes"]["filters"])
    assert found["panes"]["preview"] == []


def test_what_is_opened_brings_its_preview_alone(client: FlaskClient, shelf: MemoryShelf) -> None:
    record = shelf.current().index.templates[4]
    key = asked(client, "q=gan")["key"]
    found = asked(client, f"q=gan&t={quote(record.id)}", key)
    assert set(found["panes"]) == {"preview"}
    assert record.template.repository in texts(found["panes"]["preview"])
    assert found["map"]["same"]
    assert found["map"]["opened"][0] == 4
    assert found["key"] == key


@pytest.mark.parametrize(
    "search", ["q=other", "q=gan&colour=framework", "q=gan&p=2", "q=gan&view=list"]
)
def test_another_state_has_another_key(client: FlaskClient, search: str) -> None:
    first = asked(client, "q=gan")
    second = asked(client, search, first["key"])
    assert second["key"] != first["key"]
    assert "results" in second["panes"]


def test_where_the_map_stands_changes_no_panel(client: FlaskClient) -> None:
    assert asked(client, "bbox=-1,-1,1,1")["key"] == asked(client, "")["key"]


def test_what_cannot_be_opened_says_so_in_its_own_place(client: FlaskClient) -> None:
    found = asked(client, "t=nobody/nothing@1234567:x.py")
    assert "no template of that ID" in texts(found["panes"]["preview"])
    assert found["panes"]["results"]
    assert found["map"]


def test_without_an_index_the_list_says_what_to_run() -> None:
    client = create_app(Path("/nowhere"), shelf=MemoryShelf(None)).server.test_client()
    found = asked(client, "q=gan")
    assert "acumen index" in texts(found["panes"]["results"])
    assert found["map"] is None
    assert found["key"] == ""


@pytest.mark.parametrize(
    "search",
    [
        "%ff%fe=%00",
        "sel=1,2,x",
        "bbox=9,9,1,1",
        "p=-1",
        "code=***",
        "f.mood=good",
        "q=" + "x" * 9000,
    ],
)
def test_a_hostile_address_is_answered(client: FlaskClient, search: str) -> None:
    found = asked(client, search)
    assert "failed" not in texts(found["panes"]["results"])
