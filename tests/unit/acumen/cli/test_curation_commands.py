"""The commands about annotations and curators."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acumen.cli.entry import cli, load_commands
from acumen.errors import AcumenError, AnnotationsDamagedError
from acumen.store.annotations import AnnotationStore
from tests.support.saying import recorded, said, save

RUNNER = CliRunner()


@pytest.fixture(scope="module", autouse=True)
def commands() -> None:
    if not any(group.name == "annotations" for group in cli.registered_groups):
        load_commands()


def run(*arguments: str | Path) -> str:
    result = RUNNER.invoke(cli, [str(a) for a in arguments])
    if result.exception is not None:
        raise result.exception
    return result.stdout


def test_export_import_verify(tmp_path: Path) -> None:
    store = AnnotationStore(tmp_path / "annotations.sqlite")
    recorded(store, save(said("vae")))
    store.close()
    file, home = tmp_path / "out.jsonl", tmp_path / "other"
    run("annotations", "export", "--home", tmp_path, "--standing", "--output", file)
    assert json.loads(file.read_text())["value"] == "vae"
    dry = run("annotations", "import", file, "--dry-run", "--home", home)
    assert "1 would be added" in dry
    assert not (home / "annotations.sqlite").exists()
    done = json.loads(run("annotations", "import", file, "--home", home, "--json"))
    assert (done["added"], done["known"], done["conflicts"]) == (1, 0, [])
    shown = json.loads(run("annotations", "verify", "--home", home, "--json"))
    assert shown["problem"] == ""
    assert shown["head"] in run("annotations", "verify", "--head", shown["head"], "--home", home)
    with pytest.raises(AnnotationsDamagedError):
        run("annotations", "verify", "--head", "f" * 64, "--home", home)
    db = sqlite3.connect(home / "annotations.sqlite")
    db.execute("DROP TRIGGER event_stays")
    db.execute("UPDATE event SET value = 'gan'")
    db.commit()
    db.close()
    with pytest.raises(AnnotationsDamagedError, match="not what was written"):
        run("annotations", "verify", "--home", home)


def test_curators(tmp_path: Path) -> None:
    made = json.loads(run("curator", "add", "ada", "--home", tmp_path, "--json"))
    assert made["token"].startswith("acu_")
    listed = run("curator", "list", "--home", tmp_path)
    assert "ada" in listed
    assert made["token"] not in listed
    run("curator", "revoke", "ada", "--home", tmp_path)
    (row,) = json.loads(run("curator", "list", "--home", tmp_path, "--json"))
    assert row["revoked"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("annotations", "import", "/nowhere/at/all.jsonl"),
        ("annotations", "export", "--output", "/nowhere/at/all.jsonl"),
        ("curator", "list"),
        ("curator", "revoke", "ada"),
        ("curator", "add", "<script>"),
    ],
)
def test_mistakes_are_told_with_a_remedy(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(AcumenError) as caught:
        run(*arguments, "--home", tmp_path)
    assert caught.value.remedy
