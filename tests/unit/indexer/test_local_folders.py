"""Folders of this machine as snapshots."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from acumen.domain.snapshot import Skipped, SkipReason
from acumen.domain.source import Source, SourceKind
from acumen.errors import SourceError
from indexer.archives import git_blob_id
from indexer.listing import Limits
from indexer.local import LocalFolder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "train.py").write_bytes(b"import torch\n")
    (folder / "README.md").write_bytes(b"# x\n")
    return folder


def opened(place: Path, **limits: int) -> LocalFolder:
    source = Source(SourceKind.LOCAL, "local/work", str(place))
    return LocalFolder(source, limits=Limits(**limits))


def test_a_folder_is_listed_and_read(place: Path) -> None:
    folder = opened(place)
    contents = {entry.path: data for entry, data in folder.read(folder.snapshot.files)}
    assert contents == {"README.md": b"# x\n", "b/train.py": b"import torch\n"}
    assert folder.snapshot.files[1].blob == git_blob_id(b"import torch\n")
    assert folder.snapshot.committed_on is None
    assert folder.last_changes(["README.md"]) == {}


def test_the_commit_depends_on_names_and_contents_alone(place: Path) -> None:
    first = opened(place).snapshot.commit
    os.utime(place / "README.md", (1, 1))
    assert opened(place).snapshot.commit == first
    (place / "README.md").write_bytes(b"# y\n")
    second = opened(place).snapshot.commit
    (place / "README.md").rename(place / "READYOU.md")
    assert len({first, second, opened(place).snapshot.commit}) == 3


def test_links_pipes_and_the_folders_of_tools_are_left_alone(place: Path) -> None:
    (place / "link.py").symlink_to("/etc/passwd")
    (place / "loop").symlink_to(place, target_is_directory=True)
    os.mkfifo(place / "pipe.py")
    for name in (".git", "node_modules", "venv"):
        (place / name).mkdir()
        (place / name / "x.py").write_text("x")
    (place / "venv" / "pyvenv.cfg").touch()
    snapshot = opened(place).snapshot
    assert [f.path for f in snapshot.files] == ["README.md", "b/train.py"]
    assert {s.path: s.reason for s in snapshot.skipped} == {
        "link.py": SkipReason.SYMLINK,
        "loop": SkipReason.SYMLINK,
        "pipe.py": SkipReason.UNUSABLE_NAME,
        ".git/": SkipReason.EXCLUDED,
        "node_modules/": SkipReason.EXCLUDED,
        "venv/": SkipReason.EXCLUDED,
    }


def test_a_file_that_changes_after_the_listing_is_noticed(place: Path) -> None:
    folder = opened(place)
    (place / "README.md").write_bytes(b"# z\n")
    (place / "b" / "train.py").unlink()
    (place / "b" / "train.py").symlink_to("/etc/passwd")
    for _, data in folder.read(folder.snapshot.files):
        assert isinstance(data, Skipped)
        assert data.reason is SkipReason.MISSING_BLOB


def test_a_link_to_the_very_same_content_is_not_followed(place: Path) -> None:
    folder = opened(place)
    (place / "README.md").rename(place.parent / "moved.md")
    (place / "README.md").symlink_to(place.parent / "moved.md")
    read = {entry.path: data for entry, data in folder.read(folder.snapshot.files)}
    assert isinstance(read["README.md"], Skipped)


def test_large_files_are_not_opened(place: Path) -> None:
    with (place / "data.bin").open("wb") as file:
        file.truncate(1 << 40)
    assert opened(place).snapshot.skipped[0].reason is SkipReason.TOO_LARGE


def test_many_files_end_at_the_limit(place: Path) -> None:
    for number in range(20):
        (place / f"f{number:02d}.py").touch()
    snapshot = opened(place, entries=5).snapshot
    assert len(snapshot.files) == 5
    assert [s.reason for s in snapshot.skipped] == [SkipReason.LISTING_LIMIT]


def test_a_file_is_no_folder(place: Path) -> None:
    with pytest.raises(SourceError):
        opened(place / "README.md")
