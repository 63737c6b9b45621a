"""Curators: a token is shown once, kept as a hash, and ends when it is revoked or old."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from acumen.domain.annotation import CuratorRole
from acumen.errors import StorageError, UsageError
from acumen.store import curators
from acumen.store.curators import (
    add_curator,
    curator_of,
    load_curators,
    revoke_curator,
    session_key,
)


def test_a_token_opens_and_the_file_does_not(tmp_path: Path) -> None:
    file = tmp_path / "curators.json"
    made = add_curator(file, "Ada L.", CuratorRole.MAINTAINER)
    assert file.stat().st_mode & 0o077 == 0
    text = file.read_text()
    secret = made.token.split("_", 2)[2]
    assert secret not in text
    known = load_curators(file)
    assert curator_of(known, made.token) == made.curator
    for wrong in ("", "acu", made.token[:-1], made.token + "x", f"acu_{made.curator.id}_",
                  f"acu_nobody_{secret}", made.curator.hash, "acu_" * 999, "\ud800"):  # fmt: skip
        assert curator_of(known, wrong) is None


def test_revoking_and_age_end_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "curators.json"
    ada = add_curator(file, "ada", CuratorRole.ANNOTATOR, days=10)
    bob = add_curator(file, "bob", CuratorRole.READER)
    with pytest.raises(UsageError, match="has a token already"):
        add_curator(file, "ada", CuratorRole.ANNOTATOR)
    assert revoke_curator(file, "ada") == 1
    assert curator_of(load_curators(file), ada.token) is None
    assert curator_of(load_curators(file), bob.token) is not None
    with pytest.raises(UsageError, match="no token"):
        revoke_curator(file, "ada")
    again = add_curator(file, "ada", CuratorRole.ANNOTATOR, days=10)
    assert curator_of(load_curators(file), again.token) is not None
    later = curators._today() + timedelta(days=11)
    monkeypatch.setattr(curators, "_today", lambda: later)
    assert curator_of(load_curators(file), again.token) is None


@pytest.mark.parametrize("name", ["", " ada", "<script>", "a\nb", "x" * 65, "a\u202eb", "../x"])
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no name"):
        add_curator(tmp_path / "curators.json", name, CuratorRole.ANNOTATOR)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 9, "curators": []}', "\x00", "{" * 99]
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "curators.json"
    file.write_text(text)
    with pytest.raises(StorageError):
        load_curators(file)
    with pytest.raises(UsageError, match="no file of curators"):
        load_curators(tmp_path / "missing.json")


def test_the_session_key_is_private(tmp_path: Path) -> None:
    file = tmp_path / "curators.json"
    key = session_key(file)
    place = tmp_path / "curators.json.key"
    assert session_key(file) == key
    assert place.stat().st_mode & 0o077 == 0
    place.chmod(0o644)
    with pytest.raises(StorageError, match="read by others"):
        session_key(file)
    place.chmod(0o600)
    place.write_bytes(b"short")
    with pytest.raises(StorageError, match="no key"):
        session_key(file)
