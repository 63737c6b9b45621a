"""What people said, laid over what the rules found."""

from __future__ import annotations

from dataclasses import replace

from acumen.curation.applying import (
    Judgement,
    entry_blob,
    judged_attributes,
    judged_record,
    overlay,
    rows_by_place,
    slot_of,
)
from acumen.domain.annotation import Aspect, Event, Verdict, Via
from acumen.domain.attribute import Facet, Origin
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicencePolicy, LicenceState
from acumen.domain.remark import RemarkKind
from acumen.domain.replay import states
from acumen.domain.template import Role
from acumen.recommend.engine import recommend
from acumen.recommend.needs import Needs
from acumen.search.engine import Library
from tests.indexes import build_index
from tests.indexes import vocabularies as small_vocabularies
from tests.support.saying import author, said
from tests.unit.acumen.recommend.wishes import library as wishing

INDEX = build_index()
KNOWN = small_vocabularies()
RECORD = next(r for r in INDEX.templates if r.template.path == "mnist/main.py")


def judged(*said_: tuple[Aspect, str, Verdict], record: TemplateRecord = RECORD) -> TemplateRecord:
    judgements = [Judgement(aspect, value, verdict, "ada") for aspect, value, verdict in said_]
    return judged_record(record, judgements, Origin.ANNOTATED, KNOWN)


def event(seq: int, record: TemplateRecord, aspect: Aspect, value: str, blob: str = "") -> Event:
    statement = said(value, where=slot_of(record, aspect), blob=blob or entry_blob(record))
    return Event(seq, f"batch-{seq:03d}", 0, statement, author(), Via.PAGE, "", 0, 0, "", "")


def test_a_set_value_keeps_its_evidence_and_names_the_person() -> None:
    changed = judged((Facet.DATASET, "mnist", Verdict.SET), (Facet.TASK, "vae", Verdict.SET))
    mnist = next(a for a in changed.attributes if a.value == "mnist")
    assert (mnist.origin, mnist.rule, mnist.confidence) == (Origin.ANNOTATED, "ada", 1.0)
    assert mnist.evidence == next(a for a in RECORD.attributes if a.value == "mnist").evidence
    new = changed.attributes[-1]
    assert (new.facet, new.value, new.known, new.evidence) == (Facet.TASK, "vae", False, ())


def test_removed_and_unknown_values_go() -> None:
    changed = judged((Facet.DATASET, "mnist", Verdict.REMOVED), (Facet.TASK, "", Verdict.UNKNOWN))
    assert changed.values(Facet.DATASET) == ()
    assert changed.values(Facet.TASK) == ()
    assert changed.values(Facet.FRAMEWORK) == RECORD.values(Facet.FRAMEWORK)


def test_the_title_follows() -> None:
    changed = judged(
        (Facet.TASK, "image-classification", Verdict.REMOVED),
        (Facet.TASK, "text-generation", Verdict.SET),
    )
    assert changed.title.startswith("Text generation")
    assert judged((RemarkKind.NOTE, "Read me first.", Verdict.SET)).title == RECORD.title


def test_role_and_licence_are_corrected() -> None:
    changed = judged((Facet.ROLE, "inference", Verdict.SET), (Facet.LICENCE, "none", Verdict.SET))
    assert changed.template.role is Role.INFERENCE
    assert changed.licence.state is LicenceState.NONE
    assert "ada" in changed.licence.note
    assert "MIT" in changed.licence.note
    assert not LicencePolicy.PERMISSIVE.allows(changed.licence.state)


def test_a_curated_value_is_outranked_by_a_person_here() -> None:
    first = judged_attributes(
        RECORD.attributes,
        [Judgement(Facet.TASK, "text-generation", Verdict.SET, "corpus")],
        Origin.CURATED,
        KNOWN,
    )
    second = judged_attributes(
        first,
        [Judgement(Facet.TASK, "text-generation", Verdict.REMOVED, "ada")],
        Origin.ANNOTATED,
        KNOWN,
    )
    assert [a.value for a in first if a.origin is Origin.CURATED] == ["text-generation"]
    assert second == RECORD.attributes


def test_annotations_survive_indexing_again_and_changed_code_makes_them_stale() -> None:
    found = states([event(1, RECORD, Facet.TASK, "text-generation")])
    again = build_index()
    laid = overlay(again.templates, rows_by_place(again.templates), found.values(), KNOWN)
    (record,) = laid.records.values()
    assert "text-generation" in record.values(Facet.TASK)
    assert laid.stale == ()

    moved = [
        replace(r, files=(replace(r.files[0], blob="b" * 40), *r.files[1:]))
        for r in again.templates
    ]
    laid = overlay(moved, rows_by_place(moved), found.values(), KNOWN)
    assert laid.records == {}
    assert [state.slot.path for state in laid.stale] == ["mnist/main.py"]

    gone = [r for r in again.templates if r.id != RECORD.id]
    laid = overlay(gone, rows_by_place(gone), found.values(), KNOWN)
    assert laid.records == {}
    assert len(laid.stale) == 1


def test_a_poor_start_is_never_picked_and_the_reason_is_shown() -> None:
    shelf: Library = wishing(encoder=False)
    needs = Needs(task=("semantic-segmentation",))
    best = recommend(shelf, needs).picks[0].record
    said_ = [
        Judgement(RemarkKind.POOR_STARTER, "The data are gone.", Verdict.SET, "ada"),
        Judgement(RemarkKind.NOTE, "Ask for the data.", Verdict.SET, "ada"),
    ]
    row = next(row for row, r in enumerate(shelf.index.templates) if r.id == best.id)
    demoted = judged_record(best, said_, Origin.ANNOTATED, shelf.vocabularies)
    found = recommend(shelf.updated({row: demoted}), needs)
    assert best.id not in [pick.id for pick in found.picks]
    gated = next(g for g in found.gated if g.record.id == best.id)
    assert gated.reason == "ada calls it a poor start: The data are gone."
    withdrawn = [Judgement(RemarkKind.POOR_STARTER, "The data are gone.", Verdict.REMOVED, "bob")]
    back = judged_record(demoted, withdrawn, Origin.ANNOTATED, shelf.vocabularies)
    assert [remark.kind for remark in back.remarks] == [RemarkKind.NOTE]
