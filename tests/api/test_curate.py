"""The routes of curators: what they do, whom they refuse, and that refusing changes nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from acumen.store import curators
from acumen.store.curators import revoke_curator
from app.factory import create_app
from app.security import MAX_BODY
from tests.support.desk import ORIGIN, Office, office
from tests.support.gallery import MemoryShelf, gallery

READING = {"GET", "HEAD", "OPTIONS"}
CALLBACK = "/_dash-update-component"


@pytest.fixture
def desk(tmp_path: Path) -> Office:
    return office(tmp_path / "home")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One for all tests in which nothing may change."""
    return office(tmp_path_factory.mktemp("closed") / "home")


@pytest.fixture(scope="module")
def record() -> Any:
    return gallery().index.templates[0]


def values(desk: Office, template_id: str, aspect: str) -> list[str]:
    answer = desk.client().get("/api/v1/template", query_string={"id": template_id})
    assert answer.json
    return [a["value"] for a in answer.json["attributes"].get(aspect, [])]


def save(desk: Office, template_id: str, *chosen: str, base: int = 0, **more: Any) -> Any:
    name = more.pop("name", "ada")
    body = {"id": template_id, "aspect": "task", "values": list(chosen), "base": base, **more}
    return desk.post("save", body, name)


# --- what they do -------------------------------------------------------------------------------


def test_a_save_changes_search_facets_list_and_map_at_once(desk: Office, record: Any) -> None:
    client = desk.client()
    before = client.get("/api/v1/facets?f.task=speech-recognition").json
    hash_ = client.get("/api/v1/healthz").json["index"]  # type: ignore[index]
    answer = save(desk, record.id, "speech-recognition")
    assert answer.status_code == 200, answer.json
    assert answer.json["templates"] == 1
    assert values(desk, record.id, "task") == ["speech-recognition"]
    after = client.get("/api/v1/facets?f.task=speech-recognition").json
    assert before
    assert after
    assert after["total"] == before["total"] + 1
    found = client.get("/api/v1/search?f.task=speech-recognition&q=speech&limit=40").json
    assert found
    assert record.id in [hit["id"] for hit in found["hits"]]
    points = client.get(f"/api/v1/points?v={hash_}")
    assert points.status_code == 200
    assert points.headers["Cache-Control"] == "no-store"  # asked for by an address made before
    assert "immutable" in client.get(f"/api/v1/points?v={hash_}x2").headers["Cache-Control"]


def test_a_late_save_gets_409_with_both_values(desk: Office, record: Any) -> None:
    assert save(desk, record.id, "speech-recognition").status_code == 200
    late = save(desk, record.id, "machine-translation", name="bob")
    assert late.status_code == 409
    (conflict,) = late.json["conflicts"]
    assert conflict["theirs"] == ["speech-recognition", "not Image classification"]
    assert conflict["mine"][0] == "machine-translation"
    assert conflict["who"] == ["ada"]
    assert values(desk, record.id, "task") == ["speech-recognition"]
    again = save(desk, record.id, "machine-translation", base=conflict["version"], name="bob")
    assert again.status_code == 200
    assert values(desk, record.id, "task") == ["machine-translation"]
    assert desk.get("queue", queue="conflict")["total"] == 1
    shown = desk.get("slot", id=record.id, aspect="task")
    assert {event["who"] for event in shown["history"]} == {"ada", "bob"}


def test_undo_and_redo(desk: Office, record: Any) -> None:
    first = values(desk, record.id, "task")
    save(desk, record.id, "speech-recognition")
    assert desk.post("undo", {}).status_code == 200
    assert values(desk, record.id, "task") == first
    assert desk.post("undo", {"redo": True}).status_code == 200
    assert values(desk, record.id, "task") == ["speech-recognition"]
    assert desk.post("undo", {}, "bob").status_code == 400  # nothing of his own


def test_a_retry_is_saved_once(desk: Office, record: Any) -> None:
    one = save(desk, record.id, "speech-recognition", key="the-same-key")
    two = save(desk, record.id, "speech-recognition", key="the-same-key")
    assert (one.status_code, two.status_code) == (200, 200)
    assert one.json == two.json
    assert len({event.batch for event in desk.rows()}) == 1


def test_a_poor_start_leaves_the_recommendations_with_its_reason(desk: Office) -> None:
    client = desk.client()
    asked = "/api/v1/recommend?task=image-classification&licence=any"
    best = client.get(asked).json["picks"][0]["id"]  # type: ignore[index]
    body = {"id": best, "kind": "poor-starter", "text": "The data are gone.", "base": 0}
    answer = desk.post("remark", body)
    assert answer.status_code == 200, answer.json
    found = client.get(asked).json
    assert found
    assert best not in [pick["id"] for pick in found["picks"]]
    gated = next(each for each in found["gated"] if each["id"] == best)
    assert "ada calls it a poor start: The data are gone." in gated["reason"]
    body |= {"remove": True, "base": answer.json["events"][-1]}
    assert desk.post("remark", body).status_code == 200
    again = client.get(asked).json
    assert again
    assert again["picks"][0]["id"] == best


def test_bulk_is_planned_first_and_undone_at_once(desk: Office, record: Any) -> None:
    save(desk, record.id, "image-generation", name="bob")
    body = {"search": "?f.task=image-generation", "aspect": "modality", "value": "video",
            "verdict": "set"}  # fmt: skip
    plan = desk.post("bulk/plan", body).json
    assert plan["changes"] == plan["matched"] > 12
    assert 12 <= len(plan["sample"]) <= 15
    rows = len(desk.rows())
    refused = desk.post("bulk", {**body, "digest": "0" * 32})
    assert refused.status_code == 409
    assert len(desk.rows()) == rows
    done = desk.post("bulk", {**body, "digest": plan["digest"]})
    assert done.json["templates"] == plan["changes"]
    again = desk.post("bulk/plan", body).json
    assert (again["changes"], again["already"]) == (0, plan["matched"])
    assert desk.post("undo", {}).json["templates"] == plan["changes"]
    assert desk.post("bulk/plan", body).json["changes"] == plan["changes"]


def test_bulk_leaves_out_what_people_said(desk: Office) -> None:
    task = "image-generation"
    found = desk.client().get(f"/api/v1/templates?f.task={task}&limit=1").json
    assert found
    one = found["templates"][0]["id"]
    desk.post("save", {"id": one, "aspect": "task", "values": [task, "image-to-image"], "base": 0})
    body = {"search": f"?f.task={task}", "aspect": "task", "value": task, "verdict": "removed"}
    careful = desk.post("bulk/plan", body, "bob").json
    bold = desk.post("bulk/plan", {**body, "over_people": True}, "bob").json
    assert careful["people"] == bold["people"] == 1
    assert bold["changes"] == careful["changes"] + 1


def test_queues_histories_figures_and_files(desk: Office, record: Any) -> None:
    queue = desk.get("queue", queue="uncertain")
    assert queue["total"] > 5
    assert queue["counts"]["new"] == 300
    first = queue["entries"][0]
    slot = desk.get("slot", id=first["id"], aspect=first["aspect"])
    assert slot["version"] == 0
    assert len(slot["options"]) >= 5
    audit = desk.get("queue", queue="audit")["entries"][0]
    blind = desk.get("slot", id=audit["id"], aspect=audit["aspect"], blind=1)
    assert not any(option["on"] or option["said"] for option in blind["options"])
    body = {"id": audit["id"], "aspect": audit["aspect"], "values": [], "base": 0, "blind": True}
    assert desk.post("save", body).status_code == 200

    def audited(name: str) -> set[tuple[str, str]]:
        return {(e["id"], e["aspect"]) for e in desk.get("queue", name, queue="audit")["entries"]}

    assert audited("bob") - audited("ada") == {(audit["id"], audit["aspect"])}
    figures = desk.get("figures")
    assert figures["precision"][0]["judged"] == figures["precision"][0]["blind"] == 1
    assert figures["precision"][0]["right"] == 0
    assert figures["people"] == [["ada", 1]]
    assert len(desk.get("history", "", id=audit["id"])) == 1

    history = desk.client().get("/api/v1/curate/export", headers=desk.headers("ada"))
    assert "attachment" in history.headers["Content-Disposition"]
    lines = [json.loads(line) for line in history.text.splitlines()]
    assert lines[-1]["hash"] == desk.rows()[-1].hash
    for dry, added in (("1", 0), ("0", 0)):
        answer = desk.client().post(
            f"/api/v1/curate/import?dry={dry}", data=history.data, headers=desk.headers("max")
        )
        assert answer.json == {
            "added": added, "known": 1, "conflicts": 0, "dry": dry == "1",
        }  # fmt: skip


# --- whom they refuse ---------------------------------------------------------------------------


def writing(client: Any) -> list[tuple[str, str]]:
    """Every (method, address) that is no reading one, from the app's own map."""
    found = []
    for rule in client.application.url_map.iter_rules():
        address = re.sub(r"<[^>]+>", "0", rule.rule)
        found += [(method, address) for method in sorted((rule.methods or set()) - READING)]
    return found


def bodies(desk: Office, template_id: str) -> dict[str, dict[str, Any]]:
    """A right body for each route that writes; a new route without one is sent an empty one."""
    base = {"key": "a-key-of-its-own", "id": template_id, "base": 0}
    bulk = {"search": "?f.framework=jax", "aspect": "task", "value": "video-classification",
            "verdict": "set", "key": "a-key-of-its-own"}  # fmt: skip
    digest = desk.post("bulk/plan", {**bulk, "value": "image-classification"}).json
    return {
        "/save": {**base, "aspect": "task", "values": ["speech-recognition"]},
        "/remark": {**base, "kind": "note", "text": "Look here."},
        "/undo": {"key": "a-key-of-its-own"},
        "/bulk/plan": bulk,
        "/bulk": {**bulk, "value": "image-classification", "digest": digest["digest"]},
        "/session": {"token": "acu_0_0"},
    }


WHO = ("anonymous", "reader", "foreign origin", "no origin", "expired", "revoked", "forged")


@pytest.mark.parametrize("who", WHO)
def test_every_writing_route_refuses(
    desk: Office, record: Any, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(desk, record.id, "machine-translation", key="there-is-an-undo")
    client = desk.client()
    sent = bodies(desk, record.id)
    headers = desk.headers()
    cookie = ""
    if who == "reader":
        headers = desk.headers("rita")
    elif who == "foreign origin":
        headers = desk.headers("max", origin="https://evil.example")
    elif who == "no origin":
        headers = desk.headers("max", origin="")
    elif who == "expired":
        headers = desk.headers("max")
        later = curators._today() + timedelta(days=400)
        monkeypatch.setattr(curators, "_today", lambda: later)
    elif who == "revoked":
        headers = desk.headers("max")
        assert desk.client().get("/api/v1/curate/session", headers=headers).json == {
            "name": "max", "role": "maintainer",
        }  # fmt: skip
        revoke_curator(desk.curators, "max")
    elif who == "forged":
        cookie = "eyJpZCI6Im1heCIsImVuZCI6OTk5OTk5OTk5OTksInNpZCI6IjAifQ==.00"
        client.set_cookie("acumen-session", cookie)
    before = desk.rows()
    routes = writing(client)
    assert len([route for route in routes if "/curate/" in route[1]]) >= 8
    for method, address in routes:
        ending = next((end for end in sent if address.endswith(f"curate{end}")), "")
        answer = client.open(address, method=method, json=sent.get(ending, {}), headers=headers)
        opening = address.endswith("/session") and who not in {"foreign origin", "no origin"}
        if "/curate/" in address and not opening:
            assert answer.status_code in {401, 403, 429}, (method, address, answer.json)
        if who in {"foreign origin", "no origin"}:
            assert answer.status_code == 403, (method, address)
        assert answer.status_code < 500, (method, address)
        assert desk.rows() == before, (method, address)


def test_no_callback_writes(desk: Office) -> None:
    client = desk.client()
    outputs = list(desk.app.callback_map)
    assert outputs
    for output in outputs:
        body = {
            "output": output,
            "outputs": [],
            "inputs": [{"id": "url", "property": "search", "value": "?q=x"}],
            "changedPropIds": ["url.search"],
        }
        client.post(CALLBACK, json=body, headers=desk.headers("max"))
    assert desk.rows() == ()


def test_without_curators_there_is_nothing_that_writes(tmp_path: Path) -> None:
    client = create_app(tmp_path, shelf=MemoryShelf(gallery())).server.test_client()
    assert not [route for route in writing(client) if "/curate" in route[1]]
    answer = client.post("/api/v1/curate/save", json={}, headers={"Origin": ORIGIN})
    assert answer.status_code in {404, 405}
    assert not (tmp_path / "annotations.sqlite").exists()


# --- sessions -----------------------------------------------------------------------------------


def login(client: FlaskClient, token: str) -> Any:
    return client.post("/api/v1/curate/session", json={"token": token}, headers={"Origin": ORIGIN})


def test_a_session_is_a_strict_cookie_and_ends_with_the_token(desk: Office) -> None:
    client = desk.client()
    answer = login(client, desk.tokens["ada"])
    assert answer.json == {"name": "ada", "role": "annotator"}
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Max-Age=43200" in cookie
    assert desk.tokens["ada"] not in cookie
    secure = client.post(
        "/api/v1/curate/session",
        json={"token": desk.tokens["ada"]},
        headers={"Origin": "https://localhost"},
        base_url="https://localhost",
    )
    assert "Secure" in secure.headers["Set-Cookie"]
    assert client.get("/api/v1/curate/session").json["name"] == "ada"  # type: ignore[index]
    assert client.get("/api/v1/curate/queue").status_code == 200
    revoke_curator(desk.curators, "ada")
    assert client.get("/api/v1/curate/session").json["name"] == ""  # type: ignore[index]
    assert client.get("/api/v1/curate/queue").status_code == 401


def test_a_session_that_was_ended_is_over_even_if_the_cookie_was_copied(desk: Office) -> None:
    client, thief = desk.client(), desk.client()
    value = login(client, desk.tokens["ada"]).headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    client.delete("/api/v1/curate/session", headers={"Origin": ORIGIN})
    thief.set_cookie("acumen-session", value)
    assert thief.get("/api/v1/curate/queue").status_code == 401
    assert client.get("/api/v1/curate/queue").status_code == 401


def test_without_the_file_nobody_is_a_curator(desk: Office) -> None:
    client = desk.client()
    assert login(client, desk.tokens["ada"]).status_code == 200
    desk.curators.unlink()
    assert client.get("/api/v1/curate/queue").status_code == 401
    answer = client.get("/api/v1/curate/queue", headers=desk.headers("ada"))
    assert answer.status_code == 401
    assert login(client, desk.tokens["ada"]).status_code == 503


def test_guessing_is_slowed_down(desk: Office) -> None:
    client = desk.client()
    codes = [login(client, f"acu_{number:012d}_guess").status_code for number in range(7)]
    assert codes == [401] * 5 + [429] * 2
    bearer = {"Authorization": "Bearer acu_0_0", "Origin": ORIGIN}
    assert client.get("/api/v1/curate/queue", headers=bearer).status_code == 429
    known = client.get("/api/v1/curate/session", headers=desk.headers("ada"))
    assert known.status_code == 429  # also a right one that was not seen before


# --- hostile ------------------------------------------------------------------------------------

HOSTILE = (
    "\u202etxet", "a\x00b", "a\x1b[31m", "\ud800", "x" * 2_001, "a\u200bb", "\u2066a",
    "a\rb", "\ufeffa",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_that_deceive_are_refused(closed: Office, record: Any, text: str) -> None:
    desk = closed
    body = json.dumps(
        {"key": "some-key-0001", "id": record.id, "kind": "note", "text": text, "base": 0}
    )
    for route, sent in (
        ("remark", body),
        ("save", json.dumps({"key": "some-key-0002", "id": record.id, "aspect": "task",
                             "values": ["speech-recognition"], "base": 0, "note": text})),
        ("save", json.dumps({"key": "some-key-0003", "id": record.id, "aspect": "dataset",
                             "values": [text], "base": 0})),
    ):  # fmt: skip
        answer = desk.client().post(
            f"/api/v1/curate/{route}",
            data=sent,
            content_type="application/json",
            headers=desk.headers("ada"),
        )
        assert answer.status_code == 400, (route, answer.json)
    assert desk.rows() == ()


@pytest.mark.parametrize(
    ("route", "body", "status"),
    [
        ("save", {"aspect": "mood"}, 400),
        ("save", {"aspect": "size", "values": ["small"], "base": 0}, 400),
        ("save", {"aspect": "task", "values": ["<script>"], "base": 0}, 400),
        ("save", {"aspect": "task", "values": "x", "base": 0}, 400),
        ("save", {"aspect": "task", "values": [1], "base": 0}, 400),
        ("save", {"aspect": "task", "values": ["speech-recognition"] * 2, "base": 0}, 400),
        ("save", {"aspect": "task", "values": [], "base": -1}, 400),
        ("save", {"aspect": "task", "values": [], "base": True}, 400),
        ("save", {"aspect": "task", "values": [], "base": 2**70}, 400),
        ("save", {"aspect": "task", "values": ["speech-recognition"], "unknown": True, "base": 0},
         400),
        ("save", {"aspect": "role", "values": [], "base": 0}, 400),
        ("save", {"aspect": "task", "values": [], "base": 0, "id": "a/b@0123456789ab:c"}, 404),
        ("save", {"aspect": "task", "values": [], "base": 0, "key": "../../x"}, 400),
        ("remark", {"kind": "praise", "text": "x", "base": 0}, 400),
        ("bulk/plan", {"search": "?mood=x", "aspect": "task", "value": "a", "verdict": "set"}, 400),
        ("bulk/plan", {"search": "", "aspect": "role", "value": "training", "verdict": "set"}, 400),
        ("bulk/plan", {"search": "", "aspect": "task", "value": "x", "verdict": "unknown"}, 400),
    ],
)  # fmt: skip
def test_wrong_requests_are_told_and_change_nothing(
    closed: Office, record: Any, route: str, body: dict[str, Any], status: int
) -> None:
    desk = closed
    answer = desk.post(route, {"id": record.id, **body})
    assert answer.status_code == status, answer.json
    assert answer.json["remedy"]
    assert desk.rows() == ()


def test_too_much_is_refused(closed: Office, record: Any) -> None:
    desk = closed
    body = {"id": record.id, "aspect": "task", "values": ["x" * MAX_BODY], "base": 0}
    assert desk.post("save", body).status_code == 413
    answer = desk.client().post(
        "/api/v1/curate/import", data=b"x" * ((8 << 20) + 1), headers=desk.headers("max")
    )
    assert answer.status_code == 413
    blank = desk.client().post(
        "/api/v1/curate/import", data=b"\n" * 150_000, headers=desk.headers("max")
    )
    assert blank.json == {"added": 0, "known": 0, "conflicts": 0, "dry": False}
    for data, kind in ((b"[1, 2]", "application/json"), (b"{", "application/json"),
                       (b"{}", "text/plain"), (b"[" * 60_000, "application/json")):  # fmt: skip
        answer = desk.client().post(
            "/api/v1/curate/save", data=data, content_type=kind, headers=desk.headers("ada")
        )
        assert answer.status_code == 400
    assert desk.rows() == ()
