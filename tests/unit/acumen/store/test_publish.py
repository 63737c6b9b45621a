"""What is published is what is read back, whatever the texts; the same index has the same hash."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from acumen.domain.index import Index
from acumen.errors import IndexUnusableError, NewerSchemaError, NoIndexError
from acumen.store.generations import (
    current_number,
    open_index,
    publish,
    read_report,
    verify,
)
from acumen.store.home import SCHEMA_VERSION, Home
from acumen.store.tables import escape, unescape
from tests.unit.acumen.store.stored_indexes import TEXT, any_index, assert_same, small_index


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_index())
def test_an_index_comes_back_equal(index: Index) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        publish(home, index, report_json=b"{}")
        assert_same(open_index(home).index, index)


@given(TEXT | st.text())
@example("\x91041a")
def test_any_text_is_escaped_to_utf8_and_back(text: str) -> None:
    escape(text).encode()
    assert unescape(escape(text)) == text


def test_the_same_content_is_not_written_again(home: Home) -> None:
    first = publish(home, small_index(), report_json=b'{"at": 1}')
    before = sorted((path, path.stat().st_mtime_ns) for path in home.generations.rglob("*"))
    second = publish(home, small_index(), report_json=b'{"at": 2}')
    assert (first.reused, second.reused) == (False, True)
    assert (second.number, second.manifest_hash) == (first.number, first.manifest_hash)
    after = sorted((path, path.stat().st_mtime_ns) for path in home.generations.rglob("*"))
    assert after == before


def test_the_hash_depends_on_content_alone(tmp_path: Path) -> None:
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    publish(one, small_index(seed=1), report_json=b"")
    late = publish(one, small_index(), report_json=b"late")
    early = publish(other, small_index(), report_json=b"early")
    assert late.number != early.number
    assert late.manifest_hash == early.manifest_hash
    assert early.manifest_hash != publish(other, small_index(4), report_json=b"").manifest_hash


def test_two_generations_are_kept(home: Home) -> None:
    for seed in range(4):
        publish(home, small_index(seed=seed), report_json=b"")
    assert [check.number for check in verify(home)] == [3, 4]
    assert [check.intact for check in verify(home)] == [True, True]
    assert [check.current for check in verify(home)] == [False, True]


def test_the_report_is_kept_but_not_hashed(home: Home) -> None:
    published = publish(home, small_index(), report_json=b'{"took": 3}')
    assert read_report(home, published.number) == b'{"took": 3}'
    assert read_report(home, 99) == b""


def test_nothing_there_is_said_with_a_remedy(home: Home) -> None:
    with pytest.raises(NoIndexError, match="acumen index starter"):
        open_index(home)
    assert current_number(home) is None
    assert verify(home) == ()


def test_a_lost_pointer_falls_back_to_the_newest_and_says_so(home: Home) -> None:
    publish(home, small_index(), report_json=b"")
    assert open_index(home).fallback == ""
    home.current_file.unlink()
    assert open_index(home).fallback == "CURRENT is missing; generation 1 is served"
    home.current_file.write_text("00000009\n")
    assert "00000009" in open_index(home).fallback


def test_a_damaged_current_generation_is_not_built_upon(home: Home) -> None:
    publish(home, small_index(seed=1), report_json=b"")
    publish(home, small_index(), report_json=b"")
    vectors = home.generations / "00000002" / "vectors.npy"
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"\x7f")
    again = publish(home, small_index(), report_json=b"")
    assert (again.number, again.reused) == (3, False)
    assert [(check.number, check.intact) for check in verify(home)] == [(1, True), (3, True)]


def test_a_generation_left_before_it_was_made_current_is_taken_up(home: Home) -> None:
    publish(home, small_index(seed=1), report_json=b"")
    publish(home, small_index(), report_json=b"")
    home.current_file.write_text("00000001\n")  # as if killed between rename and pointer
    assert open_index(home).number == 1
    again = publish(home, small_index(), report_json=b"")
    assert (again.number, again.reused, current_number(home)) == (2, True, 2)


def test_only_damaged_generations_is_an_error_with_their_reasons(home: Home) -> None:
    publish(home, small_index(), report_json=b"")
    (home.generations / "00000001" / "map.parquet").unlink()
    with pytest.raises(IndexUnusableError, match=r"map\.parquet is missing"):
        open_index(home)


def test_a_newer_generation_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr("acumen.store.generations.SCHEMA_VERSION", SCHEMA_VERSION + 1)
        publish(home, small_index(), report_json=b"")
    with pytest.raises(NewerSchemaError, match="upgrade Acumen"):
        open_index(home)


def test_without_verification_unreadable_tables_are_still_noticed(home: Home) -> None:
    publish(home, small_index(seed=1), report_json=b"")
    publish(home, small_index(), report_json=b"")
    table = home.generations / "00000002" / "templates.parquet"
    table.write_bytes(b"\0" * table.stat().st_size)
    opened = open_index(home, verify=False)
    assert opened.number == 1
    assert "generation 2 is damaged" in opened.fallback


def test_the_tables_need_no_pickle_and_no_pandas(home: Home) -> None:
    publish(home, small_index(), report_json=b"")
    for path in (home.generations / "00000001").iterdir():
        assert b"pandas" not in path.read_bytes()
