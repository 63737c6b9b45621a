"""What a store keeps as columns answers as the values would that were written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.attribute_columns import KeptAttributes
from acumen.domain.evidence import Evidence
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.vocabulary import Term, Vocabularies, Vocabulary
from acumen.search.facets import FacetIndex
from acumen.search.records import Condition
from acumen.store import reading
from acumen.store.columns import read_table
from acumen.store.passages import KeptPassages
from acumen.store.tables import tables_of
from tests.unit.acumen.store.stored_indexes import any_index, small_index

KNOWN: Vocabularies = {Facet.TASK: Vocabulary(Facet.TASK, "1", (Term("a", "A", "An a."),))}


def kept(index: Index) -> tuple[TemplateRecord, ...]:
    tables = tables_of(index)
    return reading.templates(tables["templates"], tables["attributes"], tables["findings"])


@settings(max_examples=60, deadline=None)
@given(any_index())
def test_attributes_by_facet_are_those_of_the_values(index: Index) -> None:
    for got, wanted in zip(kept(index), index.templates, strict=True):
        assert isinstance(got.attributes, KeptAttributes)
        for facet in Facet:
            assert got.of(facet) == wanted.of(facet)
            assert got.values(facet) == wanted.values(facet)
        assert got.of(Facet.TASK, Facet.ROLE) == wanted.of(Facet.TASK, Facet.ROLE)
        assert wanted.attributes == got.attributes == wanted.attributes
        assert hash(got.attributes) == hash(wanted.attributes)
        assert got.of(Facet.TASK) == wanted.of(Facet.TASK)  # of those that were made by now
        assert got.attributes[:1] == wanted.attributes[:1]


@settings(max_examples=60, deadline=None)
@given(any_index(), st.data())
def test_facets_counted_from_columns_are_those_of_the_values(
    index: Index, data: st.DataObject
) -> None:
    mixed = list(kept(index))
    for row in data.draw(st.sets(st.integers(0, 2))) if mixed else ():
        if row < len(mixed):
            mixed[row] = index.templates[row]
    counted, built = FacetIndex(mixed, KNOWN), FacetIndex(index.templates, KNOWN)
    everything = np.ones(len(mixed), dtype=bool)
    for facet in Facet:
        assert counted.values(facet) == built.values(facet)
        assert counted.counts(facet, everything) == built.counts(facet, everything)
        assert np.array_equal(counted.best(facet), built.best(facet))
        for value in built.values(facet):
            assert np.array_equal(counted.match(facet, value), built.match(facet, value))


def test_facets_of_a_condition_are_those_of_the_values() -> None:
    index = small_index(4)
    everything = np.ones(4, dtype=bool)
    for condition in Condition:
        counted = FacetIndex(kept(index), KNOWN, condition).counts(Facet.TASK, everything)
        assert counted == FacetIndex(index.templates, KNOWN, condition).counts(
            Facet.TASK, everything
        )


def test_a_table_of_several_groups_is_read_as_one_of_a_single_group(tmp_path: Path) -> None:
    """Text is coded anew in every group of rows, and nothing may be taken for its neighbour."""
    index = small_index(7)
    said = [
        replace(
            record,
            attributes=tuple(
                Attribute(
                    facet, f"{facet}-{row % 3}", 0.5, (Evidence(f"{facet}{row}.py", 1, row + 1),),
                    Origin.CURATED, f"rule {row % 2}",
                )
                for facet in (Facet.TASK, Facet.LOSS)
            ),
        )
        for row, record in enumerate(index.templates)
    ]  # fmt: skip
    index = replace(index, templates=tuple(said))
    tables = {}
    for name, table in tables_of(index).items():
        path = tmp_path / f"{name}.parquet"
        pq.write_table(table, path, row_group_size=2, write_page_checksum=True)
        tables[name] = read_table(path, coded_text=name != "terms")
    got = reading.templates(tables["templates"], tables["attributes"], tables["findings"])
    assert got == index.templates
    assert KeptPassages(tables["passages"]) == index.passages
    assert reading.repositories(tables["repositories"]) == index.repositories


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("facet", pa.array(["no-facet"])),
        ("value", pa.array([""])),
        ("confidence", pa.array([1.5])),
        ("confidence", pa.array([float("nan")])),
        ("origin", pa.array(["hearsay"])),
        (
            "evidence",
            pa.array([[{"path": "a.py", "first_line": 3, "last_line": 2}]]),
        ),
    ],
)
def test_what_is_no_attribute_is_refused_at_once(column: str, value: pa.Array) -> None:
    tables = tables_of(small_index(1))
    attributes = tables["attributes"]
    place = attributes.schema.get_field_index(column)
    field = attributes.schema.field(column)
    attributes = attributes.set_column(place, field, value.cast(field.type))
    with pytest.raises(ValueError, match=r"."):
        reading.templates(tables["templates"], attributes, tables["findings"])
