"""Generations under attack: cut and flipped files, kill -9 at any moment, a full disk."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from acumen.errors import StorageError
from acumen.store import generations
from acumen.store.generations import current_number, open_index, publish, verify
from acumen.store.home import Home
from tests.unit.acumen.store.stored_indexes import assert_same, small_index


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with two generations, of seed 1 and seed 2; the second is current."""
    home = Home(tmp_path / "home")
    for seed in (1, 2):
        publish(home, small_index(seed=seed), report_json=b'{"run": %d}' % seed)
    return home


def test_every_cut_and_every_flipped_bit_is_noticed_at_open(home: Home) -> None:
    files = sorted((home.generations / "00000002").iterdir())
    rng = random.Random(0)
    for trial in range(200):
        path = files[trial % len(files)]
        whole = path.read_bytes()
        position = rng.randrange(len(whole))
        if trial % 4 == 0:
            path.write_bytes(whole[:position])
        else:
            flipped = bytes([whole[position] ^ 1 << rng.randrange(8)])
            path.write_bytes(whole[:position] + flipped + whole[position + 1 :])
        opened = open_index(home)
        assert opened.number == 1, f"{path.name} at {position}"
        assert "generation 2 is damaged" in opened.fallback
        assert "generation 1 is served" in opened.fallback
        checks = verify(home)
        assert [check.intact for check in checks] == [True, False]
        path.write_bytes(whole)
    assert_same(open_index(home).index, small_index(seed=2))
    assert open_index(home).fallback == ""


def test_a_file_taken_away_or_put_in_the_place_of_another_is_noticed(home: Home) -> None:
    folder = home.generations / "00000002"
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        path.unlink()
        assert open_index(home).number == 1, path.name
        path.mkdir()
        assert open_index(home).number == 1, path.name
        path.rmdir()
        path.write_bytes((home.generations / "00000001" / path.name).read_bytes() + b" ")
        assert open_index(home).number == 1, path.name
        path.write_bytes(whole)


def test_a_manifest_cannot_point_out_of_its_folder(home: Home) -> None:
    manifest = home.generations / "00000002" / "MANIFEST.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"map.parquet", b"../../LOCKS"))
    assert open_index(home).number == 1


_PUBLISH = """
import sys
from pathlib import Path
from acumen.store.generations import publish
from acumen.store.home import Home
from tests.unit.acumen.store.stored_indexes import small_index
home = Home(Path(sys.argv[1]))
print("ready", flush=True)
seed = int(sys.argv[2])
while True:
    with home.lock():
        publish(home, small_index(200, seed=seed), report_json=b"{}")
    print(seed, flush=True)
    seed += 1
"""


def test_a_kill_at_any_moment_leaves_the_last_good_generation(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    publish(home, small_index(200, seed=0), report_json=b"{}")
    rng = random.Random(int(os.environ.get("ACUMEN_TEST_SEED", "0")))
    kills = int(os.environ.get("ACUMEN_TEST_KILLS", "15"))
    acknowledged = 0
    for kill in range(kills):
        command = [sys.executable, "-c", _PUBLISH, str(home.path), str(kill * 1000 + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0.0, 0.6))  # where it falls is the draw, not the verdict
            writer.send_signal(signal.SIGKILL)
            done = writer.stdout.read().split()
        opened = open_index(home)
        assert opened.fallback == ""
        number = current_number(home)
        assert number is not None
        assert number >= acknowledged + len(done)
        acknowledged = number
        assert all(check.intact for check in verify(home))
        with home.lock():
            assert not list(home.generations.glob(".stage-*"))


@pytest.mark.parametrize("limit", [100, 2_000, 6_000])
def test_a_full_disk_keeps_the_old_generation(home: Home, limit: int) -> None:
    before = {path: path.read_bytes() for path in home.generations.rglob("*.*") if path.is_file()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        with pytest.raises(StorageError, match=r"Could not write.*\n  Try: "):
            publish(home, small_index(400), report_json=b"")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    after = {path: path.read_bytes() for path in home.generations.rglob("*.*") if path.is_file()}
    assert after == before
    assert_same(open_index(home).index, small_index(seed=2))


_STEPS = ("_write_vectors", "_make_durable", "fsync_folder", "write_durably")


@pytest.mark.parametrize("step", _STEPS)
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_failing_disk_serves_old_or_new_and_never_neither(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as failing:
        failing.setattr(generations, step, fail)
        with pytest.raises(StorageError) as caught:
            publish(home, small_index(seed=3), report_json=b"")
    assert os.strerror(number) in caught.value.problem
    assert caught.value.remedy
    assert open_index(home).number == 2
    assert not list(home.generations.glob(".stage-*"))
    publish(home, small_index(seed=3), report_json=b"")
    assert_same(open_index(home).index, small_index(seed=3))


def test_files_reach_the_disk_before_their_names(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order that a power cut asks for, seen from the calls."""
    calls: list[str] = []
    fsync, rename, replace = os.fsync, Path.rename, Path.replace

    def seen_fsync(descriptor: int) -> None:
        calls.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        fsync(descriptor)

    def seen_rename(path: Path, target: Path) -> Path:
        calls.append(f"rename {path.name} {target.name}")
        return rename(path, target)

    def seen_replace(path: Path, target: Path) -> Path:
        calls.append(f"rename {path.name} {target.name}")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(Path, "rename", seen_rename)
    monkeypatch.setattr(Path, "replace", seen_replace)
    publish(home, small_index(seed=3), report_json=b"")
    named = calls.index("rename .stage-00000003 00000003")
    assert {call.removeprefix("fsync ") for call in calls[: named - 2]} == {
        path.name for path in (home.generations / "00000003").iterdir()
    } - {"MANIFEST.json"}
    assert calls[named - 2 : named + 5] == [
        "fsync MANIFEST.json",
        "fsync .stage-00000003",
        "rename .stage-00000003 00000003",
        "fsync gens",
        "fsync CURRENT.partial",
        "rename CURRENT.partial CURRENT",
        "fsync home",
    ]
