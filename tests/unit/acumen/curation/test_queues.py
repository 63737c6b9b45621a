"""What comes next to a curator, and the figures of agreement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acumen.curation.agreement import agreement, wilson
from acumen.curation.applying import entry_blob, overlay, rows_by_place, slot_of
from acumen.curation.queues import audit, conflict, new, stale, uncertain
from acumen.domain.annotation import Aspect, CuratorRole, Event, Statement, Verdict, Via
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.replay import states
from tests.indexes import build_index, vocabularies
from tests.support.saying import author

INDEX = build_index()
ROWS = rows_by_place(INDEX.templates)
MNIST = next(r for r in INDEX.templates if r.template.path == "mnist/main.py")


def sure(record: TemplateRecord, facet: Facet, *confidence: float) -> TemplateRecord:
    others = [a for a in record.attributes if a.facet is not facet]
    found = [Attribute(facet, f"value-{n}", c) for n, c in enumerate(confidence)]
    return replace(record, attributes=(*others, *found))


def spoken(
    *said: tuple[str, str, Verdict], record: TemplateRecord = MNIST, facet: Aspect = Facet.TASK,
    via: Via = Via.PAGE, blob: str = "",
) -> list[Event]:  # fmt: skip
    return [
        Event(
            seq, f"batch-{seq:03d}", 0,
            Statement(slot_of(record, facet), blob or entry_blob(record), value, verdict),
            author(who, CuratorRole.MAINTAINER if who == "max" else CuratorRole.ANNOTATOR),
            via, "", 0, 0, "", "",
        )
        for seq, (who, value, verdict) in enumerate(said, start=1)
    ]  # fmt: skip


def test_the_least_sure_comes_first_and_what_was_judged_does_not() -> None:
    templates = [
        sure(INDEX.templates[0], Facet.TASK, 0.7),
        sure(INDEX.templates[1], Facet.TASK),
        sure(INDEX.templates[2], Facet.TASK, 0.95),
        sure(INDEX.templates[3], Facet.TASK, 0.85, 0.8),
        sure(INDEX.templates[4], Facet.TASK, 0.95, 0.6),
    ]
    tasks = [item for item in uncertain(templates, ()) if item.slot.aspect is Facet.TASK]
    assert [item.row for item in tasks] == [1, 0, 3]
    assert "no value" in tasks[0].why
    assert "70%" in tasks[1].why
    assert "nearly equally" in tasks[2].why
    left = uncertain(templates, {tasks[0].slot})
    assert [i.row for i in left if i.slot.aspect is Facet.TASK] == [0, 3]
    assert {i.slot.aspect for i in uncertain(templates, ())} <= {Facet.TASK, Facet.FRAMEWORK}


def test_new_is_what_the_index_before_did_not_have() -> None:
    earlier = {
        (r.template.repository, r.template.path, entry_blob(r)) for r in INDEX.templates[:-1]
    }
    assert [item.row for item in new(INDEX.templates, earlier, ())] == [len(INDEX.templates) - 1]
    assert len(new(INDEX.templates, frozenset(), ())) == len(INDEX.templates)
    first = slot_of(INDEX.templates[0], Facet.TASK)
    assert len(new(INDEX.templates, frozenset(), {first})) == len(INDEX.templates) - 1


def test_people_who_differ_and_code_that_changed() -> None:
    events = spoken(("ada", "vae", Verdict.SET), ("bob", "vae", Verdict.REMOVED))
    (item,) = conflict(events, ROWS)
    assert item.row == ROWS[MNIST.template.repository, MNIST.template.path]
    events += spoken(("x", "x", Verdict.SET), ("x", "x", Verdict.SET), ("max", "vae", Verdict.SET))[
        2:
    ]
    assert conflict(events, ROWS) == ()
    old = spoken(("ada", "vae", Verdict.SET), blob="b" * 40)
    laid = overlay(INDEX.templates, ROWS, states(old).values(), vocabularies())
    (item,) = stale(laid.stale, ROWS)
    assert "changed" in item.why
    (item,) = stale(laid.stale, {})
    assert (item.row, "no longer" in item.why) == (-1, True)


def test_the_audit_is_the_same_for_everybody_and_shrinks_by_ones_own_work() -> None:
    many = [
        replace(r, template=replace(r.template, repository=f"a/{n}"))
        for n in range(60)
        for r in INDEX.templates
    ]
    items = audit(many, [], "ada")
    slots = sum(len({a.facet for a in r.attributes} & set(_asked())) for r in many)
    assert 0.02 < len(items) / slots < 0.09
    assert items == audit(many, [], "bob")
    record = many[items[0].row]
    said = spoken(("ada", "vae", Verdict.SET), record=record, facet=items[0].slot.aspect)
    assert audit(many, said, "ada") == items[1:]
    assert audit(many, said, "bob") == items


def _asked() -> tuple[Facet, ...]:
    return (Facet.TASK, Facet.ARCHITECTURE, Facet.FRAMEWORK, Facet.DATASET, Facet.MODALITY)


def test_figures_of_agreement() -> None:
    task = MNIST.values(Facet.TASK)[0]
    events = spoken(
        ("ada", task, Verdict.SET),
        ("bob", task, Verdict.SET),
        ("ada", "vae", Verdict.SET),
        ("bob", "vae", Verdict.REMOVED),
        ("ada", "gan", Verdict.REMOVED),
        ("bob", "gan", Verdict.REMOVED),
        via=Via.AUDIT,
    )
    found = agreement(events, INDEX.templates, ROWS)
    (task_figures,) = found.precision
    assert (task_figures.right, task_figures.judged, task_figures.blind) == (1, 1, 1)
    assert task_figures.added == 0  # the last word on "vae" is that it is not there
    (pair,) = found.pairs
    assert (pair.both, pair.same) == (3, 2)
    assert pair.kappa == pytest.approx(0.4)  # observed 2/3, by chance 4/9
    assert found.people == (("ada", 3), ("bob", 3))


def test_wilson_intervals() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(9, 10)
    assert (low, high) == (pytest.approx(0.5958, abs=1e-3), pytest.approx(0.9821, abs=1e-3))
    assert wilson(0, 5)[0] == pytest.approx(0.0)
    assert wilson(5, 5)[1] == pytest.approx(1.0)
