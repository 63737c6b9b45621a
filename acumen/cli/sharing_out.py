"""Share the programs of a large check out to several processes, with the findings of one.

The processes are copies of this one and read nothing anew, so they are made where the system can
copy a process (Linux); elsewhere one does all. What a process that dies had in hand is judged here.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from acumen.domain.finding import Finding

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

MANY = 40  # programs from which on more than one process pays
_SHARES = 8  # of the work for each process: the last one to end has little in hand
_END = b""

Judge = Callable[[int], tuple[Finding, ...]]
"""The findings of the program of a number."""


def usual_jobs(programs: int) -> int:
    """As many processes as there are cores for this one; one for few programs."""
    if programs <= MANY or sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


def judged(judge: Judge, sizes: Sequence[int], jobs: int) -> list[tuple[Finding, ...]]:
    """What ``judge`` says of every program, in their order, whichever process asked it.

    ``sizes`` says how large each program is, in whatever unit. Processes end with this call, also
    where it is interrupted.
    """
    shares = _shares(sizes, jobs * _SHARES) if jobs > 1 and sys.platform == "linux" else []
    if len(shares) < 2:
        return [judge(number) for number in range(len(sizes))]
    found = _from_processes(judge, shares, min(jobs, len(shares)))
    for number, share in enumerate(shares):
        if number not in found:  # its process died: where that happens again it is not silent
            found[number] = [judge(program) for program in share]
    return [findings for number in range(len(shares)) for findings in found[number]]


def _shares(sizes: Sequence[int], parts: int) -> list[range]:
    """Neighbouring programs, which hold the same modules, in up to ``parts`` shares of one size."""
    whole = sum(sizes) or 1
    shares: list[range] = []
    begin = taken = 0
    for number, size in enumerate(sizes):
        taken += size
        if taken * parts >= whole * (len(shares) + 1) or number == len(sizes) - 1:
            shares.append(range(begin, number + 1))
            begin = number + 1
    return shares


def _from_processes(
    judge: Judge, shares: Sequence[range], jobs: int
) -> dict[int, list[tuple[Finding, ...]]]:
    """The findings of each share by its number; without those whose process died."""
    from multiprocessing import connection as connections  # noqa: PLC0415  (few checks need them)

    import msgspec  # noqa: PLC0415

    decoder = msgspec.msgpack.Decoder(list[tuple[Finding, ...]])
    found: dict[int, list[tuple[Finding, ...]]] = {}
    waiting = _Waiting(len(shares), jobs)
    busy: dict[Connection, int] = {}  # the share that is in hand at the other end
    workers: dict[Connection, int] = {}
    processes: list[ForkProcess] = []
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        for worker in range(jobs):
            connection, process = _started(judge, shares, [*workers])
            processes.append(process)
            workers[connection] = worker
            share = waiting.next_of(worker)
            if share is not None:
                busy[connection] = share
                connection.send_bytes(str(share).encode())
        while busy:
            for ready in connections.wait([*busy]):
                assert isinstance(ready, connections.Connection)
                done = busy.pop(ready)
                try:
                    found[done] = decoder.decode(ready.recv_bytes())
                    share = waiting.next_of(workers[ready])
                    if share is not None:
                        busy[ready] = share
                    ready.send_bytes(_END if share is None else str(share).encode())
                except (EOFError, OSError):
                    busy.pop(ready, None)
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.join()
    return found


class _Waiting:
    """Shares that nobody has begun. Each process goes through neighbours, since they hold the same
    modules; one that has none left takes the last one of who has most.
    """

    def __init__(self, shares: int, workers: int) -> None:
        ends = [shares * worker // workers for worker in range(workers + 1)]
        self._of = [deque(range(*pair)) for pair in pairwise(ends)]

    def next_of(self, worker: int) -> int | None:
        if self._of[worker]:
            return self._of[worker].popleft()
        fullest = max(self._of, key=len)
        return fullest.pop() if fullest else None


def _started(
    judge: Judge, shares: Sequence[range], others: Sequence[Connection]
) -> tuple[Connection, ForkProcess]:
    from multiprocessing import get_context  # noqa: PLC0415

    context = get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(judge, shares, there, [*others, here]))
    process.daemon = True
    process.start()
    there.close()
    return here, process


def _serve(
    judge: Judge, shares: Sequence[range], there: Connection, others: Sequence[Connection]
) -> None:
    """Judge one share after the other as long as somebody asks."""
    import msgspec  # noqa: PLC0415

    encoder = msgspec.msgpack.Encoder()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process ends it
    for connection in others:
        connection.close()
    gc.freeze()
    try:
        while asked := there.recv_bytes():
            findings = [judge(program) for program in shares[int(asked)]]
            there.send_bytes(encoder.encode(findings))
    except (EOFError, OSError):
        return
    except Exception:  # noqa: BLE001  (it is met again, and shown, where the share is done anew)
        os._exit(1)
