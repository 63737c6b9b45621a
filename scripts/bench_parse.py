"""How fast files become facts, against the two yardsticks: a bare tree-sitter parse, and ``ast``.

Each pass runs all three on each file, one after the other; a file's best pass counts, so that load
on the machine weighs little. Times are CPU seconds of this process. Give bare git repositories or
folders; without any, Python files of this interpreter's site-packages are read.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import sysconfig
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from barefiles import content, listed

from acumen.domain.facts import Language
from acumen.syntax.grammar import parser
from acumen.syntax.reading import read_module

MIN_BYTES, MAX_BYTES = 2_000, 200_000


def from_folder(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*.py")):
        if MIN_BYTES <= path.stat().st_size <= MAX_BYTES:
            yield path.read_bytes()


def from_repository(repository: Path) -> Iterator[bytes]:
    for file in listed(repository):
        regular = file.mode in ("100644", "100755") and file.path.endswith(".py")
        if regular and MIN_BYTES <= file.size <= MAX_BYTES:
            data = content(repository, file.blob)
            if data is not None:
                yield data


def collect(places: list[Path], limit: int) -> list[bytes]:
    """At most ``limit`` files from each place, spread evenly, that both parsers can read."""
    found: list[bytes] = []
    for place in places:
        bare = (place / "HEAD").exists() and (place / "objects").exists()
        files = [
            data for data in (from_repository if bare else from_folder)(place) if is_valid(data)
        ]
        step = max(1, len(files) // limit)
        found += files[::step][:limit]
    return found


def is_valid(data: bytes) -> bool:
    try:
        ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def facts(data: bytes) -> None:
    read_module(data, Language.PYTHON)


def ast_walk(data: bytes) -> None:
    for _node in ast.walk(ast.parse(data)):
        pass


def measure(files: list[bytes], passes: int) -> dict[str, float]:
    """CPU seconds of each yardstick, summed over every file's best pass."""
    subjects: dict[str, Callable[[bytes], object]] = {
        "raw_parse": parser().parse,
        "facts": facts,
        "ast_walk": ast_walk,
    }
    total = dict.fromkeys(subjects, 0.0)
    for data in files:
        best = dict.fromkeys(subjects, float("inf"))
        for _ in range(passes):
            for name, subject in subjects.items():
                began = time.process_time()
                subject(data)
                best[name] = min(best[name], time.process_time() - began)
        for name, seconds in best.items():
            total[name] += seconds
    return total


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("places", nargs="*", type=Path, help="bare git repositories or folders")
    options.add_argument("--limit", type=int, default=300, help="files from each place")
    options.add_argument("--passes", type=int, default=5)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    warnings.simplefilter("ignore")  # ast warns of odd escapes in other people's strings
    places = given.places or [Path(sysconfig.get_paths()["purelib"])]
    files = collect(places, given.limit)
    if not files:
        sys.exit("no Python files there")
    best = measure(files, given.passes)
    megabytes = sum(map(len, files)) / 1e6
    report = {
        "files": len(files),
        "megabytes": round(megabytes, 3),
        "megabytes_per_second": {name: round(megabytes / s, 2) for name, s in best.items()},
        "speed_of_raw_parse": round(best["raw_parse"] / best["facts"], 3),
        "faster_than_ast_walk": round(best["ast_walk"] / best["facts"], 3),
    }
    if given.json:
        print(json.dumps(report))
        return
    print(f"{report['files']} files, {megabytes:.1f} MB")
    for name, seconds in best.items():
        print(f"{name:10} {seconds:7.3f} s {megabytes / seconds:6.2f} MB/s")
    print(f"facts at {report['speed_of_raw_parse']} x the speed of a bare parse")
    print(f"facts {report['faster_than_ast_walk']} x as fast as ast.parse and ast.walk")


if __name__ == "__main__":
    main()
