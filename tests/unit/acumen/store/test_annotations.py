"""Annotations: append-only, conflicts seen, undo exact, chain provable, nothing lost on a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acumen.domain.annotation import (
    CuratorRole,
    Slot,
    Statement,
    Verdict,
    event_hash,
)
from acumen.domain.attribute import Facet
from acumen.domain.remark import RemarkKind
from acumen.domain.replay import disagreements, live, states
from acumen.errors import NewerSchemaError, StorageError, UsageError
from acumen.store.annotation_saves import Conflicted, Recorded, TakeBack
from acumen.store.annotations import AnnotationStore
from tests.support.saying import BLOB, author, key, recorded, said, save, slot


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AnnotationStore]:
    made = AnnotationStore(tmp_path / "annotations.sqlite")
    yield made
    made.close()


def standing(store: AnnotationStore, where: Slot | None = None) -> dict[str, Verdict]:
    state = states(store.of_slots([where or slot()])).get(where or slot())
    return {e.statement.value: e.statement.verdict for e in state.standing} if state else {}


def test_reading_creates_nothing(tmp_path: Path) -> None:
    store = AnnotationStore(tmp_path / "annotations.sqlite")
    assert store.head().seq == 0
    assert store.events() == ()
    assert store.verify().problem == ""
    assert list(tmp_path.iterdir()) == []


def test_a_save_is_kept_and_chained(store: AnnotationStore, tmp_path: Path) -> None:
    answer = recorded(store, save(said("vae"), said("gan", Verdict.REMOVED)))
    first, second = answer.events
    assert (first.seq, second.seq) == (1, 2)
    assert second.previous == first.hash == event_hash(first)
    assert AnnotationStore(tmp_path / "annotations.sqlite").events() == answer.events
    assert standing(store) == {"vae": Verdict.SET, "gan": Verdict.REMOVED}


def test_a_late_save_is_told_what_came_between(store: AnnotationStore) -> None:
    recorded(store, save(said("vae"), by="ada"))
    answer = store.record(save(said("gan"), by="bob", base=0))
    assert isinstance(answer, Conflicted)
    (change,) = answer.changes
    assert [event.statement.value for event in change.since] == ["vae"]
    assert change.version == 1
    assert len(store.events()) == 1
    recorded(store, save(said("gan"), by="bob", base=change.version))


def test_a_conflict_in_one_slot_records_nothing_of_the_save(store: AnnotationStore) -> None:
    recorded(store, save(said("vae")))
    other = said("mnist", where=slot(aspect=Facet.DATASET))
    assert isinstance(store.record(save(other, said("gan"))), Conflicted)
    assert len(store.events()) == 1


def test_a_retry_is_recorded_once(store: AnnotationStore) -> None:
    request = save(said("vae"))
    first, second = store.record(request), store.record(request)
    assert isinstance(first, Recorded)
    assert isinstance(second, Recorded)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.events == second.events
    with pytest.raises(UsageError, match="another save"):
        store.record(save(said("gan"), name=request.key))


def test_paths_that_are_no_utf8_survive(store: AnnotationStore) -> None:
    odd = slot(path="caf\udce9/train.py")
    recorded(store, save(said("vae", where=odd)))
    assert store.events()[0].slot == odd
    assert store.verify().problem == ""


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: said(""),
        lambda: said("x", Verdict.UNKNOWN),
        lambda: said("x" * 201),
        lambda: said("x\n"),
        lambda: said("a\u202eb"),
        lambda: said("a\x00b"),
        lambda: said("a", note="b\x1b[31m"),
        lambda: said("a", blob="HEAD"),
        lambda: said("small", where=slot(aspect=Facet.SIZE)),
        lambda: said("a", where=slot(path="")),
        lambda: said("a", where=slot(path="a\0b")),
        lambda: said("r" * 2001, where=slot(aspect=RemarkKind.NOTE)),
        lambda: author(" ada"),
        lambda: author("<script>"),
        lambda: author("a\u202eb"),
        lambda: save(said("a"), name="short"),
        lambda: save(said("a"), name="../../../../etc/passwd"),
        save,
    ],
)
def test_what_cannot_be_stated_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()  # type: ignore[operator]


def test_undo_and_redo(store: AnnotationStore) -> None:
    recorded(store, save(said("vae")))
    recorded(store, save(said("gan"), said("vae", Verdict.REMOVED), base=1))
    before, after = {"vae": Verdict.SET}, {"gan": Verdict.SET, "vae": Verdict.REMOVED}
    assert standing(store) == after
    for _ in range(2):
        store.record(TakeBack(key(), author()))
        assert standing(store) == before
        store.record(TakeBack(key(), author(), redo=True))
        assert standing(store) == after
    store.record(TakeBack(key(), author()))
    store.record(TakeBack(key(), author()))
    assert standing(store) == {}
    with pytest.raises(UsageError, match="nothing to undo"):
        store.record(TakeBack(key(), author()))
    recorded(store, save(said("cnn"), base=store.head().seq))
    with pytest.raises(UsageError, match="nothing to redo"):
        store.record(TakeBack(key(), author(), redo=True))


def test_undo_never_overwrites_another_person(store: AnnotationStore) -> None:
    elsewhere = slot(path="other.py")
    recorded(store, save(said("vae"), said("vae", where=elsewhere), by="ada"))
    recorded(store, save(said("gan"), by="bob", base=1))
    answer = store.record(TakeBack(key(), author("ada")))
    assert isinstance(answer, Conflicted)
    assert [event.statement.value for event in answer.changes[0].since] == ["gan"]
    partly = store.record(TakeBack(key(), author("ada"), skip_changed=True))
    assert isinstance(partly, Recorded)
    assert standing(store) == {"gan": Verdict.SET, "vae": Verdict.SET}
    assert standing(store, elsewhere) == {}


def test_unknown_takes_the_place_of_values_and_back(store: AnnotationStore) -> None:
    recorded(store, save(said("vae")))
    recorded(store, save(said("", Verdict.UNKNOWN), base=1))
    assert standing(store) == {"": Verdict.UNKNOWN}
    store.record(TakeBack(key(), author()))
    assert standing(store) == {"vae": Verdict.SET}


def test_who_differs_and_who_settles(store: AnnotationStore) -> None:
    recorded(store, save(said("vae"), by="ada"))
    recorded(store, save(said("vae", Verdict.REMOVED), by="bob", base=1))
    (open_,) = disagreements(store.events())
    assert [side.author.name for side in open_.sides] == ["ada", "bob"]
    recorded(store, save(said("vae"), by="eve", base=2))
    assert disagreements(store.events()) == ()
    store.record(TakeBack(key(), author("eve")))
    assert len(disagreements(store.events())) == 1
    role = CuratorRole.MAINTAINER
    recorded(store, save(said("vae"), by="max", role=role, base=4))
    recorded(store, save(said("vae", Verdict.REMOVED), by="mia", role=role, base=5))
    assert disagreements(store.events()) == ()


def test_events_cannot_be_changed_or_deleted(store: AnnotationStore, tmp_path: Path) -> None:
    recorded(store, save(said("vae")))
    db = sqlite3.connect(tmp_path / "annotations.sqlite")
    for statement in ("DELETE FROM event", "UPDATE event SET value = 'gan'"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE event SET value = 'dcgan' WHERE seq = 2",
        "UPDATE event SET who = 'eve' WHERE seq = 1",
        "UPDATE event SET at = '2000-01-01' WHERE seq = 3",
        "UPDATE event SET verdict = 'maybe' WHERE seq = 2",
        "DELETE FROM event WHERE seq = 2",
        "UPDATE event SET seq = 9 WHERE seq = 3",
        "UPDATE event SET compensates = 1 WHERE seq = 2",
    ],
)
def test_verify_finds_every_change(store: AnnotationStore, tmp_path: Path, harm: str) -> None:
    for number, value in enumerate(("vae", "gan", "cnn")):
        recorded(store, save(said(value), base=number))
    head = store.head().hash
    store.close()
    db = sqlite3.connect(tmp_path / "annotations.sqlite")
    db.execute("DROP TRIGGER event_is_kept")
    db.execute("DROP TRIGGER event_stays")
    db.execute(harm)
    db.commit()
    db.close()
    proof = store.verify(head)
    assert proof.problem or not proof.passed


def test_a_cut_tail_is_found_by_the_head_that_was_noted(
    store: AnnotationStore, tmp_path: Path
) -> None:
    recorded(store, save(said("vae")))
    recorded(store, save(said("gan"), base=1))
    head = store.head().hash
    assert store.verify(head).passed
    store.close()
    db = sqlite3.connect(tmp_path / "annotations.sqlite")
    db.execute("DROP TRIGGER event_is_kept")
    db.execute("DELETE FROM event WHERE seq = 2")
    db.commit()
    db.close()
    proof = store.verify(head)
    assert proof.problem == ""
    assert not proof.passed


def test_a_newer_schema_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(NewerSchemaError, match="schema 99"):
        AnnotationStore(path).record(save(said("vae")))
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="cannot be used"):
        AnnotationStore(path).head()


def test_a_failed_write_is_no_acknowledgement(tmp_path: Path) -> None:
    (tmp_path / "annotations.sqlite").mkdir()
    store = AnnotationStore(tmp_path / "annotations.sqlite")
    with pytest.raises(StorageError):
        store.record(save(said("vae")))
    (tmp_path / "annotations.sqlite").rmdir()
    recorded(store, save(said("vae")))  # and the store goes on
    store.close()


# --- properties ---------------------------------------------------------------------------------

PEOPLE = ("ada", "bob", "eve")
VALUES = ("vae", "gan", "")
ACTIONS = st.one_of(
    st.tuples(
        st.just("say"),
        st.sampled_from(PEOPLE),
        st.lists(
            st.tuples(
                st.sampled_from(("a.py", "b.py")),
                st.sampled_from(VALUES),
                st.sampled_from((Verdict.SET, Verdict.REMOVED, Verdict.WITHDRAWN)),
            ),
            min_size=1,
            max_size=3,
        ),
    ),
    st.tuples(st.sampled_from(("undo", "redo")), st.sampled_from(PEOPLE), st.just([])),
)


def statement(path: str, value: str, verdict: Verdict) -> Statement:
    if not value and verdict is not Verdict.WITHDRAWN:
        verdict = Verdict.UNKNOWN
    return said(value, verdict, where=slot(path=path))


def snapshot(store: AnnotationStore) -> dict[tuple[str, str], tuple[Verdict, str, int]]:
    found = states(store.events())
    return {
        (state.slot.path, e.statement.value): (e.statement.verdict, e.author.name, e.seq)
        for state in found.values()
        for e in state.standing
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ACTIONS, max_size=14))
def test_taking_back_restores_what_stood(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, str, list[object]]]
) -> None:
    """Against a plain model: the state before every event is written down and compared."""
    store = AnnotationStore(tmp_path_factory.mktemp("home") / "annotations.sqlite")
    before: dict[int, dict[tuple[str, str], tuple[Verdict, str, int]]] = {}
    for doing, who, what in actions:
        now = snapshot(store)
        head = store.head().seq
        if doing == "say":
            drafts = [statement(*one) for one in what]  # type: ignore[misc]
            versions = {s: state.version for s, state in states(store.events()).items()}
            request = save(*drafts, by=who)
            fixed = tuple(
                type(d)(d.statement, versions.get(d.statement.slot, 0)) for d in request.drafts
            )
            answer = store.record(type(request)(request.key, request.author, request.via, fixed))
        else:
            try:
                answer = store.record(TakeBack(key(), author(who), redo=doing == "redo"))
            except UsageError:
                continue
        if isinstance(answer, Conflicted):
            assert snapshot(store) == now
            continue
        for event in answer.events:
            before.setdefault(event.seq, now)
        assert store.head().seq == head + len(answer.events)
        if doing != "say":
            targets = [event.compensates for event in answer.events]
            paths = {event.slot.path for event in answer.events}
            wanted = {k: v for k, v in before[min(targets)].items() if k[0] in paths}
            there = {k: v for k, v in snapshot(store).items() if k[0] in paths}
            assert there == wanted
    events = store.events()
    assert store.verify().problem == ""
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert live(live(events)) == live(events)
    store.close()


# --- many writers, and kills --------------------------------------------------------------------


def test_many_threads_lose_nothing_and_overwrite_nothing(store: AnnotationStore) -> None:
    acknowledged: list[int] = []
    refused: list[int] = []
    shared = slot(path="shared.py")

    def work(name: str) -> None:
        for number in range(12):
            mine = slot(path=f"{name}/{number}.py")
            acknowledged.extend(
                e.seq for e in recorded(store, save(said("vae", where=mine), by=name)).events
            )
            base = max((e.seq for e in store.of_slots([shared])), default=0)
            answer = store.record(save(said(name, where=shared), by=name, base=base))
            if isinstance(answer, Recorded):
                acknowledged.extend(e.seq for e in answer.events)
            else:
                refused.append(1)

    threads = [threading.Thread(target=work, args=(f"curator {n}",)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = store.events()
    assert sorted(acknowledged) == [event.seq for event in events]
    assert len(acknowledged) + len(refused) == 16 * 24
    last = 0
    for event in events:
        if event.slot == shared:
            assert event.base == last  # nobody wrote over what he had not seen
            last = event.seq
    assert store.verify().problem == ""


WRITER = """
import sys, threading
from pathlib import Path
from acumen.store.annotations import AnnotationStore
from tests.support.saying import said, save, slot
store = AnnotationStore(Path(sys.argv[1]))
lock = threading.Lock()
def work(number):
    for turn in range(100000):
        where = slot(path=f"{sys.argv[2]}/{number}/{turn}.py")
        answer = store.record(save(said("vae", where=where), by=f"c {number}",
                                   name=f"key-{sys.argv[2]}-{number}-{turn}"))
        with lock:
            for event in answer.events:
                sys.stdout.write(event.hash + "\\n")
            sys.stdout.flush()
for number in range(16):
    threading.Thread(target=work, args=(number,)).start()
"""


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "annotations.sqlite"
    acknowledged: list[str] = []
    for turn in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(turn)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[4],
        )
        assert process.stdout is not None
        acknowledged.append(process.stdout.readline().strip())  # it writes
        time.sleep(0.15 + 0.1 * turn)
        os.kill(process.pid, signal.SIGKILL)
        rest, _ = process.communicate()
        acknowledged += [line for line in rest.splitlines() if len(line) == 64]
    store = AnnotationStore(path)
    there = {event.hash for event in store.events()}
    assert len(acknowledged) > 100
    assert set(acknowledged) <= there
    assert store.verify().problem == ""


def test_blob_is_that_of_the_entry() -> None:
    assert said("vae").blob == BLOB
