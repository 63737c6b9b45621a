"""One question, three ways in: the command, the web and the tools for agents answer alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from flask.testing import FlaskClient
from typer.testing import CliRunner

from acumen.cli.commands.check import check_text
from acumen.cli.entry import cli, load_commands
from acumen.store.generations import publish
from acumen.store.home import Home
from app.factory import create_app
from app.security import AGENTS
from tests.indexes import build_index, specs
from tests.support.schema import problems

PROGRAM = """import torch
from torch import nn, optim

model = nn.Linear(4, 2)
optimizer = optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
"""
TIMED = "took_ms"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("home")
    home = Home(path)
    with home.lock():
        publish(home, build_index(specs()), report_json=b"{}")
    return path


@pytest.fixture(scope="module")
def client(home: Path) -> FlaskClient:
    app = create_app(home, encoder_name="none", agents=True, check_code=check_text)
    return app.server.test_client()


def printed(*arguments: str) -> bytes:
    """What the command of these arguments prints."""
    load_commands()
    return CliRunner().invoke(cli, arguments).stdout_bytes


@pytest.fixture(scope="module")
def command(home: Path) -> Callable[..., Any]:
    def run(*arguments: str) -> Any:
        return orjson.loads(printed(*arguments, "--home", str(home), "--json"))

    return run


def web(client: FlaskClient, route: str, **said: object) -> Any:
    return client.get(f"/api/v1/{route}?{urlencode(said, doseq=True)}").json


def tool(client: FlaskClient, name: str, **said: object) -> Any:
    found = rpc(client, "tools/call", {"name": name, "arguments": said})
    assert found["result"]["isError"] is False, found
    text = orjson.loads(found["result"]["content"][0]["text"])
    assert text == found["result"]["structuredContent"]
    return text


def rpc(client: FlaskClient, method: str, params: object = None, **more: object) -> Any:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}, **more}
    return client.post(AGENTS, data=orjson.dumps(body)).json


def untimed(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != TIMED}


def test_search(client: FlaskClient, command: Callable[..., Any]) -> None:
    document = command("search", "image segmentation", "--limit", "3", "--framework", "pytorch",
                      "--encoder", "none")  # fmt: skip
    assert document["hits"]
    wanted = untimed(document)
    asked = {"q": "image segmentation", "limit": 3, "f.framework": "pytorch"}
    assert untimed(web(client, "search", **asked)) == wanted
    found = tool(client, "find_templates", query="image segmentation", limit=3,
                 framework=["pytorch"])  # fmt: skip
    assert untimed(found) == wanted


def test_search_by_code(client: FlaskClient, command: Callable[..., Any], tmp_path: Path) -> None:
    snippet = "class UNet(nn.Module): conv = nn.Conv2d(3, 64)"
    file = tmp_path / "snippet.py"
    file.write_text(snippet)
    wanted = untimed(command("search", "--code", str(file), "--limit", "2", "--encoder", "none"))
    assert untimed(web(client, "search", code=snippet, limit=2)) == wanted
    assert untimed(tool(client, "find_templates", code=snippet, limit=2)) == wanted


def test_show(client: FlaskClient, command: Callable[..., Any]) -> None:
    template = specs()[0].id
    wanted = command("show", template)
    assert web(client, "template", id=template) == wanted
    assert tool(client, "get_template", id=template) == wanted
    assert web(client, "faults", id=template) == {"id": template, **wanted["faults"]}
    assert tool(client, "check_faults", id=template) == {"id": template, **wanted["faults"]}


def test_compare(client: FlaskClient, command: Callable[..., Any]) -> None:
    ids = [spec.id for spec in specs()[:3]]
    wanted = command("compare", *ids)
    assert web(client, "compare", id=ids) == wanted
    assert tool(client, "compare_templates", ids=ids) == wanted


def test_recommend(client: FlaskClient, command: Callable[..., Any]) -> None:
    wanted = command("recommend", "--task", "segmentation", "--framework", "pytorch")
    found = web(client, "recommend", task="segmentation", framework="pytorch")
    assert found == wanted
    assert found["picks"]


def test_taxonomy(client: FlaskClient) -> None:
    assert web(client, "taxonomy") == orjson.loads(printed("taxonomy", "--json"))


def test_check(client: FlaskClient, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    wanted = orjson.loads(
        printed("check", str(file), "--json").replace(str(file).encode(), b"program.py")
    )
    assert wanted["findings"]
    assert tool(client, "check_faults", code=PROGRAM) == wanted


def test_the_description_names_every_route_and_nothing_else(client: FlaskClient) -> None:
    described = web(client, "openapi.json")["paths"]
    rules = client.application.url_map.iter_rules()
    routes = {
        rule.rule.removeprefix("/api/v1").replace("<int:row>", "{row}")
        for rule in rules
        if rule.rule.startswith("/api/v1/") and "<path:rest>" not in rule.rule
    } - {"/"}
    assert set(described) == routes
    for path in described.values():
        assert path["get"]["summary"]


@pytest.mark.parametrize(
    "asked",
    [
        "search?q=segmentation", "search?q=unet&limit=1&offset=1", "templates?limit=3",
        "template?id=ID", "compare?id=ID&id=OTHER", "recommend?task=segmentation", "facets",
        "facets?facet=task&f.framework=pytorch", "faults?id=ID", "taxonomy", "healthz",
    ],
)  # fmt: skip
def test_answers_are_what_the_description_says(client: FlaskClient, asked: str) -> None:
    one, other = specs()[0].id, specs()[1].id
    document = web(client, "openapi.json")
    route = asked.partition("?")[0]
    answer = document["paths"][f"/{route}"]["get"]["responses"]["200"]["content"]
    schema = answer["application/json"]["schema"]
    found = client.get("/api/v1/" + asked.replace("ID", one).replace("OTHER", other)).json
    assert list(problems(found, schema, document)) == []


def test_there_are_four_tools_and_nothing_else(client: FlaskClient) -> None:
    greeting = rpc(client, "initialize", {"protocolVersion": "2025-03-26"})["result"]
    assert greeting["protocolVersion"] == "2025-03-26"
    assert set(greeting["capabilities"]) == {"tools"}
    tools = rpc(client, "tools/list")["result"]["tools"]
    names = ["find_templates", "get_template", "compare_templates", "check_faults"]
    assert [tool["name"] for tool in tools] == names
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)
    for method in ("resources/list", "prompts/list", "sampling/createMessage", "logging/setLevel"):
        assert rpc(client, method)["error"]["code"] == -32601


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("find_templates", {}),
        ("find_templates", {"query": 7}),
        ("find_templates", {"query": "x" * 501}),
        ("find_templates", {"query": "a", "limit": 11}),
        ("find_templates", {"query": "a", "limit": True}),
        ("find_templates", {"query": "a", "licence": "mine"}),
        ("find_templates", {"query": "a", "task": ["no such thing"]}),
        ("find_templates", {"query": "a", "shell": "rm"}),
        ("get_template", {}),
        ("get_template", {"id": "../../etc/passwd"}),
        ("compare_templates", {"ids": ["a"]}),
        ("check_faults", {}),
        ("check_faults", {"id": "a", "code": "b"}),
    ],
)
def test_a_wrong_question_gets_a_stated_answer(
    client: FlaskClient, name: str, said: dict[str, object]
) -> None:
    found = rpc(client, "tools/call", {"name": name, "arguments": said})["result"]
    assert found["isError"] is True
    assert found["structuredContent"]["error"]
    assert "Traceback" not in found["content"][0]["text"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"jsonrpc":"2.0","id":{},"method":"ping"}',
             b'{"id":1,"method":"ping"}', b'{"jsonrpc":"2.0","id":1}',
             b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}'],
)  # fmt: skip
def test_what_is_no_request_gets_an_error_of_the_protocol(client: FlaskClient, body: bytes) -> None:
    answer = client.post(AGENTS, data=body)
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["error"]["code"] < 0


def test_the_tools_answer_this_machine_only(client: FlaskClient) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post(AGENTS, data=body, environ_overrides=far).status_code == 403
    rebound = {"Host": "evil.example"}
    assert client.post(AGENTS, data=body, headers=rebound).status_code == 403
    foreign = {"Origin": "http://evil.example"}
    assert client.post(AGENTS, data=body, headers=foreign).status_code == 403
    assert client.get(AGENTS).status_code == 405
    notice = b'{"jsonrpc":"2.0","method":"notifications/initialized"}'
    assert client.post(AGENTS, data=notice).status_code == 202


def test_without_the_option_there_are_no_tools(home: Path) -> None:
    app = create_app(home, encoder_name="none")
    assert app.server.test_client().post(AGENTS, data=b"{}").status_code in {404, 405}
