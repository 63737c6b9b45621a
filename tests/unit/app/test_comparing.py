"""Faults, comparisons, neighbours and statistics as the pages show them, without any page."""

from __future__ import annotations

import orjson
import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome
from acumen.domain.index import TemplateRecord
from acumen.faults.statement import LeafState, expected_rules
from acumen.taxonomy.tree import load_taxonomy
from app.abouturl import about_link, read_about
from app.compareurl import MOST, CompareState, compare_link, read_compare
from app.components.still import still
from app.services.about import about
from app.services.comparing import comparison
from app.services.faults import STATES, category_views, faults_view
from app.services.neighbours import neighbours
from app.services.taxonomy import Coverage, detail, totals, tree
from app.services.template import template_view
from tests.support.gallery import MemoryShelf, gallery, labels, with_record


def answers(
    record: TemplateRecord, outcome: Outcome, rules: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Every rule answers on the first file: ``rules`` with ``outcome``, all others with clean."""
    place = Evidence(record.files[0].path, 27, 28)
    return tuple(
        Finding(
            rule.id,
            outcome if rule.id in rules else Outcome.ABSENT,
            "it was seen",
            (place,),
            Confidence.HIGH,
            "Do the other thing.",
        )
        for rule in expected_rules()
    )


@pytest.fixture(scope="module")
def shelf() -> MemoryShelf:
    base = gallery()
    for row, outcome in ((0, Outcome.PRESENT), (1, Outcome.ABSENT), (2, Outcome.UNKNOWN)):
        record = base.index.templates[row]
        found = answers(record, outcome, ("ACU301", "ACU302"))
        base = with_record(base, row, findings=found, wholly_read=True)
    return MemoryShelf(base, labels=labels())


def ids(shelf: MemoryShelf, *rows: int) -> tuple[str, ...]:
    return tuple(shelf.current().index.templates[row].id for row in rows)


def test_a_template_that_nobody_looked_at_is_unknown_throughout(shelf: MemoryShelf) -> None:
    view = faults_view(shelf.current().index.templates[9])
    assert not view.inspected
    assert view.gate == "not established"
    assert view.gate_reasons
    states = {leaf.state for _, leaves in view.categories for leaf in leaves}
    assert states == {LeafState.UNKNOWN, LeafState.NOT_CHECKABLE}
    assert all(category.headline == "Unknown" for category, _ in view.categories)


def test_every_leaf_is_there_once_in_the_order_of_the_categories(shelf: MemoryShelf) -> None:
    view = faults_view(shelf.current().index.templates[0])
    leaves = [leaf.id for _, found in view.categories for leaf in found]
    assert sorted(leaves) == sorted(leaf.id for leaf in load_taxonomy().leaves)
    roots = [node.id for node in load_taxonomy().nodes if not node.parent]
    assert [category.id for category, _ in view.categories] == roots
    for category, found in view.categories:
        assert category.leaves == len(found) == sum(count.count for count in category.counts)


def test_what_was_found_has_lines_a_message_and_a_remedy(shelf: MemoryShelf) -> None:
    view = faults_view(shelf.current().index.templates[0])
    found = [x for _, leaves in view.categories for x in leaves if x.state is LeafState.FOUND]
    assert found
    for leaf in found:
        assert leaf.label == "Found"
        assert leaf.fix == "Do the other thing."
        assert leaf.places[0].text == f"{leaf.places[0].evidence.path.rsplit('/', 1)[-1]}:27"
    training = next(c for c, _ in view.categories if c.id == "training")
    assert training.tone is LeafState.FOUND
    assert training.headline.startswith(
        f"{len([x for x in found if x.id[:8] == 'training'])} found"
    )


def test_clean_leaves_have_lines_and_open_ones_a_reason(shelf: MemoryShelf) -> None:
    for row in range(3):
        for _, leaves in faults_view(shelf.current().index.templates[row]).categories:
            for leaf in leaves:
                if leaf.state in {LeafState.CLEAN, LeafState.FOUND}:
                    assert leaf.places
                else:
                    assert leaf.reason or leaf.state is LeafState.ADVICE


def test_a_category_with_anything_open_is_never_called_clean(shelf: MemoryShelf) -> None:
    for row in range(12):
        for category in category_views(shelf.current().index.templates[row]):
            counted = {count.state: count.count for count in category.counts}
            open_ = sum(counted.get(s, 0) for s in (LeafState.UNKNOWN, LeafState.NOT_CHECKABLE))
            assert category.tone is not LeafState.CLEAN or not open_
            if open_ and category.headline != "Unknown":
                assert "open" in category.headline
    assert "safe" not in " ".join(STATES.values()).lower()


def test_differences_of_faults_are_told_kind_by_kind(shelf: MemoryShelf) -> None:
    view = comparison(shelf, shelf.current(), CompareState(ids(shelf, 0, 1)))
    first = view.leaves[0]
    assert {cell.state for cell in first.cells} == {LeafState.FOUND, LeafState.CLEAN}
    assert all(cell.links for cell in first.cells)
    assert len(view.leaves) + view.leaves_alike == len(load_taxonomy().leaves)


def test_the_training_code_starts_at_its_function(shelf: MemoryShelf) -> None:
    view = comparison(shelf, shelf.current(), CompareState(ids(shelf, 0, 1, 40)))
    shown = next(loop for loop in view.loops if loop.lines)
    text = ["".join(part for _, part in line) for line in shown.lines]
    assert text[0].startswith("def train(")
    assert any("loss.backward()" in line for line in text)
    assert "def " not in "".join(text[1:])


def test_rows_keep_what_all_share_apart(shelf: MemoryShelf) -> None:
    view = comparison(shelf, shelf.current(), CompareState(ids(shelf, 0, 200)))
    differs = [row.differs for row in view.rows]
    assert differs == sorted(differs, reverse=True)
    for row in view.rows:
        assert len(row.cells) == 2
        if not row.differs:
            assert not any(cell.own for cell in row.cells)
    assert "faults" not in {row.name.lower() for row in view.rows}


def test_unknown_templates_are_left_out_and_told(shelf: MemoryShelf) -> None:
    asked = CompareState((*ids(shelf, 4), "no/where@0123456789ab:x.py"))
    view = comparison(shelf, shelf.current(), asked)
    assert view.state.ids == ids(shelf, 4)
    assert len(view.notices) == 1
    assert view.rows == view.loops == ()
    assert len(view.suggestions) == 6
    assert not {card.id for card in view.suggestions} & set(asked.ids)


identifiers = st.builds(
    "{}/{}@{}:{}".format,
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.just("0123456789ab"),
    st.from_regex(r"[a-z,?&=# ]{1,12}\.py", fullmatch=True),
)


@given(st.lists(identifiers, max_size=MOST, unique=True), st.booleans())
def test_every_comparison_has_an_address(chosen: list[str], only: bool) -> None:
    state = CompareState(tuple(chosen), only)
    reading = read_compare(compare_link(state).partition("?")[2])
    assert reading.state == state
    assert reading.notices == ()


@given(st.text(max_size=120))
def test_no_address_is_an_error(search: str) -> None:
    state = read_compare(search).state
    assert len(state.ids) <= MOST
    assert about_link(read_about(search)).startswith("/about")


def test_neighbours_say_what_they_share_and_what_not(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    found = neighbours(catalogue, catalogue.index.templates[0].id, 5)
    assert len(found) == 5
    assert all(view.shared for view in found)
    for view in found:
        assert not {text.split(" instead of ")[0] for text in view.differs} & set(view.shared)


def test_the_checklist_names_the_commit_the_terms_and_what_is_open(shelf: MemoryShelf) -> None:
    record = shelf.current().index.templates[0]
    text = template_view(shelf.current(), record.id).checklist
    assert text.startswith(f"# Starting from {record.title}\n")
    assert f"git checkout --detach {record.template.commit}" in text
    assert "- [ ] Found: " in text
    assert "- [ ] Not decided, " in text
    assert all(file.path in text for file in record.files)


def test_the_statistics_add_up(shelf: MemoryShelf) -> None:
    view = about(shelf.current())
    assert view.templates == 300
    assert view.inspected == 3
    assert view.with_faults == 0  # the records' own statement is what search rests on
    assert sum(bar.count for bar in view.years.bars) + view.years.unknown == 300
    role = next(plot for plot in view.plots if plot.title == "Role")
    assert sum(bar.count for bar in role.bars) == 300
    for plot in (*view.plots, view.known, view.skipped):
        assert all(0 < bar.share <= 1 for bar in plot.bars if bar.count)


def test_the_tree_holds_every_leaf_with_what_looks_for_it() -> None:
    leaves = [node for node in tree() if node.leaf]
    assert {node.id for node in leaves} == {leaf.id for leaf in load_taxonomy().leaves}
    assert sum(count for _, count in totals()) == len(leaves)
    expected = {leaf for rule in expected_rules() for leaf in rule.leaves}
    for node in leaves:
        assert (node.coverage in {Coverage.RULE, Coverage.ADVICE}) == (node.id in expected)
    assert all(node.leaves == 1 for node in leaves)
    assert sum(node.leaves for node in tree() if node.depth == 1) == len(leaves)
    for node in tree():
        found = detail(node.id)
        assert found is not None
        assert len(found.path) == node.depth - 1
        assert sum(count for _, count in node.covered) == node.leaves
    assert detail("no.such") is None


def test_a_still_part_keeps_text_and_refuses_what_is_no_plain_html() -> None:
    part = still(html.P(["a ", html.B("<b>"), 7, None], className="x", **{"data-y": "1"}))
    written = orjson.loads(part.to_plotly_json()["props"]["data-still"])
    assert written == [["p", {"class": "x", "data-y": "1"}, ["a ", ["b", {}, ["<b>"]], "7"]]]
    with pytest.raises(TypeError, match="no plain HTML"):
        still(dcc.Store(id="x"))
    with pytest.raises(TypeError, match="not let through"):
        still(html.A("x", n_clicks=1))
