"""Many curators at one server that is killed again and again: is anything lost or overwritten?

    python scripts/bench_curators.py --home HOME --seconds 60

Works on a copy of ``HOME``, which must hold an index. Sixteen curators save over HTTP, each with a
token of its own, half of the time on templates that all of them judge; the server is ended with
SIGKILL every few seconds and started anew. A save counts as acknowledged once its answer is here;
one whose answer was lost is sent again under the same key. Only the time in which the server
serves is counted. At the end every acknowledged event must
be in the file, every change must have been made by somebody who had seen the one before, and the
chain of hashes must hold. Exit status 1 otherwise.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from acumen.domain.annotation import CuratorRole, Slot
from acumen.domain.attribute import Facet
from acumen.store.annotations import AnnotationStore
from acumen.store.curators import add_curator
from acumen.store.generations import open_index
from acumen.store.home import Home
from corpus.loader import load_vocabularies


@dataclass
class Tally:
    """What the curators saw, together."""

    acknowledged: dict[int, str] = field(default_factory=dict)  # event -> curator
    milliseconds: list[float] = field(default_factory=list)
    conflicts: int = 0
    unreached: int = 0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_for_more(self, limit: float = 180) -> None:
        """Until the server of this life has acknowledged something: starting it is not measured."""
        before, ends = len(self.milliseconds), time.perf_counter() + limit
        while len(self.milliseconds) == before:
            if time.perf_counter() > ends:
                raise SystemExit("the server acknowledged nothing")
            time.sleep(0.05)


@dataclass
class Curator:
    """One person with a token, saving as fast as the server answers."""

    name: str
    token: str
    port: int
    shared: list[str]
    own: list[str]
    values: list[str]
    tally: Tally
    stop: threading.Event

    def run(self) -> None:
        rng = random.Random(self.name)
        seen: dict[str, int] = {}
        while not self.stop.is_set():
            template = rng.choice(self.shared if rng.random() < 0.5 else self.own)
            body = {
                "key": str(uuid.uuid4()),
                "id": template,
                "aspect": "task",
                "values": [rng.choice(self.values)],
                "base": seen.get(template, 0),
            }
            answer = self._sent(body)
            if answer is None:
                continue
            status, said = answer
            if status == 200:
                seen[template] = said["events"][-1]
            elif status == 409 and said.get("conflicts"):
                seen[template] = said["conflicts"][0]["version"]

    def _sent(self, body: dict) -> tuple[int, dict] | None:
        """The answer to a save; sent again under its key until there is one."""
        while True:
            started = time.perf_counter()
            try:
                status, said = self._post(body)
            except (OSError, http.client.HTTPException, ValueError):
                with self.tally.lock:
                    self.tally.unreached += 1
                if self.stop.is_set():
                    return None
                time.sleep(random.uniform(0.2, 0.8))
                continue
            took = 1000 * (time.perf_counter() - started)
            with self.tally.lock:
                if status == 200:
                    self.tally.milliseconds.append(took)
                    self.tally.acknowledged.update(dict.fromkeys(said["events"], self.name))
                elif status == 409:
                    self.tally.conflicts += 1
                elif status != 503:
                    self.tally.wrong.append(f"{status}: {said}")
            if status == 503:
                time.sleep(0.1)
                continue
            return status, said

    def _post(self, body: dict) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {
                "Authorization": f"Bearer {self.token}",
                "Origin": f"http://127.0.0.1:{self.port}",
                "Content-Type": "application/json",
            }
            connection.request("POST", "/api/v1/curate/save", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


class Server:
    """``acumen serve`` as a process that can be killed."""

    def __init__(self, home: Path, curators: Path, port: int) -> None:
        self._command = [
            str(Path(sys.executable).with_name("acumen")), "serve", "--home", str(home),
            "--curators", str(curators), "--port", str(port), "--no-browser", "--encoder", "none",
        ]  # fmt: skip
        self._port = port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds until it answers."""
        started = time.perf_counter()
        self.process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                return time.perf_counter() - started
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("the server did not start") from None
                time.sleep(0.05)

    def kill(self) -> None:
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--curators", type=int, default=16)
    parser.add_argument("--lives", type=float, default=8, help="seconds served between two kills")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(args.home, home)
        (home / "annotations.sqlite").unlink(missing_ok=True)
        raise SystemExit(run(home, args.seconds, args.curators, args.lives))


def run(home: Path, seconds: float, people: int, lives: float) -> int:
    ids = [record.id for record in open_index(Home(home)).index.templates]
    values = [term.id for term in load_vocabularies()[Facet.TASK]][:12]
    file = home / "curators.json"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tally, stop = Tally(), threading.Event()
    curators = [
        Curator(
            f"curator {n:02d}",
            add_curator(file, f"curator {n:02d}", CuratorRole.ANNOTATOR).token,
            port, ids[:20], ids[20 + n :: people], values, tally, stop,
        )
        for n in range(people)
    ]  # fmt: skip
    server = Server(home, file, port)
    starts = [server.start()]
    threads = [threading.Thread(target=each.run) for each in curators]
    for thread in threads:
        thread.start()
    kills = 0
    served = 0.0
    while True:
        tally.wait_for_more()
        life = min(lives * random.uniform(0.5, 1.5), seconds - served)
        time.sleep(life)
        served += life
        if served >= seconds:
            break
        server.kill()
        kills += 1
        starts.append(server.start())
    stop.set()
    for thread in threads:
        thread.join()
    server.kill()
    return report(home, tally, kills, seconds, statistics.median(starts))


def report(home: Path, tally: Tally, kills: int, seconds: float, start: float) -> int:
    store = AnnotationStore(home / "annotations.sqlite")
    events = {event.seq: event for event in store.events()}
    lost = [
        seq
        for seq, name in tally.acknowledged.items()
        if seq not in events or events[seq].author.name != name
    ]
    overwritten = 0
    last: dict[Slot, tuple[int, str]] = {}
    for event in events.values():
        seq, batch = last.get(event.slot, (0, ""))
        if event.batch != batch and event.base != seq:
            overwritten += 1
        last[event.slot] = (event.seq, event.batch)
    proof = store.verify()
    times = sorted(tally.milliseconds) or [0.0]
    print(f"seconds              {seconds:.0f}")
    print(f"kill -9              {kills} (median start {start:.1f} s)")
    print(f"saves acknowledged   {len(times)} ({len(tally.acknowledged)} events)")
    print(f"conflicts shown      {tally.conflicts}")
    print(f"requests unanswered  {tally.unreached}, sent again under their keys")
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"answer p50 / p95     {p50:.0f} / {p95:.0f} ms")
    print(f"lost                 {len(lost)}")
    print(f"overwritten unseen   {overwritten}")
    print(f"other answers        {len(tally.wrong)} {tally.wrong[:3] or ''}")
    print(f"chain of {proof.head.seq} events  {proof.problem or 'holds'}")
    return int(bool(lost or overwritten or tally.wrong or proof.problem))


if __name__ == "__main__":
    main()
