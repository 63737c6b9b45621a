"""The ledger remembers runs, sources and deaths; it never takes a killed run for a deadly file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from acumen.errors import NewerSchemaError, StorageError
from acumen.store.home import Home
from acumen.store.ledger import Ledger, RunState, SourceState


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_a_run_and_its_end_are_kept(home: Home) -> None:
    ledger = Ledger(home)
    first, second = ledger.begin_run("1.0"), ledger.begin_run("1.0")
    ledger.end_run(first, RunState.FAILED, reason="disk \udcff")
    rows = Ledger(home).runs()
    assert [(row.id, row.state, row.reason) for row in rows] == [
        (first, RunState.FAILED, "disk \\udcff"),
        (second, RunState.RUNNING, ""),
    ]
    assert rows[0].ended_at
    assert not rows[1].ended_at


def test_attempts_count_until_a_source_is_indexed(home: Home) -> None:
    ledger = Ledger(home)

    def attempts() -> int:
        return ledger.sources()[0].attempts

    for expected in (1, 2):
        ledger.record_source("https://example.org/a/b", SourceState.STARTED)
        ledger.record_source("https://example.org/a/b", SourceState.FAILED, reason="timeout")
        assert attempts() == expected
    ledger.record_source("https://example.org/a/b", SourceState.STARTED)
    ledger.record_source("https://example.org/a/b", SourceState.INDEXED, commit="c" * 40)
    assert attempts() == 0
    ledger.record_source("https://example.org/a/b", SourceState.STARTED)
    (row,) = Ledger(home).sources()
    assert (row.commit, row.state, row.attempts) == ("c" * 40, SourceState.STARTED, 1)


def test_two_deaths_poison_a_blob_for_later_runs_too(home: Home) -> None:
    ledger = Ledger(home)
    assert not ledger.poisoned("blob")
    ledger.started("blob")
    assert not ledger.poisoned("blob")  # the first worker died
    ledger.started("blob")
    assert ledger.poisoned("blob")  # and the second
    assert Ledger(home).poisoned("blob")
    assert not Ledger(home).poisoned("other")


def test_deaths_add_up_over_runs(home: Home) -> None:
    first = Ledger(home)
    first.started("blob")
    first.started("blob")
    second = Ledger(home)
    second.started("blob")
    assert second.poisoned("blob")


def test_a_file_that_came_back_is_forgiven(home: Home) -> None:
    ledger = Ledger(home)
    ledger.started("blob")
    ledger.started("blob")
    ledger.finished("blob")
    later = Ledger(home)
    later.started("blob")
    assert not later.poisoned("blob")


def test_killed_runs_say_nothing_about_the_file_in_hand(home: Home) -> None:
    for _ in range(5):
        ledger = Ledger(home)
        assert not ledger.poisoned("blob")
        ledger.started("blob")  # and the whole run is killed here
    assert not Ledger(home).poisoned("blob")


def test_the_poison_list_can_be_emptied(home: Home) -> None:
    ledger = Ledger(home)
    for _ in range(3):
        ledger.started("blob")
    assert ledger.poisoned("blob")
    ledger.forgive()
    assert not Ledger(home).poisoned("blob")


def test_a_newer_ledger_is_refused(home: Home) -> None:
    Ledger(home)
    with closing(sqlite3.connect(home.ledger)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerSchemaError):
        Ledger(home)


def test_a_ledger_that_is_no_database_is_an_error_with_a_remedy(home: Home) -> None:
    home.path.mkdir()
    home.ledger.write_bytes(b"not a database at all, " * 50)
    with pytest.raises(StorageError, match="may be deleted"):
        Ledger(home)


def test_rows_wait_for_the_disk(home: Home) -> None:
    ledger = Ledger(home)
    with closing(ledger._connect()) as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
