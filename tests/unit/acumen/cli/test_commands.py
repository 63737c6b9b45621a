"""The commands as a person or a script meets them: status, standard output, messages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from acumen.domain.remark import RemarkKind
from acumen.store.annotations import AnnotationStore
from acumen.store.generations import open_index
from acumen.store.home import Home
from tests.projects import write_projects
from tests.support.saying import recorded, said, save, slot

DOCUMENTED = (
    "index",
    "search",
    "list",
    "show",
    "serve",
    "verify",
    "doctor",
    "evaluate",
    "recommend",
    "compare",
)


def acumen(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from acumen.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    sources = write_projects(folder / "src")
    done = acumen(
        "index", *sources, "--allow-local", "--encoder", "hashing", "--home", folder / "home"
    )
    assert done.returncode == 0, done.stderr
    return folder / "home"


@pytest.fixture(scope="module")
def first_id(home: Path) -> str:
    return str(json.loads(acumen("list", "--home", home, "--json").stdout.splitlines()[0])["id"])


@pytest.mark.parametrize("command", DOCUMENTED)
def test_help_has_an_example(command: str) -> None:
    done = acumen(command, "--help")
    assert done.returncode == 0
    assert f"acumen {command}" in done.stdout


def test_search_json_has_the_documented_shape(home: Path) -> None:
    done = acumen("search", "variational autoencoder", "--home", home, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert {"query", "encoder", "index", "took_ms", "gated", "hits"} <= set(document)
    assert "hashing" in document["encoder"]
    hit = document["hits"][0]
    assert hit["path"] == "vae/train_vae.py"
    assert set(hit) >= {
        "rank", "id", "repository", "commit", "path", "title", "score", "attributes", "licence",
        "safety", "reasons", "files",
    }  # fmt: skip
    assert set(hit["licence"]) >= {"spdx", "state", "evidence"}
    assert set(hit["safety"]) == {
        "gate", "lower", "upper", "found", "clean", "unknown", "not_checkable",
    }  # fmt: skip
    assert hit["safety"]["gate"] == "not established"
    reason = hit["reasons"][0]
    assert set(reason) >= {"text", "contribution", "evidence"}
    total = sum(reason["contribution"] for reason in hit["reasons"])
    assert total == pytest.approx(hit["score"], abs=1e-5)


def test_search_by_code_from_standard_input(home: Path) -> None:
    snippet = "lstm = nn.LSTM(1, 16, batch_first=True)\nhead = nn.Linear(16, 1)\n"
    done = acumen("search", "--code", "-", "--home", home, "--json", stdin=snippet)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["hits"][0]["path"] == "forecast/wave.ipynb"


def test_filters_narrow_search_and_list(home: Path) -> None:
    done = acumen("list", "--framework", "keras", "--home", home, "--json")
    paths = [json.loads(line)["path"] for line in done.stdout.splitlines()]
    assert paths == ["vae/train_vae.py"]
    done = acumen("list", "--not", "framework=keras", "--home", home, "--json")
    assert "vae/train_vae.py" not in done.stdout


def test_show_prints_evidence_and_json(home: Path, first_id: str) -> None:
    text = acumen("show", first_id, "--home", home)
    assert text.returncode == 0
    assert first_id in text.stdout
    document = json.loads(acumen("show", first_id, "--home", home, "--json").stdout)
    assert document["id"] == first_id
    framework = document["attributes"]["framework"][0]
    assert framework["evidence"][0]["first_line"] >= 1
    assert framework["origin"] == "detected"


def test_show_says_what_people_remark(home: Path, first_id: str, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    record = next(r for r in open_index(Home(copy)).index.templates if r.id == first_id)
    place = slot(record.template.path, RemarkKind.POOR_STARTER, record.template.repository)
    store = AnnotationStore(Home(copy).annotations)
    recorded(store, save(said("[it] stops", where=place, blob=record.files[0].blob)))
    store.close()
    text = acumen("show", first_id, "--home", copy).stdout
    assert "poor starter according to ada: [it] stops" in text


def test_verify_names_the_manifest_hash(home: Path) -> None:
    document = json.loads(acumen("verify", "--home", home, "--json").stdout)
    (generation,) = document["generations"]
    assert generation["intact"]
    assert len(generation["manifest_hash"]) == 64


def test_verify_notices_a_flipped_byte(home: Path, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(home, tmp_path / "copy")
    victim = next((copy / "gens").glob("*/templates.parquet"))
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o644)
    victim.write_bytes(data)
    done = acumen("verify", "--home", copy)
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert "Try:" in done.stderr


def test_doctor_names_encoder_device_index(home: Path) -> None:
    document = json.loads(acumen("doctor", "--home", home, "--json").stdout)
    names = {check["name"] for check in document["checks"]}
    assert {"encoder", "device", "index", "faiss", "git", "sandbox", "home"} <= names
    assert document["index"]["generation"] == 1
    assert document["index"]["templates"] == 4


def test_evaluate_measures_and_writes_a_run(home: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    rows = [
        {
            "id": "q1",
            "query": "recognise handwritten digits",
            "kind": "text",
            "relevant": [{"repository": "local/digits", "path": "train.py", "grade": 2}],
        },
        {"id": "q2", "query": "nn.LSTM(1, 16)", "kind": "code"},
    ]
    queries.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run = tmp_path / "run.trec"
    done = acumen("evaluate", queries, "--home", home, "--run", run, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["systems"]["acumen"]["Success@5"] == 1.0
    lines = [line.split() for line in run.read_text().splitlines()]
    assert {line[0] for line in lines} == {"q1", "q2"}
    assert all(len(line) == 6 and line[1] == "Q0" for line in lines)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["search", "x"], 1, "no index"),
        (["show", "nobody/nothing@0123456789ab:x.py"], 1, "no index"),
        (["search"], 1, "nothing to search"),
        (["search", "x", "--limit", "0"], 2, "limit"),
        (["search", "x" * 600], 1, "characters"),
        (["list", "--not", "nonsense"], 1, "FACET=VALUE"),
        (["index", "http://127.0.0.1/a/b"], 1, ""),
        (["index", "https://example.invalid/a/b"], 1, ""),
        (["index", "."], 1, "--allow-local"),
        (["index", "missing.toml"], 1, ""),
        (["index", "pypi:"], 1, ""),
        (["frobnicate"], 2, "frobnicate"),
        (["evaluate", "missing.jsonl"], 1, "missing.jsonl"),
    ],
)
def test_bad_input_gets_a_message_and_a_status(
    arguments: list[str], status: int, words: str, tmp_path: Path
) -> None:
    done = acumen(*arguments, *(["--home", tmp_path / "h"] if status == 1 else []))
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert words.lower() in done.stderr.lower()
    if status == 1:
        assert "Try:" in done.stderr
        assert done.stdout == ""


def test_an_unknown_template_names_near_ones(home: Path, first_id: str) -> None:
    done = acumen("show", first_id[:-1], "--home", home)
    assert done.returncode == 1
    assert first_id in done.stderr.replace("\n", "")


def test_a_second_indexer_exits_75(home: Path, tmp_path: Path) -> None:
    with Home(home).lock():
        done = acumen("index", tmp_path, "--allow-local", "--encoder", "hashing", "--home", home)
    assert done.returncode == 75
    assert "Try:" in done.stderr


def test_a_newer_home_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    home.schema_file.write_text("999\n")
    done = acumen("search", "x", "--home", home.path)
    assert done.returncode == 1
    assert "newer" in done.stderr


def test_control_characters_of_a_repository_do_not_reach_the_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "train\x1b[31m.py").write_text(
        "import keras\nm = keras.Sequential()\nm.compile()\nm.fit([], [])\n"
    )
    home = tmp_path / "home"
    done = acumen("index", folder, "--allow-local", "--encoder", "hashing", "--home", home)
    listed = acumen("list", "--home", home)
    assert "\x1b" not in done.stdout + done.stderr + listed.stdout


def test_a_full_disk_is_said_and_the_old_index_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first, *more = write_projects(tmp_path / "src")
    options = ("--allow-local", "--encoder", "hashing", "--home", home)
    assert acumen("index", first, *options).returncode == 0
    before = acumen("verify", "--home", home, "--json").stdout

    largest = max(path.stat().st_size for path in home.rglob("*") if path.is_file())
    limit = largest // 1024 + 1  # no file may grow past what the largest is now, in KiB
    big = tmp_path / "big"
    big.mkdir()
    for i in range(40):
        text = (more[0] / "vae" / "train_vae.py").read_text()
        (big / f"train_{i}.py").write_text(text.replace("epochs=2", f"epochs={i}, extra_{i}={i}"))
    command = f"{sys.executable} -c 'from acumen.cli import main; main()'"
    done = subprocess.run(
        [
            "bash",
            "-c",
            f"ulimit -f {limit}; exec {command} index {big} {' '.join(map(str, options))}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "Try:" in done.stderr
    assert acumen("verify", "--home", home, "--json").stdout == before


def test_a_file_is_no_home(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for command in (["search", "x"], ["list"], ["verify"], ["index", "starter"]):
        done = acumen(*command, "--home", file)
        assert done.returncode == 1
        assert "Try:" in done.stderr
        assert "Traceback" not in done.stderr


def test_list_is_short_unless_all_is_asked_for(home: Path, first_id: str) -> None:
    def listed(*options: str) -> dict[str, object]:
        done = acumen("list", "--home", home, "--json", *options)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        return next(dict(row) for row in rows if row["id"] == first_id)

    short, full = listed(), listed("--full")
    shown = json.loads(acumen("show", first_id, "--home", home, "--json").stdout)
    assert full == shown
    attributes = {
        facet: list(dict.fromkeys(entry["value"] for entry in entries))
        for facet, entries in shown["attributes"].items()
    }
    assert short["attributes"] == attributes
    assert {"title", "summary", "licence", "safety", "code_lines"} <= set(short)
    assert "faults" not in short
    assert acumen("list", "--home", home, "--full").returncode == 1


def test_a_command_is_loaded_alone(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['acumen', 'taxonomy', '--json'];"
        "from acumen.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([m for m in sys.modules if m.startswith('acumen.cli.commands.')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.stderr.splitlines()[-1] == "['acumen.cli.commands.taxonomy']"
