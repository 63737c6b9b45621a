"""What the first answer of a command costs, beside an interpreter that only imports numpy.

    python scripts/bench_start.py
    python scripts/bench_start.py --rounds 9 --json

Each command runs as a person runs it: a new process, on the shipped catalogue, with a home that
holds nothing. Counted is the time of the process and its threads on the processor (user and
system), the least of several rounds in which all commands take their turn. Seconds mean little on a
shared machine; the ratio to ``import numpy`` in the same rounds is the finding. The first round
also compiles what was never imported and is not counted, unless PYTHONDONTWRITEBYTECODE is set.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

START: Final = ("-c", "from acumen.cli import main; main()")
COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    "import numpy": ("-c", "import numpy"),
    "acumen --version": (*START, "--version"),
    "acumen recommend": (
        *START, "recommend", "--task", "image-segmentation", "--framework", "pytorch", "--json",
    ),
    "acumen search, by words": (*START, "search", "u-net", "--encoder", "none", "--json"),
    "acumen list, one template": (*START, "list", "--limit", "1", "--json"),
    "acumen list, all templates": (*START, "list", "--json"),
}  # fmt: skip
BESIDE: Final = "import numpy"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took."""

    command: str
    seconds: float  # on the processor, the least of all rounds
    ratio: float  # to ``import numpy``
    megabytes: float  # resident at most
    written: int  # bytes on standard output


def run(arguments: Sequence[str], home: str) -> tuple[float, float, int]:
    """Seconds, megabytes and bytes of one process. Raises RuntimeError if it fails."""
    environment = {**os.environ, "ACUMEN_HOME": home}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=output, stderr=subprocess.DEVNULL, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with status {process.returncode}")
        written = output.seek(0, os.SEEK_END)
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10  # to megabytes
    return used.ru_utime + used.ru_stime, used.ru_maxrss / scale, written


def measured(rounds: int) -> list[Cost]:
    """All commands, in turn, ``rounds`` times."""
    with tempfile.TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")  # that nobody made yet
        runs = [
            {name: run(arguments, home) for name, arguments in COMMANDS.items()}
            for _ in range(rounds + 1)
        ][1:]
    least = {name: min(one[name][0] for one in runs) for name in COMMANDS}
    return [
        Cost(
            name,
            least[name],
            least[name] / least[BESIDE],
            max(one[name][1] for one in runs),
            runs[0][name][2],
        )
        for name in COMMANDS
    ]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    costs = measured(given.rounds)
    if given.json:
        print(json.dumps([asdict(cost) for cost in costs], indent=2))
        return 0
    print(f"{'':28}{'s':>7}{'ratio':>8}{'MB':>7}{'kB out':>9}")
    for cost in costs:
        print(
            f"{cost.command:28}{cost.seconds:7.2f}{cost.ratio:8.1f}{cost.megabytes:7.0f}"
            f"{cost.written / 1000:9.0f}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
