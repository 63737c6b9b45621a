"""A project started from a template of ours: what stands in it, and what is refused."""

from __future__ import annotations

import dataclasses
import tomllib
from datetime import date
from pathlib import Path

import pytest

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.index import Index, RepositoryRecord, TemplateRecord
from acumen.domain.licence import Licence, LicencePolicy, LicenceState
from acumen.domain.source import SourceKind
from acumen.embedding.registry import load_encoder
from acumen.errors import PinMismatchError, SourceError, StorageError, UsageError
from acumen.store.generations import open_index
from acumen.store.home import Home
from corpus.loader import load_vocabularies, read_source_argument
from indexer.ondemand import CodeReader, Reach
from indexer.pipeline import IndexOptions, build_index
from indexer.starting.project import Started, start_project
from indexer.starting.requirements import Declaration, needs_of, requirements_text
from indexer.starting.verifying import FileState, verify_project
from tests.projects import MIT

MODEL = "import torch\n\n\nclass Net(torch.nn.Linear):\n    pass\n"
TRAIN = """import numpy as np
import torch
import yaml

from net import Net

model = Net(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    loss = model(torch.zeros(4, 2)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
DECLARED = "torch>=1.4,<2\n-r other.txt\nnumpy @ https://example.org/numpy.whl\nyaml\n"
FILES = {
    "LICENSE": MIT,
    "NOTICE": "Parts are by somebody else.\n",
    "README.md": "# Nets\n",
    "requirements.txt": DECLARED,
    "examples/nets/train.py": TRAIN,
    "examples/nets/net.py": MODEL,
    "examples/nets/LICENSE": MIT,
}


@dataclasses.dataclass(frozen=True)
class Indexed:
    index: Index
    record: TemplateRecord
    repository: RepositoryRecord
    reach: Reach
    source: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    root = tmp_path_factory.mktemp("starting")
    source = root / "nets"
    for path, text in FILES.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text)
    home = root / "home"
    build_index(
        read_source_argument(str(source), allow_local=True),
        IndexOptions(home=home, jobs=1),
        vocabularies=load_vocabularies(),
        load_encoder=lambda: load_encoder("hashing"),
    )
    index = open_index(Home(home)).index
    (record,) = index.templates
    return Indexed(index, record, index.repositories[0], Reach(home=home), source)


def start(made: Indexed, folder: Path, **changes: object) -> Started:
    return start_project(
        dataclasses.replace(made.record, **changes),
        made.repository,
        folder,
        policy=LicencePolicy.PERMISSIVE,
        reach=made.reach,
        today=date(2026, 1, 2),
        index_hash="f" * 64,
    )


def names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_files_terms_origin_and_pages_stand_in_it(made: Indexed, tmp_path: Path) -> None:
    started = start(made, tmp_path / "mine")
    assert started.entry == "train.py"
    assert names(tmp_path / "mine") == [
        "CHECKLIST.md", "LICENSE", "NOTICE", "PROVENANCE.toml", "README.md", "licences/LICENSE",
        "net.py", "requirements.txt", "train.py",
    ]  # fmt: skip
    assert (tmp_path / "mine" / "train.py").read_text() == TRAIN
    record = tomllib.loads((tmp_path / "mine" / "PROVENANCE.toml").read_text())
    assert record["origin"]["template"] == made.record.id
    assert record["origin"]["licence"] == "MIT"
    assert {row["source"] for row in record["copied"]} == set(FILES) - {
        "README.md",
        "requirements.txt",
    }


def test_the_same_start_gives_the_same_bytes(made: Indexed, tmp_path: Path) -> None:
    start(made, tmp_path / "one")
    start(made, tmp_path / "other")
    for name in names(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_verify_says_what_changed(made: Indexed, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    start(made, folder)
    assert verify_project(folder).unchanged
    (folder / "train.py").write_text("changed\n")
    (folder / "net.py").unlink()
    (folder / "CHECKLIST.md").write_text("done\n")
    check = verify_project(folder)
    assert not check.unchanged
    found = dict(check.files)
    assert (found["train.py"], found["net.py"]) == (FileState.CHANGED, FileState.MISSING)
    assert dict(check.ours)["CHECKLIST.md"] is FileState.CHANGED


def test_versions_come_from_the_nearest_declaration(made: Indexed) -> None:
    near = Declaration("examples/requirements.txt", "torch==2.1\n", date(2024, 5, 1))
    far = Declaration("requirements.txt", DECLARED, date(2020, 5, 1))
    aside = Declaration("docs/requirements.txt", "pyyaml==1.0\n", None)
    needs = {need.name: need for need in needs_of(made.record, [far, aside, near])}
    assert needs["torch"].wanted == "torch==2.1"
    assert needs["torch"].declared_in == "examples/requirements.txt"
    assert needs["pyyaml"].declared_in == ""
    text = requirements_text(needs.values())
    assert "torch==2.1  # examples/requirements.txt, last changed 2024-05-01" in text


def test_a_package_of_the_repository_itself_is_named(made: Indexed, tmp_path: Path) -> None:
    from indexer.starting.project import _own_names
    from indexer.starting.requirements import own_package

    paths = ["src/nets/__init__.py", "src/nets/layers.py", "examples/train.py", "examples/net.py"]
    copied = ["examples/train.py", "examples/net.py"]
    assert _own_names({"nets", "net", "torch", "os"}, paths, copied) == {"nets"}
    repository = dataclasses.replace(
        made.repository, kind=SourceKind.GIT, url="https://github.com/a/nets", commit="c" * 40
    )
    text = requirements_text(own_package(repository, {"nets"}))
    assert f"git+https://github.com/a/nets@{'c' * 40}  # the repository's own package" in text
    assert own_package(repository, set()) == ()


def test_an_address_to_install_from_is_never_passed_on(made: Indexed) -> None:
    declared = Declaration("requirements.txt", DECLARED, None)
    text = requirements_text(needs_of(made.record, [declared]))
    assert "https://" not in text
    assert "-r" not in text
    assert "\nnumpy  # requirements.txt" in text


@pytest.mark.parametrize(
    "state",
    [
        LicenceState.NONE,
        LicenceState.UNKNOWN,
        LicenceState.CONFLICT,
        LicenceState.README_ONLY,
        LicenceState.STRONG_COPYLEFT,
        LicenceState.NON_COMMERCIAL,
    ],
)
def test_terms_outside_the_policy_are_refused(
    made: Indexed, tmp_path: Path, state: LicenceState
) -> None:
    with pytest.raises(UsageError, match=str(state.value)):
        start(made, tmp_path / "mine", licence=Licence("X", state, 1.0))
    assert not (tmp_path / "mine").exists()


def test_no_policy_copies_what_nobody_licensed(made: Indexed, tmp_path: Path) -> None:
    record = dataclasses.replace(made.record, licence=Licence("", LicenceState.NONE, 1.0))
    with pytest.raises(UsageError, match="not copied"):
        start_project(
            record, made.repository, tmp_path / "mine", policy=LicencePolicy.ANY,
            reach=made.reach, today=date(2026, 1, 2), index_hash="",
        )  # fmt: skip


def test_nothing_is_written_over(made: Indexed, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("precious\n")
    (tmp_path / "file").write_text("precious\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty", target_is_directory=True)
    for name in ("taken", "file", "link"):
        with pytest.raises(UsageError, match="nothing is written over"):
            start(made, tmp_path / name)
    assert names(taken) == ["mine.txt"]
    assert start(made, tmp_path / "empty").entry == "train.py"


def test_a_file_that_is_not_what_was_indexed_is_not_copied(made: Indexed, tmp_path: Path) -> None:
    first, *rest = made.record.files
    other = dataclasses.replace(first, blob="0" * 40)
    with pytest.raises(PinMismatchError):
        start(made, tmp_path / "mine", files=(other, *rest))
    gone = dataclasses.replace(first, path="gone.py")
    with pytest.raises(SourceError, match="not in"):
        start(made, tmp_path / "mine", files=(gone, *rest))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(
    made: Indexed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indexer.starting.project._put", full)
    with pytest.raises(StorageError, match="No space"):
        start(made, tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []


def test_pages_do_not_act_on_what_others_named(made: Indexed, tmp_path: Path) -> None:
    title = "Net <script>alert(1)</script> [a](javascript:b)\n# head"
    attributes = (*made.record.attributes, Attribute(Facet.DATASET, "<img src=x>\n\n# head", 0.9))
    start(made, tmp_path / "mine", title=title, attributes=attributes)
    for page in ("README.md", "CHECKLIST.md"):
        text = (tmp_path / "mine" / page).read_text()
        assert "<script>" not in text
        assert "<img" not in text
        assert "[a](javascript" not in text
        assert "\n# head" not in text


def test_code_is_fetched_once_and_kept(made: Indexed, tmp_path: Path) -> None:
    reader = CodeReader(Reach(home=tmp_path / "other-home"))
    assert reader.stored(made.record, "examples/nets/train.py") is None
    assert reader.fetch(made.repository, made.record)["examples/nets/train.py"] == TRAIN
    assert reader.stored(made.record, "examples/nets/train.py") == TRAIN
    assert reader.stored(made.record, "../../etc/passwd") is None
