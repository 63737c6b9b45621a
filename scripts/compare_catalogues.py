"""Say whether two builds of the catalogue are the same bytes, and where they differ if not.

    python scripts/compare_catalogues.py FOLDER OTHER

FOLDER and OTHER are what ``build_catalogue.py --out`` wrote. Exit status 0: every file is the same.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

SHOWN = 5  # rows that only one of them has


def sums(folder: Path) -> dict[str, str]:
    """sha256 of every file under ``folder`` by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def difference(one: Path, other: Path) -> list[str]:
    """What sets apart two files that differ, for people."""
    if one.suffix == ".npy":
        rows, others = np.load(one, allow_pickle=False), np.load(other, allow_pickle=False)
        if rows.shape != others.shape:
            return [f"shapes {rows.shape} and {others.shape}"]
        same = (rows == others).reshape(len(rows), -1).all(axis=1)
        return [f"{int((~same).sum())} of {len(rows)} rows differ"]
    if one.suffix != ".parquet":
        return ["the bytes differ"]
    rows, others = (Counter(map(repr, pq.read_table(path).to_pylist())) for path in (one, other))
    lines = [f"{(rows - others).total()} of {rows.total()} rows are not in the other"]
    for mark, only in (("-", rows - others), ("+", others - rows)):
        lines.extend(f"{mark} {row[:160]}" for row in sorted(only)[:SHOWN])
    return lines


def main() -> int:
    """Compare and print; exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("other", type=Path)
    given = parser.parse_args()
    one, other = sums(given.folder), sums(given.other)
    if not one or not other:
        parser.error("there is no build in one of the folders")
    names = sorted(one.keys() | other.keys())
    differing = [name for name in names if one.get(name) != other.get(name)]
    for name in differing:
        print(name)
        if name in one and name in other:
            for line in difference(given.folder / name, given.other / name):
                print(f"    {line}")
        else:
            print(f"    only in {given.folder if name in one else given.other}")
    print(f"{len(names) - len(differing)} of {len(names)} files are the same bytes")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
