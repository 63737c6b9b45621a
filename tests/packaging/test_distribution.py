"""What is installed: four packages, their data, one command, and nothing heavy on import."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "transformers", "faiss", "dash", "plotly", "git", "umap", "onnxruntime", "ray"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, tracked.split("\0")):
        if name.startswith(("tests/", "docs/")) or not (ROOT / name).is_file():
            continue
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    quiet = ["--disable-pip-version-check", "-w", str(folder), str(source)]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", *quiet],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_wheel_has_exactly_the_four_packages(wheel: zipfile.ZipFile) -> None:
    top = {name.partition("/")[0] for name in wheel.namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "acumen",
        "app",
        "corpus",
        "indexer",
    }


@pytest.mark.parametrize(
    "path",
    [
        "acumen/attributes/word_model.npz",
        "acumen/taxonomy/faults.toml",
        "acumen/py.typed",
        "corpus/starter.toml",
        "corpus/vocabularies/task.toml",
    ],
)
def test_wheel_carries_the_data(wheel: zipfile.ZipFile, path: str) -> None:
    assert path in wheel.namelist()


def test_wheel_carries_the_assets_of_the_app(wheel: zipfile.ZipFile) -> None:
    assets = [name for name in wheel.namelist() if name.startswith("app/assets/")]
    assert any(name.endswith(".js") for name in assets)
    assert any(name.endswith(".css") for name in assets)


@pytest.mark.parametrize(
    "module", ["acumen", "acumen.domain.index", "acumen.search.engine", "acumen.cli.entry"]
)
def test_import_is_light(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
