"""What ``acumen check`` costs beside torch-preflight and TorchFix, on the same real programs.

    python scripts/bench_check.py --mirror DIR [--lines 8000] [--rounds 3] [--json]

The programs are whole PyTorch repositories, drawn by a hash from the pinned ones of
``corpus/labels/faults/repositories.jsonl``; every Python file of them is given to all three tools.
DIR holds the repositories bare, as ``<owner>/<name>.git``. The tools take turns, command by command
and round by round, so that a busy machine slows all alike; the ratio of medians is what to quote.
Two things are measured in the same turns:

- *waiting*: seconds of the clock for one command on one folder that holds all repositories, each
  tool as its user starts it, with its defaults. All three then use every core. This is what the
  goals are about, and what other work on the machine disturbs; the processor seconds of the same
  command, with its children, stand beside it.
- *work*: processor seconds of one process, one command for each repository, every rule a tool has.
  What a command costs on an empty program is measured too; the second pair of figures leaves it
  out, as it weighs nothing on a large folder.

Ours is ``acumen check FOLDER`` with all rules: start of the interpreter, reading, parsing, facts,
closures over imports, networks, rules, the statement of safety, and the report as text. TorchFix is
its own command, torch-preflight its ``check``.

The peers are installed from PyPI, pinned by ``requirements/peers.txt``, into an environment of
their own under ``.cache``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from barefiles import content, listed

ROOT = Path(__file__).parents[1]
PINS = ROOT / "corpus" / "labels" / "faults" / "repositories.jsonl"
REQUIRED = ROOT / "requirements" / "peers.txt"
PEERS = ROOT / ".cache" / "peers"
STARTS = 4  # the empty program is measured at every fourth repository
MOST_LINES = 3_000  # of one repository: many small ones say more than one large one
GOALS = {"torch-preflight": 30.0, "torchfix": 3.0}
EMPTY = "import torch\n"
REPOSITORIES = "repositories"  # the folder of all
PLAIN = {"100644", "100755"}  # modes of files that are no links
OURS = "import sys; from acumen.cli import main; sys.exit(main())"  # as the script acumen does


@dataclass(frozen=True, slots=True)
class Project:
    """A repository whose Python files lie in ``folder``."""

    repository: str
    folder: Path
    files: int
    lines: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of one command, its children included."""

    processor: float
    clock: float


@dataclass(frozen=True, slots=True)
class Cost:
    """One tool for all projects: medians over the rounds, processor seconds but for ``waiting``."""

    waiting: float  # seconds of the clock: one command with its defaults on all repositories
    waiting_processor: float  # of that command

    seconds: float  # of its commands
    start: float  # of one command on an empty program
    per_1000_lines: float
    per_1000_lines_checked: float  # without the starts


@dataclass(frozen=True, slots=True)
class Tool:
    """The command of a tool; the folder to check comes after it."""

    usual: list[str]  # as its user starts it
    single: list[str]  # in one process, with every rule


@dataclass(slots=True)
class _Times:
    """What one tool took: one entry for each round, and each start."""

    waiting: list[Spent] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; 0 if the goals are met."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--mirror", type=Path, required=True)
    options.add_argument("--lines", type=int, default=8_000, help="how many, at least")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--peers", type=Path, default=PEERS, help="environment of the peers")
    options.add_argument("--json", action="store_true")
    given = options.parse_args(arguments)
    peers = installed(given.peers)
    with tempfile.TemporaryDirectory(prefix="acumen-bench-") as place:
        projects = list(laid_out(given.mirror, Path(place), lines=given.lines))
        if not projects:
            raise SystemExit(f"{given.mirror} holds none of the repositories of {PINS.name}")
        costs = measured(projects, commands(peers), rounds=given.rounds, place=Path(place))
    document = report(projects, costs, rounds=given.rounds)
    print(json.dumps(document, indent=2) if given.json else "\n".join(text(projects, costs)))
    return 0 if document["met"] else 1


def installed(folder: Path) -> Path:
    """The programs folder of an environment with the peers, made if it is not there."""
    programs = folder / "bin"
    stamp = folder / "peers.txt"
    wanted = REQUIRED.read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "-r", str(REQUIRED)]
        subprocess.run(pip, check=True, stdout=sys.stderr)
        stamp.write_text(wanted, encoding="utf-8")
    return programs


def commands(peers: Path) -> dict[str, Tool]:
    """What is compared, by name."""
    ours = [sys.executable, "-c", OURS, "check"]
    torchfix = [str(peers / "torchfix")]
    preflight = [str(peers / "torch-preflight"), "check"]
    return {
        "acumen": Tool(ours, [*ours, "--jobs", "1"]),
        "torchfix": Tool(torchfix, [*torchfix, "--select", "ALL", "--jobs", "1"]),
        "torch-preflight": Tool(preflight, [*preflight, "--jobs", "1"]),
    }


def laid_out(mirror: Path, place: Path, *, lines: int) -> Iterator[Project]:
    """PyTorch repositories in a fixed random order, as folders, until there are enough lines."""
    rows = [json.loads(row) for row in PINS.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: hashlib.blake2b(row["repository"].encode()).digest())
    total = 0
    for row in rows:
        if total >= lines:
            return
        found = python_files(mirror / f"{row['repository']}.git", row["commit"])
        counted = sum(data.count(b"\n") for data in found.values())
        uses = any(b"import torch" in data or b"from torch" in data for data in found.values())
        if not uses or counted > MOST_LINES:
            continue
        folder = place / REPOSITORIES / row["repository"].replace("/", "+")
        for path, data in found.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        total += counted
        yield Project(row["repository"], folder, len(found), counted)


def python_files(repository: Path, commit: str) -> dict[str, bytes]:
    """Contents of the .py files of a commit; {} if the mirror does not have it."""
    try:
        files = list(listed(repository, commit))
    except (OSError, subprocess.CalledProcessError):
        return {}
    wanted = (file for file in files if file.mode in PLAIN and file.path.endswith(".py"))
    read = ((file.path, content(repository, file.blob)) for file in wanted)
    return {path: data for path, data in read if data is not None}


def measured(
    projects: Sequence[Project], tools: Mapping[str, Tool], *, rounds: int, place: Path
) -> dict[str, Cost]:
    """Run all tools in turn; what is read before the first round is not counted."""
    empty, whole = str(place / "empty"), str(place / REPOSITORIES)
    Path(empty).mkdir()
    Path(empty, "program.py").write_text(EMPTY, encoding="utf-8")
    for tool in tools.values():  # warms the caches of the disk
        spent([*tool.usual, empty])
    times = {name: _Times() for name in tools}
    for _ in range(rounds):
        for name, tool in tools.items():
            times[name].waiting.append(spent([*tool.usual, whole]))
            times[name].work.append(0.0)
        for turn, project in enumerate(projects):
            for name, tool in tools.items():
                times[name].work[-1] += spent([*tool.single, str(project.folder)]).processor
                if turn % STARTS == 0:
                    times[name].starts.append(spent([*tool.single, empty]).processor)
    lines = sum(project.lines for project in projects)
    return {name: _cost(found, len(projects), lines) for name, found in times.items()}


def _cost(times: _Times, projects: int, lines: int) -> Cost:
    seconds, start = statistics.median(times.work), statistics.median(times.starts)
    checked = max(seconds - start * projects, 1e-9)
    return Cost(
        waiting=statistics.median(one.clock for one in times.waiting),
        waiting_processor=statistics.median(one.processor for one in times.waiting),
        seconds=seconds,
        start=start,
        per_1000_lines=seconds / lines * 1000,
        per_1000_lines_checked=checked / lines * 1000,
    )


def spent(command: list[str]) -> Spent:
    """What a command took with its children.

    Raises:
        SystemExit: it could not do its work (1 says that it found something).
    """
    with tempfile.TemporaryFile() as out:
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, 1}:
            out.seek(0)
            raise SystemExit(f"{command}: {out.read()[-1000:].decode('utf-8', 'replace')}")
    return Spent(usage.ru_utime + usage.ru_stime, clock)


def ratios(costs: Mapping[str, Cost]) -> dict[str, dict[str, float]]:
    """How many times the cost of ours each peer has."""
    ours = costs["acumen"]
    return {
        name: {
            "waiting": cost.waiting / ours.waiting,
            "waiting_processor": cost.waiting_processor / ours.waiting_processor,
            "commands": cost.per_1000_lines / ours.per_1000_lines,
            "checking": cost.per_1000_lines_checked / ours.per_1000_lines_checked,
        }
        for name, cost in costs.items()
        if name != "acumen"
    }


def report(
    projects: Sequence[Project], costs: Mapping[str, Cost], *, rounds: int
) -> dict[str, object]:
    """The document of ``--json``; see :class:`Cost` for its seconds."""
    found = ratios(costs)
    return {
        "repositories": [f"{p.repository}: {p.files} files, {p.lines} lines" for p in projects],
        "files": sum(project.files for project in projects),
        "lines": sum(project.lines for project in projects),
        "rounds": rounds,
        "cores": len(os.sched_getaffinity(0)),
        "costs": {name: asdict(cost) for name, cost in costs.items()},
        "ratios": found,
        "goals": GOALS,
        "met": all(found[name]["waiting"] >= goal for name, goal in GOALS.items()),
    }


def text(projects: Sequence[Project], costs: Mapping[str, Cost]) -> Iterator[str]:
    """The report to be read."""
    lines = sum(project.lines for project in projects)
    files = sum(project.files for project in projects)
    cores = len(os.sched_getaffinity(0))
    found = ratios(costs)
    yield f"{len(projects)} repositories, {files} files, {lines} lines, {cores} cores"
    yield ""
    yield "One folder, each tool with its defaults: seconds of the clock, and of the processor"
    for name, cost in costs.items():
        yield f"{name:16}{cost.waiting:10.2f}{cost.waiting_processor:10.2f}"
    for name, ratio in found.items():
        yield (
            f"{name} takes {ratio['waiting']:.1f} x as long as acumen (goal {GOALS[name]:g}) and "
            f"{ratio['waiting_processor']:.1f} x as much of the processor"
        )
    yield ""
    yield "One command for each repository, one process, every rule: processor seconds"
    yield f"{'':16}{'commands':>10}{'start':>8}{'per 1000 lines':>16}{'without starts':>16}"
    for name, cost in costs.items():
        yield (
            f"{name:16}{cost.seconds:10.2f}{cost.start:8.2f}"
            f"{cost.per_1000_lines:16.3f}{cost.per_1000_lines_checked:16.3f}"
        )
    for name, ratio in found.items():
        yield (
            f"{name} takes {ratio['commands']:.1f} x as much as acumen; without the starts "
            f"{ratio['checking']:.1f} x"
        )


if __name__ == "__main__":
    sys.exit(main())
