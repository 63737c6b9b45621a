"""The routes under /api/v1 and the rules that every answer keeps."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import orjson
import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from tests.support.gallery import MemoryShelf

HASH = "0123456789abcdef"
OWN = {"Origin": "http://localhost", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def template_id(shelf: MemoryShelf) -> str:
    return shelf.current().index.templates[0].id


def test_points_are_binary_and_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/points?v={HASH}&cap=100")
    assert answer.status_code == 200
    assert answer.mimetype == "application/octet-stream"
    assert "immutable" in answer.headers["Cache-Control"]
    length = int.from_bytes(answer.data[:4], "little")
    header = orjson.loads(answer.data[4 : 4 + length])
    assert header["n"] == 100
    assert len(answer.data) == 4 + length + 100 * 12
    again = client.get(
        f"/api/v1/points?v={HASH}&cap=100",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


def test_colours_and_filters_travel_apart_from_the_points(client: FlaskClient) -> None:
    points = client.get(f"/api/v1/points?v={HASH}").data
    rows = points[-300 * 4 :]
    one = client.get(f"/api/v1/colours?v={HASH}&colour=framework").data
    other = client.get(f"/api/v1/colours?v={HASH}&colour=task").data
    assert len(one) == len(other) == 300
    assert one != other
    bits = client.get(f"/api/v1/passing?v={HASH}&f.framework=jax").data
    assert len(bits) == -(-300 // 8)
    total = client.get("/api/v1/facets?f.framework=jax").json
    assert total
    assert sum(byte.bit_count() for byte in bits) == total["total"]
    assert rows == client.get(f"/api/v1/points?v={HASH}").data[-300 * 4 :]


def test_filters_and_box_reach_the_points(client: FlaskClient) -> None:
    def n(query: str) -> int:
        data = client.get(f"/api/v1/points?v={HASH}{query}").data
        return int(orjson.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])["n"])

    assert n("") == 300
    assert 0 < n("&f.framework=jax") < n("&f.framework=pytorch") < 300
    assert n("&not.framework=pytorch") == 300 - n("&f.framework=pytorch")
    assert 0 < n("&bbox=-2,4,2,8") < 300


def test_another_index_is_a_conflict(client: FlaskClient) -> None:
    for route in ("points", "colours", "passing", "card/0", "density.png", "regions"):
        answer = client.get(f"/api/v1/{route}?v=feedface")
        assert answer.status_code == 409
        assert answer.json
        assert answer.json["remedy"] == "reload the page"


def test_a_card_holds_what_the_hover_shows(client: FlaskClient) -> None:
    card = client.get(f"/api/v1/card/3?v={HASH}").json
    assert card
    assert {"id", "link", "title", "licence", "safety", "facts"} <= set(card)
    assert client.get(f"/api/v1/card/300?v={HASH}").status_code == 404


def test_search_gives_hits_with_reasons(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=u-net+pixels&limit=3").json
    assert found
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    assert found["hits"][0]["reasons"][0]["evidence"]
    assert found["index"] == HASH
    later = client.get("/api/v1/search?q=u-net+pixels&limit=2&offset=1").json
    assert later
    assert [hit["id"] for hit in later["hits"]] == [hit["id"] for hit in found["hits"][1:]]
    assert [hit["rank"] for hit in later["hits"]] == [2, 3]


def test_a_template_and_its_code(client: FlaskClient, template_id: str) -> None:
    view = client.get(f"/api/v1/template?id={quote(template_id)}").json
    assert view
    path = view["files"][0]["path"]
    code = client.get(f"/api/v1/code?id={quote(template_id)}&path={quote(path)}").json
    assert code
    text = "".join(part for line in code["code"]["lines"] for _, part in line)
    assert "class Net" in text
    missing = client.get(f"/api/v1/code?id={quote(template_id)}&path=/etc/passwd")
    assert missing.status_code == 404


def test_facets_count_what_passes(client: FlaskClient) -> None:
    found = client.get("/api/v1/facets?f.framework=jax").json
    assert found
    counted = {row["value"]: row["count"] for row in found["facets"]["framework"]}
    assert counted == {"jax": found["total"]}


@pytest.mark.parametrize(
    ("route", "status"),
    [
        ("search?q=" + "x" * 501, 400),
        ("search?q=a&limit=101", 400),
        ("search?q=a&limit=0", 400),
        ("search?q=a&limit=-1", 400),
        ("search?q=a&limit=1e9", 400),
        ("search?q=a&f.mood=happy", 400),
        ("search?q=%00%ff%fe", 200),
        ("search?like=nothing", 400),
        ("search?like=a/b@0123456789ab:c.py", 400),
        (f"points?v={HASH}&bbox=nan,0,1,1", 400),
        (f"points?v={HASH}&bbox=1,1,0,0", 400),
        (f"points?v={HASH}&cap=20001", 400),
        (f"colours?v={HASH}&colour=layer", 400),
        (f"density.png?v={HASH}&theme=blue", 400),
        (f"passing?v={HASH}&sel=1,2", 400),
        ("search", 400),
        ("search?code=" + "x" * 20_001, 400),
        ("search?q=a&offset=1000", 400),
        ("compare?id=a", 400),
        ("compare", 400),
        ("recommend", 400),
        ("recommend?task=vae&mood=good", 400),
        ("recommend?task=vae&experience=guru", 400),
        ("facets?facet=mood", 400),
        ("faults?id=a/b@0123456789ab:c.py", 400),
        (f"points?v={HASH}&f.task=<script>", 200),
        ("template", 400),
        ("template?id=" + "a" * 5000, 400),
        ("template?id=a/b@0123456789ab:../../x", 400),
        ("card/-1", 404),
        ("card/99999999999999999999", 409),
        ("nothing", 404),
        ("", 404),
    ],
)
def test_hostile_parameters_get_a_stated_answer(
    client: FlaskClient, route: str, status: int
) -> None:
    answer = client.get(f"/api/v1/{route}")
    assert answer.status_code == status
    if status >= 400:
        assert answer.json
        assert set(answer.json) == {"error", "remedy"}
        assert b"Traceback" not in answer.data


@pytest.mark.parametrize(
    "path",
    ["/explore", "/", "/t/x/y@0/z", "/api/v1/healthz", "/api/v1/no", "/assets/map.js", "/assets/no",
     "/_dash-layout", "/_dash-dependencies", "/_favicon.ico"],
)  # fmt: skip
def test_every_answer_carries_the_policy(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    headers = answer.headers
    answer.close()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("asked", "there"),
    [("/", "/start"), ("/?q=gan", "/explore?q=gan"), ("/?task=vae&i=0a", "/start?task=vae&i=0a")],
)
def test_the_root_leads_to_the_questions_or_to_a_search(
    client: FlaskClient, asked: str, there: str
) -> None:
    answer = client.get(asked)
    assert answer.status_code == 302
    assert answer.headers["Location"] == there


def _update(pathname: str) -> dict[str, object]:
    return {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": [{"id": "url", "property": "pathname", "value": pathname}],
        "changedPropIds": ["url.pathname"],
    }


def test_a_callback_answers_its_own_page_only(client: FlaskClient) -> None:
    body = orjson.dumps(_update("/explore"))
    route = "/_dash-update-component"
    assert client.post(route, data=body, headers=OWN).status_code == 200
    foreign = {**OWN, "Origin": "http://evil.example"}
    assert client.post(route, data=body, headers=foreign).status_code == 403
    fetched = {**OWN, "Sec-Fetch-Site": "cross-site"}
    assert client.post(route, data=body, headers=fetched).status_code == 403
    unsigned = {"Content-Type": "application/json"}
    assert client.post(route, data=body, headers=unsigned).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"output": "nobody.children"},
        {**_update("/explore"), "output": 7},
        {**_update("/explore"), "inputs": [{"id": {"a": 1}, "property": "x"}]},
        {**_update("/explore"), "inputs": None},
        {**_update("/explore"), "changedPropIds": "x"},
        {**_update("/explore"), "outputs": {"id": "page", "property": "../../x"}},
    ],
)
def test_an_unknown_or_broken_callback_is_no_server_error(
    client: FlaskClient, body: object
) -> None:
    answer = client.post("/_dash-update-component", data=orjson.dumps(body), headers=OWN)
    assert 400 <= answer.status_code < 500


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    body = b'{"output":"page.children","x":"' + b"x" * 70_000 + b'"}'
    answer = client.post("/_dash-update-component", data=body, headers=OWN)
    assert answer.status_code == 413


def test_without_an_index_the_page_says_what_to_run() -> None:
    empty = create_app(Path("/nowhere"), shelf=MemoryShelf(None)).server.test_client()
    assert empty.get("/api/v1/healthz").status_code == 503
    page = empty.post(
        "/_dash-update-component", data=orjson.dumps(_update("/explore")), headers=OWN
    )
    assert b"acumen index" in page.data


def test_a_home_without_an_index_opens_too(tmp_path: Path) -> None:
    client = create_app(tmp_path / "home").server.test_client()
    assert client.get("/explore").status_code == 200
    answer = client.get("/api/v1/healthz")
    assert answer.status_code == 503
    assert answer.json
    assert "acumen index" in answer.json["remedy"]
