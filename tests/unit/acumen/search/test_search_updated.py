"""A library with a few other records answers as one that is built anew, and with honest reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.index import TemplateRecord
from acumen.domain.remark import Remark, RemarkKind
from acumen.search.engine import Library
from acumen.search.facets import FacetIndex
from acumen.search.fields import FieldName
from acumen.search.lexical import LexicalIndex
from acumen.search.records import Leg, Query
from tests.indexes import WordEncoder, build_index, vocabularies

INDEX = build_index()
KNOWN = vocabularies()
LIBRARY = Library(INDEX, WordEncoder(), KNOWN)
ROW = next(row for row, r in enumerate(INDEX.templates) if r.template.path == "mnist/main.py")


def with_task(record: TemplateRecord, *values: str) -> TemplateRecord:
    others = [a for a in record.attributes if a.facet is not Facet.TASK]
    said = [Attribute(Facet.TASK, value, 1.0, (), Origin.ANNOTATED, "ada") for value in values]
    return replace(record, attributes=(*others, *said))


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.integers(0, len(INDEX.templates) - 1),
        st.lists(st.sampled_from(("text-generation", "semantic-segmentation", "a-new-one"))),
        max_size=4,
    )
)
def test_updated_facets_are_those_of_a_new_build(changes: dict[int, list[str]]) -> None:
    records = list(INDEX.templates)
    for row, values in changes.items():
        records[row] = with_task(records[row], *values)
    updated = FacetIndex(INDEX.templates, KNOWN).updated({row: records[row] for row in changes})
    built = FacetIndex(records, KNOWN)
    everything = np.ones(len(records), dtype=bool)
    for facet in Facet:
        assert updated.values(facet) == built.values(facet)
        assert updated.counts(facet, everything) == built.counts(facet, everything)
        for value in built.values(facet):
            assert np.array_equal(updated.match(facet, value), built.match(facet, value))


def test_updated_words_add_up_and_removed_ones_count_nothing() -> None:
    words = LexicalIndex(INDEX.term_counts, len(INDEX.templates))
    query = {"mnist": 1.0, "digit": 1.0, "quokka": 1.0, "classif": 0.5, "imag": 1.0}
    fields = {
        FieldName.ATTRIBUTES: Counter({"quokka": 2}),
        FieldName.TITLE: Counter({"quokka": 1}),
    }
    updated = words.updated({ROW: fields})
    before, after = words.scores(query), updated.scores(query)
    assert np.array_equal(np.delete(before, ROW), np.delete(after, ROW))
    shares = updated.shares(ROW, query)
    assert sum(share.value for share in shares) == pytest.approx(after[ROW])
    by_field = {(share.field, share.term) for share in shares}
    assert (FieldName.ATTRIBUTES, "quokka") in by_field
    assert not any(name is FieldName.TITLE and term == "mnist" for name, term in by_field)
    assert updated.frequency("quokka") == 1
    assert words.frequency("quokka") == 0
    again = updated.updated({ROW: {FieldName.ATTRIBUTES: Counter(), FieldName.TITLE: Counter()}})
    assert again.scores({"quokka": 1.0})[ROW] == 0


def test_an_update_changes_search_facets_and_list_at_once() -> None:
    record = replace(with_task(INDEX.templates[ROW], "text-generation"), title="Quokka writer")
    updated = LIBRARY.updated({ROW: record})
    wanted = Query(include={Facet.TASK: ("text-generation",)})
    assert record.id in [r.id for r in updated.select(wanted)]
    assert record.id not in [r.id for r in LIBRARY.select(wanted)]
    counts = {c.value: c.count for c in updated.facets()[Facet.TASK]}
    assert counts["text-generation"] == 3
    hit = updated.search(Query(text="text generation", limit=6))
    mine = next(h for h in hit.hits if h.id == record.id)
    assert any(r.leg is Leg.ATTRIBUTE and "Task" in r.text for r in mine.reasons)
    assert sum(r.contribution for r in mine.reasons) == pytest.approx(mine.score)
    assert updated.search(Query(text="quokka")).hits[0].id == record.id
    assert updated.template(record.id).title == "Quokka writer"


def test_a_remark_alone_leaves_the_words_as_they_are() -> None:
    record = INDEX.templates[ROW]
    poor = replace(record, remarks=(Remark(RemarkKind.POOR_STARTER, "It only runs once.", "ada"),))
    query = Query(text="image classification on mnist")
    before = next(h for h in LIBRARY.search(query).hits if h.id == record.id)
    after = next(h for h in LIBRARY.updated({ROW: poor}).search(query).hits if h.id == record.id)
    words = [r for r in before.reasons if r.leg is Leg.WORDS]
    assert [r for r in after.reasons if r.leg is Leg.WORDS] == words
    assert not any(r.text.startswith("Starting it trains") for r in after.reasons)
