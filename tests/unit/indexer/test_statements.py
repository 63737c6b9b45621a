"""Statements that ship with the corpus are part of what indexing finds; annotations outlive it."""

from __future__ import annotations

from pathlib import Path

import pytest

from acumen.curation.applying import entry_blob, slot_of
from acumen.curation.lines import Curated, CuratedStatement
from acumen.domain.annotation import Statement, Verdict
from acumen.domain.attribute import Facet, Origin
from acumen.domain.index import TemplateRecord
from acumen.domain.remark import RemarkKind
from acumen.search.opening import WORDS, open_library
from acumen.search.records import Query
from acumen.store.annotations import AnnotationStore
from acumen.store.generations import open_index
from acumen.store.home import Home
from corpus.loader import load_vocabularies
from tests.projects import write_projects
from tests.support.saying import recorded, said, save
from tests.unit.indexer.test_pipeline import local, run

VOCABULARIES = load_vocabularies()


def records(home: Path) -> tuple[TemplateRecord, ...]:
    return open_index(Home(home)).index.templates


def test_shipped_statements_are_found_in_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    run(sources, tmp_path / "first", VOCABULARIES)
    before = records(tmp_path / "first")[0]
    template = before.template

    def stated(aspect: Facet | RemarkKind, value: str) -> CuratedStatement:
        slot = slot_of(before, aspect)
        return CuratedStatement(Statement(slot, entry_blob(before), value, Verdict.SET), "corpus")

    shipped = Curated(
        {
            (template.repository, template.path): (
                stated(Facet.TASK, "depth-estimation"),
                stated(RemarkKind.POOR_STARTER, "It needs a lost file."),
            )
        }
    )
    monkeypatch.setattr("indexer.workshop.curated", lambda: shipped)
    run(sources, tmp_path / "second", VOCABULARIES)
    after = records(tmp_path / "second")[0]
    task = next(a for a in after.attributes if a.value == "depth-estimation")
    assert (task.origin, task.rule, task.confidence) == (Origin.CURATED, "corpus", 1.0)
    assert [(r.kind, r.text, r.origin) for r in after.remarks] == [
        (RemarkKind.POOR_STARTER, "It needs a lost file.", Origin.CURATED)
    ]
    library = open_library(Home(tmp_path / "second"), VOCABULARIES, encoder_name=WORDS).library
    found = library.search(Query(text="depth estimation"))
    assert found.hits[0].id == before.id
    assert records(tmp_path / "second")[1:] == records(tmp_path / "first")[1:]


def test_annotations_outlive_indexing_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    run(sources, home, VOCABULARIES)
    record = records(home)[0]
    store = AnnotationStore(Home(home).annotations)
    where = slot_of(record, Facet.TASK)
    recorded(store, save(said("depth-estimation", where=where, blob=entry_blob(record))))
    store.close()
    before = Home(home).annotations.read_bytes()
    run(sources, home, VOCABULARIES, refit=True)
    assert Home(home).annotations.read_bytes() == before
    library = open_library(Home(home), VOCABULARIES, encoder_name=WORDS).library
    assert "depth-estimation" in library.template(record.id).values(Facet.TASK)
    assert "depth-estimation" not in records(home)[0].values(Facet.TASK)
