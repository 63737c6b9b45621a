"""``acumen check``, ``rules`` and ``taxonomy`` as a user calls them."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from acumen.cli.entry import cli, load_commands

FAULTY = """import torch

loss = torch.nn.functional.cross_entropy(torch.softmax(net(x), 1), y)
"""
KEY_USED_TWICE = """import jax

key = jax.random.PRNGKey(0)
x = jax.random.normal(key, (8,))
noise = jax.random.normal(key, (8,))
"""
CLEAN = """import torch

loss = torch.nn.functional.cross_entropy(net(x), y)
"""


@pytest.fixture(scope="module", autouse=True)
def _commands() -> None:
    if not any(command.name == "check" for command in cli.registered_commands):
        load_commands()


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments))
    return result.exit_code, result.stdout


def document(*arguments: str) -> tuple[int, Any]:
    status, out = run(*arguments)
    return status, json.loads(out)


def test_text_names_place_values_and_fix(tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    program.write_text(FAULTY)
    status, out = run("check", str(program))
    assert status == 1
    assert "train.py:3 ACU103" in out
    assert "to an output of softmax" in out
    assert "Give the loss raw scores" in out


def test_the_collector_is_as_it_was_before(tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    program.write_text(FAULTY)
    before = gc.get_threshold(), gc.get_freeze_count()
    run("check", str(program))
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_clean_file_exits_zero(tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    program.write_text(CLEAN)
    assert run("check", str(program))[0] == 0


def test_json_has_the_stated_shape_and_skipped_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(FAULTY)
    (tmp_path / "bad.py").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "readme.txt").write_text("text")
    status, found = document("check", str(tmp_path), "--format", "json")
    assert status == 1
    assert found["files"] == 1
    assert [Path(s["path"]).name for s in found["skipped"]] == ["bad.py"]
    (finding,) = found["findings"]
    assert finding["rule"] == "ACU103"
    assert (finding["first_line"], finding["outcome"]) == (3, "present")
    assert found["leaves"]["model.layers.mrw.dup_softmax"] == "found"
    assert found["safety"]["gate"] == "not established"


def test_a_fault_that_several_rules_find_in_a_line_is_told_once(tmp_path: Path) -> None:
    program = tmp_path / "keys.py"
    program.write_text(KEY_USED_TWICE)
    status, found = document("check", str(program), "--json")
    assert status == 1
    (finding,) = found["findings"]
    assert finding["rule"] == "ACU506"
    assert [also["rule"] for also in finding["also"]] == ["ACU523"]
    _, text = run("check", str(program))
    assert "also ACU523 " in text
    assert "1 faults, 0 advice" in text
    _, shown = document("check", str(program), "--format", "sarif")
    (result,) = shown["runs"][0]["results"]
    assert result["ruleId"] == "ACU506"
    assert "; also " in result["message"]["text"]


def test_an_unread_file_leaves_nothing_clean(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CLEAN)
    _, before = document("check", str(tmp_path), "--json")
    (tmp_path / "b.py").write_text("def broken(:\n    import (((\n" * 20)
    _, after = document("check", str(tmp_path), "--json")
    assert before["safety"]["clean"] > 0
    assert after["safety"]["clean"] == 0
    assert after["safety"]["lower"] == 0.0


def test_suppression_needs_a_reason_and_is_counted(tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    line = FAULTY.splitlines()[2]
    program.write_text(FAULTY.replace(line, line + "  # acumen: ignore[ACU103] a toy problem"))
    status, found = document("check", str(program), "--json")
    assert status == 0
    assert [item["reason"] for item in found["suppressed"]] == ["a toy problem"]
    assert found["leaves"]["model.layers.mrw.dup_softmax"] == "unknown"
    program.write_text(FAULTY.replace(line, line + "  # acumen: ignore[ACU103]"))
    assert run("check", str(program))[0] == 1


def test_select_and_ignore(tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    program.write_text(FAULTY)
    assert run("check", str(program), "--ignore", "ACU103")[0] == 0
    assert run("check", str(program), "--select", "ACU322,ACU323")[0] == 0
    assert run("check", str(program), "--select", "ACU999")[0] == 2
    assert run("check", str(tmp_path / "absent.py"))[0] == 2


def test_notebook_places_are_cells(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": s} for s in ("import torch\n", FAULTY.split("\n\n")[1])
    ]
    for cell in cells:
        cell |= {"metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "n.ipynb").write_text(json.dumps(notebook))
    status, out = run("check", str(tmp_path / "n.ipynb"))
    assert status == 1
    assert "n.ipynb:cell 2:1 ACU103" in out


def test_helpers_are_read_with_the_program(tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text("def prepare(optimizer):\n    optimizer.zero_grad()\n")
    loop = (
        "import torch\nfrom steps import prepare\n\n"
        "optimizer = torch.optim.Adam(net.parameters())\n"
        "for x, y in loader:\n    prepare(optimizer)\n    criterion(net(x), y).backward()\n"
        "    optimizer.step()\n"
    )
    (tmp_path / "train.py").write_text(loop)
    assert run("check", str(tmp_path), "--select", "ACU322")[0] == 0
    (tmp_path / "steps.py").write_text("def prepare(optimizer):\n    pass\n")
    assert run("check", str(tmp_path), "--select", "ACU322")[0] == 1


def test_sarif_is_sound(tmp_path: Path) -> None:
    (tmp_path / "a b.py").write_text(FAULTY)
    status, found = document("check", str(tmp_path), "--format", "sarif")
    assert status == 1
    assert found["version"] == "2.1.0"
    (sarif_run,) = found["runs"]
    rules = sarif_run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in sarif_run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert 1 <= region["startLine"] <= region["endLine"]
        assert " " not in location["physicalLocation"]["artifactLocation"]["uri"]
    assert sarif_run["results"]


def test_rules_and_taxonomy(tmp_path: Path) -> None:
    status, out = run("rules")
    assert status == 0
    assert "ACU322" in out
    status, out = run("rules", "ACU322")
    assert status == 0
    assert "Bad:" in out
    status, found = document("rules", "ACU322", "--json")
    assert found["id"] == "ACU322"
    status, out = run("taxonomy")
    assert "leaves have a fault rule" in out
    status, found = document("taxonomy", "--json")
    assert sum(node["kind"] == "leaf" for node in found["nodes"]) == 93
