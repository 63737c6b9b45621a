"""The comparison of two builds: what must be seen, and that equal builds pass."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[3]


def build(folder: Path) -> Path:
    folder.mkdir()
    (folder / "REPORT.md").write_text("# Report\n", encoding="utf-8")
    pq.write_table(pa.table({"title": ["a", "b"]}), folder / "templates.parquet")
    np.save(folder / "cards.codes.npy", np.arange(6, dtype=np.int8).reshape(3, 2))
    return folder


def compared(one: Path, other: Path) -> tuple[int, str]:
    command = [sys.executable, str(ROOT / "scripts/compare_catalogues.py"), str(one), str(other)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_equal_builds_are_the_same_bytes(tmp_path: Path) -> None:
    one = build(tmp_path / "one")
    shutil.copytree(one, tmp_path / "other")
    assert compared(one, tmp_path / "other") == (0, "3 of 3 files are the same bytes\n")


def test_every_kind_of_difference_is_named(tmp_path: Path) -> None:
    one, other = build(tmp_path / "one"), build(tmp_path / "other")
    pq.write_table(pa.table({"title": ["a", "c"]}), other / "templates.parquet")
    np.save(other / "cards.codes.npy", np.array([[0, 1], [2, 9], [4, 5]], dtype=np.int8))
    (other / "more.json").write_text("{}", encoding="utf-8")
    status, said = compared(one, other)
    assert status == 1
    assert "1 of 2 rows are not in the other\n    - {'title': 'b'}\n    + {'title': 'c'}" in said
    assert "1 of 3 rows differ" in said
    assert f"more.json\n    only in {other}" in said
    assert "1 of 4 files are the same bytes" in said
