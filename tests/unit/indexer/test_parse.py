"""The parse stage: order, deaths, silence, and that no file takes the parent with it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from acumen.domain.facts import Language, ModuleFacts, ReadProblem, Unread
from indexer.stages.parse import ParseItem, parse_blobs

FAKE_READER = """
import os, sys, time
sys.path.insert(0, {root!r})
from indexer.parsing.child import LANGUAGES, read
from indexer.parsing.frames import pack, read_frame, write_all
print("noise on standard error", file=sys.stderr)
while (frame := read_frame(0)) is not None:
    index, kind, data = frame
    if data.startswith(b"# die"):
        os.kill(os.getpid(), 9)
    if data.startswith(b"# once") and not os.path.exists({mark!r}):
        open({mark!r}, "w").close()
        os._exit(3)
    if data.startswith(b"# sleep"):
        time.sleep(60)
    write_all(1, pack(index, 0, read(data, LANGUAGES[kind])))
"""


class Log:
    """What a ledger does, in memory."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.deaths: dict[str, int] = {}

    def started(self, blob: str) -> None:
        if blob in self.open:
            self.deaths[blob] = self.deaths.get(blob, 0) + 1
        self.open.add(blob)

    def finished(self, blob: str) -> None:
        self.open.discard(blob)
        self.deaths.pop(blob, None)

    def poisoned(self, blob: str) -> bool:
        if blob in self.open and self.deaths.get(blob) == 1:
            self.open.discard(blob)
            self.deaths[blob] = 2
        return self.deaths.get(blob, 0) >= 2


@pytest.fixture
def fake(tmp_path: Path) -> tuple[str, ...]:
    root = str(Path(__file__).resolve().parents[3])
    script = tmp_path / "reader.py"
    script.write_text(FAKE_READER.format(root=root, mark=str(tmp_path / "mark")))
    return (sys.executable, str(script))


def items(*sources: bytes) -> list[ParseItem]:
    return [ParseItem(f"b{n}", Language.PYTHON, data) for n, data in enumerate(sources)]


def problem(found: ModuleFacts | Unread) -> str:
    return found.problem.value if isinstance(found, Unread) else "read"


def test_answers_come_in_the_order_of_the_items() -> None:
    sources = [b"x = 1\n" * (1 + 997 * n % 400) for n in range(120)]
    answers = list(parse_blobs(items(*sources), jobs=2, poison=Log()))
    assert [blob for blob, _ in answers] == [f"b{n}" for n in range(120)]
    assert all(
        isinstance(found, ModuleFacts) and found.lines == source.count(b"\n")
        for (_, found), source in zip(answers, sources, strict=True)
    )


def test_reads_notebooks_and_refuses_binaries() -> None:
    notebook = b'{"cells": [{"cell_type": "code", "source": ["f(1)\\n"]}]}'
    given = [
        ParseItem("n", Language.NOTEBOOK, notebook),
        ParseItem("b", Language.PYTHON, b"\0\1"),
        ParseItem("e", Language.PYTHON, b""),
    ]
    answers = dict(parse_blobs(given, jobs=1, poison=Log()))
    assert [problem(answers[key]) for key in "nbe"] == ["read", "binary", "no-code"]


def test_a_file_that_kills_its_reader_twice_is_poisoned_and_nobody_else(
    fake: tuple[str, ...],
) -> None:
    log = Log()
    given = items(b"a = 1\n", b"b = 1\n", b"# die\n", b"c = 1\n", b"d = 1\n")
    answers = list(parse_blobs(given, jobs=1, poison=log, command=fake))
    assert [problem(found) for _, found in answers] == ["read", "read", "crash", "read", "read"]
    assert log.deaths == {"b2": 2}
    assert not log.open


def test_a_poisoned_file_is_not_tried_again(fake: tuple[str, ...]) -> None:
    log = Log()
    log.deaths["b0"] = 2
    given = items(b"x = 1\n", b"y = 1\n")
    answers = list(parse_blobs(given, jobs=1, poison=log, command=fake))
    assert [problem(found) for _, found in answers] == ["crash", "read"]


def test_one_death_gets_a_second_chance(fake: tuple[str, ...]) -> None:
    log = Log()
    given = items(b"a = 1\n", b"# once\nx = 1\n", b"b = 1\n")
    answers = list(parse_blobs(given, jobs=2, poison=log, command=fake))
    assert [problem(found) for _, found in answers] == ["read", "read", "read"]
    assert not log.deaths


def test_silence_is_a_timeout_and_costs_only_its_file(fake: tuple[str, ...]) -> None:
    given = items(b"a = 1\n", b"# sleep\n", b"b = 1\n")
    answers = list(parse_blobs(given, jobs=1, poison=Log(), command=fake, silence_s=1.0))
    assert [problem(found) for _, found in answers] == ["read", "timeout", "read"]
    assert answers[1][1] == Unread(ReadProblem.TIMEOUT, "killed after silence")


def test_a_reader_that_never_answers_at_all_ends_in_crashes() -> None:
    command = (sys.executable, "-c", "raise SystemExit(1)")
    answers = list(
        parse_blobs(items(b"a = 1\n", b"b = 1\n"), jobs=2, poison=Log(), command=command)
    )
    assert [problem(found) for _, found in answers] == ["crash", "crash"]


def test_leaving_early_ends_the_children() -> None:
    def endless() -> Iterator[ParseItem]:
        number = 0
        while True:
            yield ParseItem(str(number), Language.PYTHON, b"x = 1\n")
            number += 1

    before = _children()
    with closing(parse_blobs(endless(), jobs=2, poison=Log())) as answers:
        next(answers)
        assert len(_children() - before) == 2
    deadline = time.monotonic() + 10
    while _children() - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _children() - before


def test_the_same_blob_twice_is_no_death() -> None:
    log = Log()
    given = [ParseItem("same", Language.PYTHON, b"x = 1\n")] * 3
    assert len(list(parse_blobs(given, jobs=2, poison=log))) == 3
    assert not log.deaths


def _children() -> set[str]:
    """Process ids of this process's children."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(listing.read_text().split()) if listing.exists() else set()
