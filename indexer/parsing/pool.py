"""A pool of children that answer byte strings, and may be killed at any time.

Each child has a few items in its pipe, so that it never waits for the parent. It answers in order:
an item's silence is counted from the answer before it. A child that is silent for too long is
killed; one that dies gets a successor, which goes on behind the item that did it.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from indexer.parsing.frames import READY, FrameBuffer, pack

CHILD = (sys.executable, "-P", "-m", "indexer.parsing.child")
_AHEAD_ITEMS = 32  # in one child's pipe
_AHEAD_BYTES = 512 << 10
_READ_BYTES = 1 << 20


class Death(StrEnum):
    """How an item ended its child."""

    SILENT = "silent"  # killed by the parent
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Item:
    index: int
    kind: int  # what the child is told about the data
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    item: Item
    payload: bytes
    death: Death | None = None  # with an empty payload


class _Child:
    """One process, what it has been given, and what is still to be written to it."""

    def __init__(self, command: Sequence[str], start_s: float) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            close_fds=True,
            env=_environment(),
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise ValueError("a child without pipes")
        self.input = self.process.stdin.fileno()
        self.output = self.process.stdout.fileno()
        os.set_blocking(self.input, False)
        os.set_blocking(self.output, False)
        self.given: deque[Item] = deque()
        self.given_bytes = 0
        self.unwritten = bytearray()
        self.answers = FrameBuffer()
        self.allowance_s = start_s  # until the first answer: Python starts
        self.heard = time.monotonic()

    def wants_more(self) -> bool:
        return not self.given or (
            len(self.given) < _AHEAD_ITEMS and self.given_bytes < _AHEAD_BYTES
        )

    def give(self, item: Item) -> None:
        if not self.given:
            self.heard = time.monotonic()
        self.given.append(item)
        self.given_bytes += len(item.data)
        self.unwritten += pack(item.index, item.kind, item.data)

    def write(self) -> None:
        """Push what the pipe takes."""
        try:
            while self.unwritten:
                del self.unwritten[: os.write(self.input, memoryview(self.unwritten)[:65536])]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self.unwritten.clear()  # its death is read from its output

    def end(self) -> None:
        """Kill and reap."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


class ChildPool:
    """Runs items through ``jobs`` children of ``command``; a context manager that ends them."""

    def __init__(
        self,
        jobs: int,
        *,
        command: Sequence[str] = CHILD,
        silence_s: float = 20.0,
        start_s: float = 30.0,
    ) -> None:
        self._jobs = max(1, jobs)
        self._command = tuple(command)
        self._silence_s = silence_s
        self._start_s = start_s
        self._children: list[_Child] = []

    def __enter__(self) -> ChildPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._children:
            child.end()
        self._children.clear()

    def run(
        self, items: Iterator[Item], *, starting: Callable[[Item], None] = lambda _item: None
    ) -> Iterator[Answer]:
        """One answer for each item, in the order in which they come.

        ``starting`` is called before a child may see an item. Items behind a deadly one are given
        again, to a new child, without an answer in between.
        """
        again: deque[Item] = deque()
        exhausted = False
        while True:
            for child in self._ready_children():
                while child.wants_more():
                    item = again.popleft() if again else next(items, None)
                    if item is None:
                        exhausted = True
                        break
                    starting(item)
                    child.give(item)
                child.write()
            busy = [child for child in self._children if child.given]
            if not busy:
                if exhausted and not again:
                    return
                continue
            yield from self._listen(busy, again)

    def _ready_children(self) -> list[_Child]:
        while len(self._children) < self._jobs:
            self._children.append(_Child(self._command, self._start_s))
        return self._children

    def _listen(self, busy: list[_Child], again: deque[Item]) -> Iterator[Answer]:
        """Wait until some child answers, dies or has been silent for too long."""
        now = time.monotonic()
        due = min(self._due(child) for child in busy)
        with selectors.DefaultSelector() as selector:
            for child in busy:
                selector.register(child.output, selectors.EVENT_READ, child)
                if child.unwritten:
                    selector.register(child.input, selectors.EVENT_WRITE, child)
            ready = selector.select(max(0.0, due - now))
        for key, _events in ready:
            child = key.data
            if key.fd == child.input:
                child.write()
                continue
            piece = _read(child.output)
            if piece:
                child.answers.feed(piece)
                yield from self._answers(child)
            elif piece is not None:
                yield from self._bury(child, Death.DIED, again)
        now = time.monotonic()
        for child in busy:
            if child in self._children and child.given and now >= self._due(child):
                yield from self._bury(child, Death.SILENT, again)

    def _due(self, child: _Child) -> float:
        return child.heard + child.allowance_s

    def _answers(self, child: _Child) -> Iterator[Answer]:
        while child.given and (frame := child.answers.take()) is not None:
            child.heard = time.monotonic()
            child.allowance_s = self._silence_s
            if frame[1] == READY:
                continue
            item = child.given.popleft()
            child.given_bytes -= len(item.data)
            yield Answer(item, frame[2])

    def _bury(self, child: _Child, death: Death, again: deque[Item]) -> Iterator[Answer]:
        """End a child; its first item did it, the others are given again."""
        child.end()
        self._children.remove(child)
        if child.given:
            deadly = child.given.popleft()
            again.extendleft(reversed(child.given))
            yield Answer(deadly, b"", death)


def _read(descriptor: int) -> bytes | None:
    """What is there; b"" at the end, None if nothing is there yet."""
    try:
        return os.read(descriptor, _READ_BYTES)
    except BlockingIOError:
        return None


def _environment() -> dict[str, str]:
    """What Python needs to start, and nothing that a file should be able to reach."""
    kept = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR")
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([root, *(entry for entry in sys.path if entry)])
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONPATH": path}
