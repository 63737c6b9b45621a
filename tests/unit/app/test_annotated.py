"""A shelf kept up to date event by event shows what one that starts anew would show."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from acumen.curation.applying import entry_blob, slot_of
from acumen.domain.annotation import Verdict
from acumen.domain.attribute import Facet
from acumen.domain.remark import RemarkKind
from acumen.errors import UsageError
from acumen.search.records import Query
from acumen.store.annotation_saves import TakeBack
from acumen.store.annotations import AnnotationStore
from app.services.annotated import AnnotatedShelf
from app.services.library import COLOURS
from tests.support.gallery import Gallery, MemoryShelf, gallery, labels
from tests.support.saying import author, key, said, save

VALUES = ("image-classification", "semantic-segmentation", "machine-translation", "a-new-one")


@pytest.fixture(scope="module")
def painted() -> Gallery:
    return gallery()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "annotations.sqlite"


@pytest.fixture
def store(place: Path) -> Iterator[AnnotationStore]:
    made = AnnotationStore(place)
    yield made
    made.close()


def shelf(painted: Gallery, store: AnnotationStore, place: Path) -> AnnotatedShelf:
    return AnnotatedShelf(MemoryShelf(painted, labels=labels()), store, place)


def test_step_by_step_is_the_same_as_anew(
    painted: Gallery, store: AnnotationStore, place: Path
) -> None:
    rng = random.Random(3)
    followed = shelf(painted, store, place)
    query = Query(text="semantic segmentation of pictures", limit=20)
    for turn in range(24):
        record = painted.index.templates[rng.randrange(8)]
        aspect = rng.choice([Facet.TASK, Facet.TASK, Facet.DATASET, RemarkKind.POOR_STARTER])
        where = slot_of(record, aspect)
        base = max((event.seq for event in store.of_slots([where])), default=0)
        verdict = rng.choice([Verdict.SET, Verdict.SET, Verdict.REMOVED, Verdict.WITHDRAWN])
        blob = entry_blob(record) if rng.random() < 0.9 else "b" * 40
        if turn % 4 == 3:
            try:
                store.record(TakeBack(key(), author(), redo=rng.random() < 0.4))
            except UsageError:
                continue
        else:
            statement = said(rng.choice(VALUES), verdict, where=where, blob=blob)
            store.record(save(statement, base=base))
        now = followed.current()
        followed.engine(now)
        if turn % 6 == 5:
            anew = shelf(painted, store, place)
            fresh = anew.current()
            assert now.index.templates == fresh.index.templates
            assert now.version == fresh.version
            everything = np.ones(len(now), dtype=bool)
            for facet in Facet:
                assert now.facets.counts(facet, everything) == fresh.facets.counts(
                    facet, everything
                )
            for facet in COLOURS:
                assert np.array_equal(now.colours[facet].codes, fresh.colours[facet].codes)
            mine, theirs = followed.engine(now).search(query), anew.engine(fresh).search(query)
            assert [hit.id for hit in mine.hits] == [hit.id for hit in theirs.hits]
            assert [h.score for h in mine.hits] == pytest.approx([h.score for h in theirs.hits])


def test_another_process_is_noticed_and_nothing_is_done_twice(
    painted: Gallery, store: AnnotationStore, place: Path
) -> None:
    followed = shelf(painted, store, place)
    before = followed.current()
    assert followed.current() is before
    other = AnnotationStore(place)
    record = painted.index.templates[0]
    statement = said("a-new-one", where=slot_of(record, Facet.TASK), blob=entry_blob(record))
    other.record(save(statement))
    other.close()
    after = followed.current()
    assert after.version != before.version
    assert after.hash == before.hash
    assert followed.current() is after
    assert "a-new-one" in after.record(record.id).values(Facet.TASK)
    assert "a-new-one" not in followed.base().record(record.id).values(Facet.TASK)


def test_a_new_index_starts_over_and_a_damaged_file_is_left_out(
    painted: Gallery, store: AnnotationStore, place: Path
) -> None:
    record = painted.index.templates[0]
    statement = said("a-new-one", where=slot_of(record, Facet.TASK), blob=entry_blob(record))
    store.record(save(statement))
    memory = MemoryShelf(painted, labels=labels())
    followed = AnnotatedShelf(memory, store, place)
    followed.engine(followed.current())
    memory.gallery, memory.hash = gallery(), "fedcba9876543210"
    again = followed.current()
    assert again.hash == "fedcba9876543210"
    assert "a-new-one" in again.record(record.id).values(Facet.TASK)
    assert "a-new-one" in followed.engine(again).template(record.id).values(Facet.TASK)
    store.close()
    for file in place.parent.glob("annotations.sqlite*"):
        file.write_bytes(b"no database" * 1000)
    broken = followed.current()
    assert "Annotations are left out" in broken.fallback
    assert len(broken) == len(again)
