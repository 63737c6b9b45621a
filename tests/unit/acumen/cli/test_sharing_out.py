"""However many processes judge, and whatever becomes of them, every program is judged once."""

from __future__ import annotations

import os
import sys
import time
from multiprocessing import active_children, connection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.cli import sharing_out
from acumen.cli.checking import check_paths
from acumen.cli.sharing_out import _shares, _Waiting, judged, usual_jobs
from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome
from acumen.faults.registry import load_rules

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are not copied here")

HERE = os.getpid()


def finding(number: int) -> Finding:
    place = Evidence(f"p{number}.py", 1, 2 + number)
    return Finding("ACU301", Outcome.PRESENT, "ö" * number + "!", (place,), Confidence.LOW, "Fix.")


def judge(number: int) -> tuple[Finding, ...]:
    return tuple(finding(number + more) for more in range(number % 3))


@pytest.mark.parametrize("jobs", [1, 2, 3, 40])
@pytest.mark.parametrize("programs", [0, 1, 2, 17])
def test_findings_come_in_the_order_of_programs(jobs: int, programs: int) -> None:
    sizes = [(number * 7) % 5 for number in range(programs)]
    assert judged(judge, sizes, jobs) == [judge(number) for number in range(programs)]
    assert not active_children()


def test_what_a_process_had_in_hand_when_it_died_is_judged_here() -> None:
    def dying(number: int) -> tuple[Finding, ...]:
        if number in {3, 11} and os.getpid() != HERE:
            os._exit(9)
        return judge(number)

    assert judged(dying, [1] * 16, 2) == [judge(number) for number in range(16)]
    assert not active_children()


def test_an_error_is_not_silent() -> None:
    def failing(number: int) -> tuple[Finding, ...]:
        if number == 5:
            raise ValueError("no such program")
        return judge(number)

    with pytest.raises(ValueError, match="no such program"):
        judged(failing, [1] * 16, 2)
    assert not active_children()


def test_an_interruption_ends_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(number: int) -> tuple[Finding, ...]:
        time.sleep(60)
        return judge(number)

    def interrupted(connections: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(connection, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        judged(slow, [1] * 16, 2)
    assert not active_children()


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 12))
def test_shares_hold_every_program_once_in_order(sizes: list[int], parts: int) -> None:
    shares = _shares(sizes, parts)
    assert [number for share in shares for number in share] == list(range(len(sizes)))
    assert all(shares)
    assert len(shares) <= parts + 1


@given(st.integers(0, 20), st.integers(1, 5), st.randoms(use_true_random=False))
def test_each_share_is_given_once(shares: int, workers: int, random: object) -> None:
    waiting = _Waiting(shares, workers)
    given_out = []
    while (share := waiting.next_of(random.randrange(workers))) is not None:  # type: ignore[attr-defined]
        given_out.append(share)
    assert sorted(given_out) == list(range(shares))


def test_few_programs_are_for_one_process() -> None:
    assert usual_jobs(sharing_out.MANY) == 1
    assert usual_jobs(sharing_out.MANY + 1) == len(os.sched_getaffinity(0))


def test_a_check_says_the_same_however_many_judge(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(
        "import torch\nclass Net(torch.nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.a = torch.nn.Linear(4, 2)\n"
        "    def forward(self, x):\n        return torch.softmax(self.a(x), 1)\n"
    )
    for number in range(6):
        (tmp_path / f"train{number}.py").write_text(
            "import torch\nfrom net import Net\nnet = Net()\n"
            f"optimizer = torch.optim.Adam(net.parameters(), lr={number}.5)\n"
            "loss = torch.nn.CrossEntropyLoss()(net(torch.zeros(3, 4)), torch.zeros(3))\n"
        )
    alone = check_paths([tmp_path], load_rules())
    assert alone.present
    assert check_paths([tmp_path], load_rules(), jobs=3) == alone
