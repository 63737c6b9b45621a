"""Our fetch of one commit against ``git clone --depth 1``: ratios of processor time and disk.

    python scripts/bench_clone.py --json [REPOSITORY]

REPOSITORY is a bare git directory on this disk; without it one is made: a project of some hundred
programs, their documents, and the data people check in beside them. Both ways go through git's own
transport, in turn, round by round, so that a busy machine slows both alike. Quote the ratios.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from acumen.domain.source import Source, SourceKind
from corpus.locations import GitLocation
from indexer.git import fetch_repository, open_store
from indexer.repository import GitRepository
from indexer.sandbox import bubblewrap

MOST_CPU = 1.3  # times the processor time of the plain clone
MOST_DISK = 0.5  # times its disk
LOCATION = GitLocation("github.com", "bench", "repository")
SOURCE = Source(SourceKind.GIT, LOCATION.repository, LOCATION.url)


def make_repository(place: Path) -> Path:
    """A bare repository of about 300 programs, 40 notebooks with pictures, and some data."""
    work = place / "work"
    work.mkdir()
    chance = random.Random(7)
    words = [f"layer_{n}" for n in range(400)]
    for number in range(300):
        lines = [f"{chance.choice(words)} = {chance.choice(words)}({n})" for n in range(250)]
        file = work / f"project_{number % 25}" / f"train_{number}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text("import torch\n" + "\n".join(lines))
    for number in range(40):
        picture = chance.randbytes(60_000).hex()
        cell = {"cell_type": "code", "source": "x", "outputs": [{"data": picture}]}
        (work / f"note_{number}.ipynb").write_text(json.dumps({"cells": [cell]}))
    (work / "data").mkdir()
    for number in range(2):
        (work / "data" / f"weights_{number}.bin").write_bytes(chance.randbytes(2 << 20))
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    git("init", "-q", "-b", "main", str(work))
    git("-C", str(work), "add", "-A")
    git("-C", str(work), *identity, "commit", "-qm", "all")
    served = served_copy(work, place)
    shutil.rmtree(work)
    return served


def served_copy(repository: Path, place: Path) -> Path:
    """A folder that shows ``repository`` to upload-pack with filters allowed."""
    served = place / "served.git"
    git("clone", "-q", "--bare", "--no-hardlinks", str(repository), str(served))
    git("-C", str(served), "config", "uploadpack.allowFilter", "true")
    return served


def git(*arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], check=True, capture_output=True, env=environment)


def adopt_grandchildren() -> None:
    """Take over what children leave behind, or its processor time would count for nobody.

    Bubblewrap ends before the process it started and does not wait for it.
    """
    set_child_subreaper = 36
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(set_child_subreaper, 1)


def cpu_seconds() -> float:
    """Processor time of this process and of everything it started."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def disk_bytes(folder: Path) -> int:
    """Allocated blocks, as ``du`` counts them."""
    return sum(path.lstat().st_blocks * 512 for path in [folder, *folder.rglob("*")])


def plain_clone(served: Path, target: Path) -> None:
    git("clone", "-q", "--depth", "1", f"file://{served}", str(target))


def our_fetch(served: Path, target: Path, *, sandbox: bool) -> None:
    fetch_repository(LOCATION, "", target, fixture=served, sandbox=sandbox)


def measure(served: Path, rounds: int, scratch: Path, *, sandbox: bool) -> dict[str, object]:
    seconds: dict[str, list[float]] = {"ours": [], "plain": []}
    disk: dict[str, int] = {}
    for number in range(rounds + 1):  # the first round warms caches and is not counted
        for name, times in seconds.items():
            target = scratch / f"{name}-{number}"
            before = cpu_seconds()
            if name == "ours":
                our_fetch(served, target, sandbox=sandbox)
            else:
                plain_clone(served, target)
            if number:
                times.append(cpu_seconds() - before)
            disk[name] = disk_bytes(target)
            if name == "plain" or number < rounds:
                shutil.rmtree(target)
    store = open_store(scratch / f"ours-{rounds}")
    commit = (store.folder / "HEAD").read_text().strip()
    listed = GitRepository(store, SOURCE, commit, url=LOCATION.url, filtered=True).snapshot
    median = {name: statistics.median(times) for name, times in seconds.items()}
    return {
        "cpu_ratio": round(median["ours"] / median["plain"], 3),
        "disk_ratio": round(disk["ours"] / disk["plain"], 3),
        "cpu_seconds": {name: round(value, 3) for name, value in median.items()},
        "disk_mb": {name: round(value / 1e6, 2) for name, value in disk.items()},
        "files": len(listed.files),
        "rounds": rounds,
        "sandbox": bool(sandbox and bubblewrap()),
        "limits": {"cpu_ratio": MOST_CPU, "disk_ratio": MOST_DISK},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-sandbox", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    adopt_grandchildren()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        if args.repository is None:
            served = make_repository(scratch)
        else:
            served = served_copy(args.repository.resolve(), scratch)
        result = measure(served, args.rounds, scratch, sandbox=not args.no_sandbox)
    if args.json:
        print(json.dumps(result))
    else:
        print(
            f"processor time {result['cpu_ratio']}x (at most {MOST_CPU}), "
            f"disk {result['disk_ratio']}x (at most {MOST_DISK}) of git clone --depth 1"
        )
    return 0 if result["cpu_ratio"] <= MOST_CPU and result["disk_ratio"] <= MOST_DISK else 1


if __name__ == "__main__":
    sys.exit(main())
