"""Paths and records that want to reach out of a started project."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.errors import AcumenError, UnsafeSourceError, UsageError
from indexer.starting.places import OURS, places, safe_path, shared_folder
from indexer.starting.provenance import (
    CopiedFile,
    Origin,
    Provenance,
    WrittenFile,
    read_provenance,
    render,
)
from indexer.starting.verifying import verify_project

BAD = (
    "", ".", "..", "../x.py", "/etc/passwd", "a/../../x", "a//b", "a/./b", "a/", "~\\x", "C:/x",
    "c:x", "a\\b", ".git/hooks/post-checkout", "a/.GIT/config", "GIT~1/x", "con", "a/NUL.py",
    "com1.txt", "a\nb", "a\0b", "a\x7fb", "x.", "x /y", "a" * 2_000,
)  # fmt: skip


@pytest.mark.parametrize("path", BAD)
def test_bad_places_are_refused(path: str) -> None:
    with pytest.raises(UnsafeSourceError):
        safe_path(path)


@given(st.text(max_size=60))
def test_whatever_is_let_through_stays_inside(text: str) -> None:
    try:
        path = safe_path(text)
    except UnsafeSourceError:
        return
    root = Path("/new/project")
    joined = root / path
    assert ".." not in joined.parts
    assert joined.is_relative_to(root)
    assert joined != root


def test_two_files_never_share_a_place() -> None:
    with pytest.raises(UnsafeSourceError):
        places(["Net.py", "net.py"], "")
    assert places(["README.md"], "") == {"README.md": "original/README.md"}
    with pytest.raises(UnsafeSourceError):
        places(["readme.md", "original/README.md"], "")


def test_a_folder_that_is_imported_stays() -> None:
    paths = ["pkg/nets/train.py", "pkg/nets/net.py"]
    assert shared_folder(paths, {"torch", "net"}) == "pkg/nets/"
    assert shared_folder(paths, {"torch", "pkg"}) == ""
    assert shared_folder(["train.py", "a/b.py"], set()) == ""


def origin(**changes: str) -> Origin:
    fields = dict.fromkeys(Origin.__struct_fields__, "x") | {"licence_files": ("LICENSE",)}
    return Origin(**(fields | changes))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_text_breaks_the_record(text: str) -> None:
    made = Provenance(origin(url=text), (CopiedFile(text, text, text, text),), ())
    folder = Path(tempfile.mkdtemp())
    (folder / "PROVENANCE.toml").write_text(render(made), encoding="utf-8", newline="")
    assert read_provenance(folder) == made


def record(folder: Path, path: str) -> Path:
    made = Provenance(origin(), (CopiedFile(path, path, "0" * 40, "0" * 64),), ())
    (folder / "PROVENANCE.toml").write_text(render(made))
    return folder


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "a/../../secret"])
def test_a_record_cannot_point_outside(tmp_path: Path, path: str) -> None:
    with pytest.raises(UnsafeSourceError):
        verify_project(record(tmp_path, path))


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "project" / "train.py").symlink_to(tmp_path / "secret")
    with pytest.raises(UsageError, match="leads out"):
        verify_project(record(tmp_path / "project", "train.py"))


@pytest.mark.parametrize(
    "text", ["", "[[", "a = 1", "[origin]\n", "[[" * 2_000, "origin = 1\ncopied = 2\n", "\0"]
)
def test_a_record_that_is_none_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "PROVENANCE.toml").write_text(text)
    with pytest.raises(AcumenError):
        verify_project(tmp_path)


def test_our_own_names_are_kept_free() -> None:
    assert {place.lower() for place in places(list(OURS), "").values()}.isdisjoint(
        name.lower() for name in OURS
    )
    assert WrittenFile("README.md", "0" * 64).path == "README.md"
