"""A home is prepared once, written by one process, and refused with a remedy when it cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from acumen.errors import HomeLockedError, NewerSchemaError, StorageError
from acumen.store import home as home_module
from acumen.store.home import SCHEMA_VERSION, Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def test_preparing_twice_changes_nothing(home: Home) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in home.path.rglob("*"))
    home.prepare()
    assert sorted((path, path.stat().st_mtime_ns) for path in home.path.rglob("*")) == before


def test_preparing_a_home_of_an_older_schema_renews_its_number(home: Home) -> None:
    home.schema_file.write_text("1\n")
    home.prepare()
    assert home.schema_file.read_text() == f"{SCHEMA_VERSION}\n"


def test_a_newer_schema_is_refused(home: Home) -> None:
    home.schema_file.write_text(f"{SCHEMA_VERSION + 1}\n")
    with pytest.raises(NewerSchemaError, match="upgrade Acumen"):
        home.prepare()
    with pytest.raises(NewerSchemaError):
        home.check()


@pytest.mark.parametrize("content", ["", "one", "-1", "1.5", "²"])
def test_a_schema_that_is_no_number_is_refused(home: Home, content: str) -> None:
    home.schema_file.write_text(content)
    with pytest.raises(StorageError, match="version number"):
        home.check()


def test_a_file_is_no_home(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(StorageError, match="choose another home"):
        Home(file).prepare()
    with pytest.raises(StorageError):
        Home(file / "below").prepare()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_is_not_writable_is_refused(home: Home) -> None:
    home.path.chmod(0o555)
    try:
        with pytest.raises(StorageError, match="for this user"):
            home.prepare()
    finally:
        home.path.chmod(0o755)


def test_a_second_writer_is_told(home: Home) -> None:
    with home.lock(), pytest.raises(HomeLockedError, match="Another indexer"), home.lock():
        pass
    with home.lock():
        pass


_HOLD = """
import sys, time
from pathlib import Path
from acumen.store.home import Home
with Home(Path(sys.argv[1])).lock():
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_goes_with_a_killed_process(home: Home) -> None:
    command = [sys.executable, "-c", _HOLD, str(home.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(HomeLockedError), home.lock():
            pass
        holder.kill()
        holder.wait()
        with home.lock():
            pass


def test_a_forked_child_does_not_keep_the_lock(home: Home) -> None:
    with home.lock():
        (descriptor,) = home_module._held_locks
        child = os.fork()
        if child == 0:
            try:
                os.fstat(descriptor)
            except OSError:
                os._exit(0)
            os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        os.fstat(descriptor)


def test_leftovers_are_cleared_under_the_lock(home: Home) -> None:
    stage = home.generations / ".stage-00000003"
    stage.mkdir()
    (stage / "half.parquet").write_bytes(b"PAR1")
    (home.generations / "00000002").mkdir()
    with home.lock():
        assert not stage.exists()
    assert (home.generations / "00000002").exists()
