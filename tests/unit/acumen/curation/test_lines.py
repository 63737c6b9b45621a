"""Annotations as lines: out and in again, reviewed, shipped, and hostile."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.curation.importing import import_statements
from acumen.curation.lines import (
    csv_text,
    history_lines,
    load_curated,
    read_lines,
    standing_lines,
)
from acumen.domain.annotation import Statement, Verdict
from acumen.domain.attribute import Facet
from acumen.domain.remark import RemarkKind
from acumen.domain.replay import states
from acumen.errors import CorpusError
from acumen.store.annotation_saves import TakeBack
from acumen.store.annotations import AnnotationStore
from tests.support.saying import BLOB, author, key, recorded, said, save, slot

REASON = "Its data\nare gone."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AnnotationStore]:
    made = AnnotationStore(tmp_path / "annotations.sqlite")
    yield made
    made.close()


def filled(store: AnnotationStore) -> AnnotationStore:
    recorded(store, save(said("vae"), said("gan", Verdict.REMOVED), by="ada"))
    recorded(store, save(said(REASON, where=slot(aspect=RemarkKind.POOR_STARTER)), by="bob"))
    recorded(store, save(said("wrong", where=slot(path="caf\udce9.py")), by="ada"))
    store.record(TakeBack(key(), author("ada")))
    return store


def standing(store: AnnotationStore) -> set[tuple[Statement, str]]:
    return {
        (event.statement, event.author.name)
        for state in states(store.events()).values()
        for event in state.standing
    }


@pytest.mark.parametrize("lines", [history_lines, standing_lines])
def test_what_goes_out_comes_in_again(
    store: AnnotationStore, tmp_path: Path, lines: object
) -> None:
    filled(store)
    text = "\n".join(lines(store.events()))  # type: ignore[operator]
    other = AnnotationStore(tmp_path / "other" / "annotations.sqlite")
    read = read_lines(text, name="a file")
    first = import_statements(other, read, entered_by="max")
    assert (first.added, first.known, first.conflicts) == (3, 0, ())
    assert standing(other) == standing(store)
    assert {event.author.entered_by for event in other.events()} == {"max"}
    assert other.verify().problem == ""
    again = import_statements(other, read, entered_by="max")
    assert (again.added, again.known, again.conflicts) == (0, 3, ())
    at_home = import_statements(store, read, entered_by="max")
    assert (at_home.added, at_home.known) == (0, 3)
    other.close()


def test_an_import_never_overwrites_what_was_said_here(
    store: AnnotationStore, tmp_path: Path
) -> None:
    filled(store)
    text = "\n".join(standing_lines(store.events()))
    other = AnnotationStore(tmp_path / "other" / "annotations.sqlite")
    recorded(other, save(said("cnn"), by="eve"))
    planned = import_statements(other, read_lines(text, name="f"), entered_by="max", write=False)
    assert len(other.events()) == 1
    done = import_statements(other, read_lines(text, name="f"), entered_by="max")
    assert done == planned
    assert (done.added, done.conflicts) == (1, (slot(),))
    assert {s.value for s, _ in standing(other)} == {"cnn", REASON}
    other.close()


def test_statements_ship_with_the_corpus(store: AnnotationStore, tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    folder.mkdir()
    (folder / "a.jsonl").write_text("\n".join(standing_lines(filled(store).events())))
    curated = load_curated(folder)
    found = curated.of("a/b", "train.py", BLOB)
    assert {(j.aspect, j.value, j.who) for j in found} == {
        (Facet.TASK, "vae", "ada"),
        (Facet.TASK, "gan", "ada"),
        (RemarkKind.POOR_STARTER, REASON, "bob"),
    }
    assert curated.of("a/b", "train.py", "b" * 40) == ()
    assert curated.of("a/b", "other.py", BLOB) == ()
    assert load_curated(tmp_path / "nowhere").by_place == {}


def test_a_table_has_no_formulas(store: AnnotationStore) -> None:
    for number, text in enumerate(("=1+1", "@SUM(A1)", "-2", "+3", 'a","b')):
        recorded(store, save(said(text, where=slot(aspect=RemarkKind.NOTE)), base=number))
    rows = list(csv.reader(io.StringIO(csv_text(store.events()))))
    assert {row[3] for row in rows[1:]} == {"'=1+1", "'@SUM(A1)", "'-2", "'+3", 'a","b'}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"repository": 5}',
        "[" * 5_000,
        '{"a": ' * 3_000,
        "x" * 20_000,
        "NaN",
    ],
)
def test_lines_that_are_none_are_named(line: str) -> None:
    with pytest.raises(CorpusError, match=r"reviewed\.jsonl, line 2"):
        read_lines(f"\n{line}", name="reviewed.jsonl")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("aspect", "mood"),
        ("aspect", "size"),
        ("value", ""),
        ("value", "a\u202eb"),
        ("value", 7),
        ("value", "x" * 300),
        ("verdict", "perhaps"),
        ("blob", "master"),
        ("who", "<b>"),
        ("who", ""),
        ("path", "a\x00b"),
        ("at", "x" * 50),
        ("note", "\x1b[2J"),
        ("surplus", "yes"),
    ],
)
def test_a_wrong_field_is_refused(store: AnnotationStore, field: str, wrong: object) -> None:
    (*_, line) = standing_lines(filled(store).events())
    fields = json.loads(line) | {field: wrong}
    with pytest.raises(CorpusError, match="line 1"):
        read_lines(json.dumps(fields), name="f")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda b: b.decode("latin-1")))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(CorpusError):
        read_lines(text, name="f")
