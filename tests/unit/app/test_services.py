"""What the pages show, without any page."""

from __future__ import annotations

import struct
import unicodedata
import zlib
from dataclasses import replace

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.licence import LicencePolicy
from acumen.domain.source import SourceKind
from app.services.cards import card
from app.services.code import MAX_LINE, highlight
from app.services.density import SIDE, density_png
from app.services.facets import colouring, passing
from app.services.matching import effects, in_order
from app.services.points import (
    OTHER,
    UNKNOWN,
    map_table,
    pack_colours,
    pack_passing,
    pack_points,
    select,
)
from app.services.search import explore
from app.services.shown import one_line, shown
from app.services.template import code_view, similar, template_view, web_base
from app.urlstate import Box, ExploreState, Sort, choices
from tests.support.gallery import MemoryShelf, gallery, with_record


@pytest.fixture(scope="module")
def shelf() -> MemoryShelf:
    return MemoryShelf(gallery())


def test_points_are_packed_as_described(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    codes = catalogue.colours[Facet.TASK].codes
    everything = in_order(catalogue, ExploreState())
    found = select(catalogue.table, everything, box=None, cap=50)
    body = pack_points(catalogue.table, found, index_hash="abc")
    (length,) = struct.unpack_from("<I", body)
    header = orjson.loads(body[4 : 4 + length])
    assert length % 4 == 0
    assert (header["n"], header["in_view"], header["matching"]) == (50, 300, 300)
    start = 4 + length
    xy = np.frombuffer(body, "<f4", 100, start).reshape(50, 2)
    rows = np.frombuffer(body, "<i4", 50, start + 400)
    assert len(body) == start + 600
    np.testing.assert_array_equal(xy, catalogue.index.layout.positions[rows])
    colours = np.frombuffer(pack_colours(catalogue.table, found, codes), "u1")
    np.testing.assert_array_equal(colours, codes[rows])


def test_what_passes_a_filter_is_a_bit_a_point(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    state = ExploreState(include=choices({Facet.FRAMEWORK: ("jax",)}))
    bits = np.unpackbits(
        np.frombuffer(pack_passing(in_order(catalogue, state)), "u1"), bitorder="little"
    )[: len(catalogue)]
    rows = set(catalogue.table.rows[bits.astype(bool)].tolist())
    assert rows == set(np.flatnonzero(passing(catalogue.facets, state)).tolist())


def test_a_box_keeps_what_lies_in_it(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    box = Box(-2, 4, 2, 8)
    found = select(catalogue.table, in_order(catalogue, ExploreState()), box=box)
    positions = catalogue.index.layout.positions
    inside = (np.abs(positions[:, 0]) <= 2) & (positions[:, 1] >= 4) & (positions[:, 1] <= 8)
    assert sorted(catalogue.table.rows[found.places]) == list(np.flatnonzero(inside))
    assert 0 < found.in_view < found.matching == 300


def test_any_prefix_of_the_order_is_a_sample_of_the_whole_map() -> None:
    positions = np.arange(2_000, dtype=np.float32).repeat(2).reshape(-1, 2)
    first = map_table(positions).rows[:200]
    assert abs(float(first.mean()) - 1_000) < 150
    assert len(set(first.tolist())) == 200


def test_an_empty_map_has_an_extent_and_a_picture() -> None:
    table = map_table(np.zeros((0, 2), dtype=np.float32))
    assert density_png(table).startswith(b"\x89PNG")


def test_the_picture_is_a_png_with_the_density_in_it(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    png = density_png(catalogue.table)
    at = png.index(b"IDAT")
    (size,) = struct.unpack(">I", png[at - 4 : at])
    raw = np.frombuffer(zlib.decompress(png[at + 4 : at + 4 + size]), np.uint8)
    rows = raw.reshape(SIDE, 1 + SIDE * 4)
    assert rows[0, 0] == 0
    assert (rows[1:, 0] == 2).all()
    alpha = np.cumsum(rows[:, 4::4], axis=0, dtype=np.uint8)
    assert alpha.max() > 140
    assert np.median(alpha) < 40


def test_rare_and_missing_values_have_codes_of_their_own(shelf: MemoryShelf) -> None:
    templates = shelf.current().index.templates
    found = colouring(shelf.current().facets, Facet.TASK)
    assert len(found.hues) == OTHER
    assert found.others == 3
    assert {OTHER, UNKNOWN} <= set(found.codes.tolist())
    untold = [r for r, c in zip(templates, found.codes, strict=True) if c == UNKNOWN]
    assert all(not record.values(Facet.TASK) for record in untold)


def test_filters_of_one_facet_widen_and_of_two_narrow(shelf: MemoryShelf) -> None:
    facets = shelf.current().facets
    one = ExploreState(include=choices({Facet.FRAMEWORK: ("pytorch",)}))
    two = one.toggled(Facet.FRAMEWORK, "jax")
    both = one.toggled(Facet.TASK, "image-generation")
    assert passing(facets, both).sum() < passing(facets, one).sum() < passing(facets, two).sum()
    permissive = replace(one, licence=LicencePolicy.PERMISSIVE)
    assert passing(facets, permissive).sum() < passing(facets, one).sum()


def test_the_strictest_filter_is_named_first(shelf: MemoryShelf) -> None:
    state = ExploreState(
        include=choices({Facet.TASK: ("node-classification",), Facet.DATASET: ("coco",)})
    )
    view = explore(shelf, shelf.current(), state)
    assert view.total == 0
    assert [e.facet for e in view.effects] == [Facet.DATASET, Facet.TASK]
    assert view.effects[0].without > view.effects[1].without
    assert view.effects == effects(shelf.current(), state)
    assert all(effect.without > 0 for effect in view.effects)


def test_a_query_marks_hits_and_gives_reasons(shelf: MemoryShelf) -> None:
    view = explore(shelf, shelf.current(), ExploreState(query="graph nodes gcn"))
    assert view.results[0].card.facts[0].value == "node-classification"
    assert view.results[0].reasons
    assert set(view.hits) >= {result.card.row for result in view.results}
    assert "none" in view.encoder


def test_orders_of_a_list(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    simple = explore(shelf, catalogue, ExploreState(sort=Sort.SIMPLE)).results
    sizes = [result.card.code_lines for result in simple]
    assert sizes == sorted(sizes)
    fresh = [
        r.card.changed for r in explore(shelf, catalogue, ExploreState(sort=Sort.FRESH)).results
    ]
    assert fresh == sorted(fresh, reverse=True)


def test_counts_of_a_facet_ignore_its_own_choice(shelf: MemoryShelf) -> None:
    state = ExploreState(include=choices({Facet.TASK: ("image-generation", "nobody-has-this")}))
    view = explore(shelf, shelf.current(), state)
    tasks = next(group for group in view.groups if group.facet is Facet.TASK)
    assert len(tasks.counts) > 5
    assert tasks.counts[-1].value == "nobody-has-this"
    assert tasks.counts[-1].count == 0


def test_unchecked_is_never_called_safe(shelf: MemoryShelf) -> None:
    assert card(shelf.current(), 0).safety == "Not established: 0 checked"


def test_a_template_page_has_permalinks_at_the_pinned_commit(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    record = catalogue.index.templates[0]
    view = template_view(catalogue, record.id)
    commit = record.template.commit
    assert view.files[0].web == (
        f"https://github.com/{record.template.repository}/blob/{commit}/{record.template.path}"
    )
    assert f"git checkout --detach {commit}" in view.commands
    assert [file.name for file in view.files] == ["train.py", "data.py"]
    assert "Reproducibility" in view.missing
    assert {"Framework", "Loss"} <= {group.facet for group in view.groups}


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://example.org/a", "https://a.org/x y", "https://a.org/$(id)", ""],
)
def test_only_plain_https_addresses_become_links_and_commands(url: str) -> None:
    base = gallery()
    repository = replace(base.index.repositories[0], url=url, kind=SourceKind.GIT)
    assert web_base(repository) == ""


def test_code_that_is_not_stored_is_a_state_of_its_own(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    stored = {
        view.stored
        for record in catalogue.index.templates
        if (view := code_view(shelf, catalogue, record.id, record.template.path))
    }
    assert stored == {True, False}
    first = catalogue.index.templates[0]
    assert code_view(shelf, catalogue, first.id, "../../etc/passwd") is None


def test_similar_templates_leave_the_template_itself_out(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    found = similar(shelf, catalogue, catalogue.index.templates[0].id, 5)
    assert len(found) == 5
    assert 0 not in found


@given(st.text(max_size=400))
def test_highlighting_loses_no_line_and_no_visible_character(text: str) -> None:
    found = highlight(text, "train.py")
    written = "\n".join("".join(part for _, part in line) for line in found.lines)
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    assert written.rstrip("\n") == shown(normal).rstrip("\n")


def test_one_endless_line_is_cut() -> None:
    found = highlight("x" * 10 * MAX_LINE, "train.py")
    assert sum(len(part) for _, part in found.lines[0]) == MAX_LINE


@given(st.text(max_size=80))
def test_shown_text_holds_nothing_invisible(text: str) -> None:
    for character in one_line(text + "\u202e\u2066\x1b\u200b\ud800\u2028"):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "\u202e" not in shown(text + "\u202e")


def test_hostile_titles_are_written_out() -> None:
    base = gallery()
    hostile = with_record(base, 0, title="safe\u202etxt.exe\n<b>")
    view = card(MemoryShelf(hostile).current(), 0)
    assert view.title == "safe⟨U+202E⟩txt.exe <b>"


def test_evidence_and_attributes_come_with_their_rule() -> None:
    base = gallery()
    record = base.index.templates[0]
    extra = Attribute(
        Facet.METRIC,
        "accuracy",
        0.7,
        (Evidence(record.template.path, 3, 4),),
        rule="metric-by-name",
    )
    changed = with_record(base, 0, attributes=(*record.attributes, extra))
    view = template_view(MemoryShelf(changed).current(), record.id)
    metric = next(group for group in view.groups if group.facet == "Metric")
    assert metric.values[0].rule == "metric-by-name"
    assert metric.values[0].evidence[0].first_line == 3
