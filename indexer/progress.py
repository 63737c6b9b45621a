"""How long work says how far it is: one small protocol, for terminals and for logs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

LOG_EVERY_S = 10.0


class Progress(Protocol):
    """What the pipeline reports to. ``total`` may be 0 while it is not known."""

    def stage(self, name: str, total: int) -> None:
        """A new stage begins; the one before it is over."""

    def advance(self, done: int = 1, note: str = "") -> None:
        """``done`` more units of the current stage are finished."""

    def say(self, message: str) -> None:
        """Something a person should read: a source that failed, a fallback."""


class Silent:
    """Reports to nobody; for tests and for use as a library."""

    def stage(self, name: str, total: int) -> None: ...
    def advance(self, done: int = 1, note: str = "") -> None: ...
    def say(self, message: str) -> None: ...


class PlainLog:
    """One line per stage, and one every ten seconds with the time left; never rewrites a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._name = ""
        self._total = self._done = 0
        self._began = self._spoke = time.monotonic()

    def stage(self, name: str, total: int) -> None:
        self._name, self._total, self._done = name, total, 0
        self._began = self._spoke = time.monotonic()
        self.say(f"{name} ({total})" if total else name)

    def advance(self, done: int = 1, note: str = "") -> None:
        self._done += done
        now = time.monotonic()
        if now - self._spoke < LOG_EVERY_S or not self._done:
            return
        self._spoke = now
        left = (now - self._began) / self._done * max(self._total - self._done, 0)
        self.say(
            f"{self._name}: {self._done}/{self._total}, about {left:.0f} s left {note}".rstrip()
        )

    def say(self, message: str) -> None:
        self._stream.write(f"{message}\n")
        self._stream.flush()


class TerminalBars:
    """A bar per stage with the time left."""

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            TextColumn("{task.description:<34}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            TextColumn("[dim]{task.fields[note]}", markup=True),
            console=console,
        )
        self._task = self._bars.add_task("starting", total=None, note="", visible=False)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def stage(self, name: str, total: int) -> None:
        self._bars.update(self._task, note="")
        self._task = self._bars.add_task(_plain(name), total=total or None, note="")

    def advance(self, done: int = 1, note: str = "") -> None:
        self._bars.update(self._task, advance=done, note=_plain(note)[:60])

    def say(self, message: str) -> None:
        self._bars.console.print(message, markup=False, highlight=False)


@contextmanager
def progress_for(stream: TextIO = sys.stderr) -> Iterator[Progress]:
    """Bars on a terminal, plain lines otherwise."""
    console = Console(file=stream)
    if console.is_terminal:
        with TerminalBars(console) as bars:
            yield bars
    else:
        yield PlainLog(stream)


def _plain(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")
