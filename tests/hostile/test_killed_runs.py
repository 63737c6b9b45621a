"""A run that is killed at any moment leaves the last good index, and the next run finishes it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from acumen.store.generations import open_index, verify
from acumen.store.home import Home
from tests.projects import PROJECTS

KILLS = 30
RUN = """
import sys
from pathlib import Path
from acumen.embedding.registry import load_encoder
from corpus.loader import load_vocabularies, read_source_argument
from indexer.pipeline import IndexOptions, build_index
home, *folders = map(Path, sys.argv[1:])
print("ready", flush=True)
report = build_index(
    [s for f in folders for s in read_source_argument(str(f), allow_local=True)],
    IndexOptions(home=home, jobs=1),
    vocabularies=load_vocabularies(),
    load_encoder=lambda: load_encoder("hashing"),
)
print(report.manifest_hash, flush=True)
"""


def write_many(folder: Path, number: int, variant: int) -> list[Path]:
    """``number`` projects, each a copy of one of ours with other names and constants."""
    names = sorted(PROJECTS)
    roots = []
    for i in range(number):
        root = folder / f"project{i:02d}"
        for path, text in PROJECTS[names[i % len(names)]].items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            changed = text.replace("epoch", f"round_{i}_{variant}").replace("z = ", f"z_{i} = ")
            file.write_text(changed.replace("step", f"step_{i}"), encoding="utf-8")
        roots.append(root)
    return roots


def start(home: Path, folders: list[Path]) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(home), *map(str, folders)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(home: Path, folders: list[Path]) -> tuple[str, float]:
    """(manifest hash, seconds) of a run that is left alone."""
    process = start(home, folders)
    began = time.monotonic()
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out.strip(), time.monotonic() - began


@pytest.mark.xdist_group("killed-runs")
def test_killed_runs_leave_a_good_index_and_resume_to_the_same_bytes(tmp_path: Path) -> None:
    home, alone = tmp_path / "home", tmp_path / "alone"
    before = write_many(tmp_path / "v1", 9, variant=1)
    first, _ = finish(home, before)
    assert finish(alone, before)[0] == first

    after = write_many(tmp_path / "v1", 9, variant=2)
    wanted, seconds = finish(alone, after)
    assert wanted != first

    chance = random.Random(7)
    interrupted = 0
    for _ in range(KILLS):
        process = start(home, after)
        # Moments spread over the whole run; ever shorter, so that late kills meet unfinished work.
        time.sleep(chance.uniform(0.0, seconds))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            interrupted += 1
        process.communicate()
        opened = open_index(Home(home), verify=True)
        assert opened.fallback == ""
        assert opened.manifest_hash in {first, wanted}
        if opened.manifest_hash == wanted:
            # Start over from the old index so that every kill interrupts real work.
            finish(home, write_many(tmp_path / "v1", 9, variant=1))
            write_many(tmp_path / "v1", 9, variant=2)
    assert interrupted >= KILLS // 4  # how many fall into a run depends on how busy the machine is

    final, _ = finish(home, after)
    assert final == wanted
    assert all(check.intact for check in verify(Home(home)))
    assert not list((home / "gens").glob(".stage-*"))
