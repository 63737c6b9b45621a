"""What is drawn around, what stands in the box, trees without React, and the pages of a list."""

from __future__ import annotations

from dataclasses import replace

import dash_mantine_components as dmc
import numpy as np
import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.attribute import Facet
from app.components.marks import attributes, link
from app.plain import plain
from app.services.asked import understood
from app.services.lasso import enclosed, summary
from app.services.matching import matching
from app.services.memo import Memo
from app.services.search import explore
from app.urlstate import ExploreState, Lasso, Sort, View, choices, template_link
from tests.support.gallery import TOPICS, MemoryShelf, gallery

SQUARE = Lasso(((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)))


@pytest.fixture(scope="module")
def shelf() -> MemoryShelf:
    return MemoryShelf(gallery())


def around(name: str, reach: float = 2.5) -> Lasso:
    """A ring about a topic of the gallery."""
    topic = next(topic for topic in TOPICS if topic.task == name)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    x, y = topic.centre
    return Lasso(tuple((x + reach * np.cos(a), y + reach * np.sin(a)) for a in angles))


# --- the lasso ---------------------------------------------------------------------------------


def test_a_square_holds_what_lies_in_it() -> None:
    points = np.array([[1, 1], [3.9, 0.1], [4.1, 1], [-0.1, 2], [2, 5]], dtype=np.float32)
    assert enclosed(SQUARE, points).tolist() == [True, True, False, False, False]


def test_a_line_that_crosses_itself_leaves_its_hole_out() -> None:
    star = Lasso(tuple((np.sin(4 * np.pi * k / 5), np.cos(4 * np.pi * k / 5)) for k in range(5)))
    points = np.array([[0, 0], [0, 0.8]], dtype=np.float32)
    assert enclosed(star, points).tolist() == [False, True]


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=12),
    st.integers(0, 2**16),
)
def test_the_corner_to_begin_with_makes_no_difference(
    corners: list[tuple[int, int]], seed: int
) -> None:
    points = np.random.default_rng(seed).uniform(-10, 10, (200, 2)).astype(np.float32)
    one = enclosed(Lasso(tuple((float(x), float(y)) for x, y in corners)), points)
    turned = corners[1:] + corners[:1]
    other = enclosed(Lasso(tuple((float(x), float(y)) for x, y in turned)), points)
    assert (one == other).all()


def test_a_selection_says_what_is_common_and_what_is_unusual(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    state = ExploreState(lasso=around("node-classification"))
    view = explore(shelf, catalogue, state)
    assert view.selection is not None
    assert 10 < view.selection.total == view.total < 60
    unusual = {trait.value for trait in view.selection.unusual}
    assert "node-classification" in unusual or "graph" in unusual
    for trait in view.selection.unusual:
        assert trait.lift >= 1.5
        assert trait.count >= 3
    assert [t.share for t in view.selection.common] == sorted(
        (t.share for t in view.selection.common), reverse=True
    )


def test_all_of_the_corpus_has_nothing_unusual(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    everything = np.ones(len(catalogue), dtype=bool)
    assert summary(catalogue.facets, catalogue.labels, everything).unusual == ()
    assert summary(catalogue.facets, catalogue.labels, ~everything).total == 0


def test_a_query_stays_within_what_is_drawn_around(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    lasso = around("speech-recognition")
    inside = set(np.flatnonzero(matching(catalogue, ExploreState(lasso=lasso))).tolist())
    found = explore(shelf, catalogue, ExploreState(query="train a network", lasso=lasso))
    assert found.results
    assert {result.card.row for result in found.results} <= inside
    assert found.total <= len(inside)


# --- the box -----------------------------------------------------------------------------------


def test_the_box_takes_words_code_repositories_and_templates(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    record = catalogue.index.templates[3]
    name = record.template.repository

    def read(text: str) -> tuple[str, str, str, str]:
        asked = understood(catalogue, ExploreState(query=text))
        return asked.text, asked.code, asked.like, asked.repository

    assert read("segment pictures") == ("segment pictures", "", "", "")
    assert read("from torch import nn")[1]
    assert read("model = nn.Conv2d(3, 8)")[1]
    assert read("self.conv")[1]
    assert read(record.id) == ("", "", record.id, "")
    assert read(f"http://127.0.0.1:8050{template_link(record.id)}")[2] == record.id
    for written in (
        name,
        f"https://github.com/{name}",
        f"https://github.com/{name}.git",
        f"git@github.com:{name}.git",
        f"https://github.com/{name}/tree/main/x",
    ):
        assert read(written) == ("", "", "", name)  # fmt: skip
    unknown = understood(catalogue, ExploreState(query="https://github.com/no/where"))
    assert "not in this index" in unknown.note
    assert "acumen index https://github.com/no/where" in unknown.note


@given(st.text(max_size=120))
def test_the_box_takes_any_text(text: str) -> None:
    catalogue = _SHELF.current()
    understood(catalogue, ExploreState(query=text))


_SHELF = MemoryShelf(gallery(TOPICS[:1]))


def test_a_template_that_is_asked_for_comes_first(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    record = catalogue.index.templates[7]
    view = explore(shelf, catalogue, ExploreState(query=record.id))
    assert view.results[0].card.id == record.id
    assert len(view.results) == 20
    assert [result.rank for result in view.results] == list(range(1, 21))
    near = {result.card.facts[0].value for result in view.results[1:6] if result.card.facts}
    assert len(near) <= 3


def test_a_repository_that_is_asked_for_is_listed_whole(shelf: MemoryShelf) -> None:
    catalogue = shelf.current()
    name = catalogue.index.templates[0].template.repository
    view = explore(shelf, catalogue, ExploreState(query=f"https://github.com/{name}"))
    wanted = sum(r.template.repository == name for r in catalogue.index.templates)
    assert view.total == len(view.results) == wanted
    frameworks = next(group for group in view.groups if group.facet is Facet.FRAMEWORK)
    assert sum(count.count for count in frameworks.counts) == wanted


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("query", ["", "train"])
def test_every_template_is_on_one_page(shelf: MemoryShelf, sort: Sort, query: str) -> None:
    catalogue = shelf.current()
    state = ExploreState(query=query, sort=sort, view=View.TABLE)
    first = explore(shelf, catalogue, state)
    seen: list[int] = []
    for page in range(1, first.pages + 1):
        view = explore(shelf, catalogue, replace(state, page=page))
        assert view.page == page
        assert view.results[0].rank == (page - 1) * View.TABLE.page_size + 1
        seen += [result.card.row for result in view.results]
    assert len(seen) == len(set(seen)) == first.total


def test_a_page_beyond_the_end_is_the_last_one(shelf: MemoryShelf) -> None:
    view = explore(shelf, shelf.current(), ExploreState(page=999))
    assert view.page == view.pages == 15
    view = explore(shelf, shelf.current(), ExploreState(query="gcn graph", page=999))
    assert view.page == view.pages
    assert view.results


def test_counts_follow_the_filters(shelf: MemoryShelf) -> None:
    state = ExploreState(exclude=choices({Facet.FRAMEWORK: ("pytorch",)}))
    view = explore(shelf, shelf.current(), state)
    frameworks = next(group for group in view.groups if group.facet is Facet.FRAMEWORK)
    assert {count.value: count.count for count in frameworks.counts}["pytorch"] > 0
    tasks = next(group for group in view.groups if group.facet is Facet.TASK)
    assert sum(count.count for count in tasks.counts) <= view.total


# --- trees -------------------------------------------------------------------------------------


def test_a_component_becomes_tags_and_texts() -> None:
    tree = html.Div(
        [link("<b>x</b>", "/t/a", "title"), None, 3, html.Span("", hidden=False)],
        className="row",
        **attributes({"aria-label": "Row"}),
    )
    assert plain(tree) == [
        [
            "div",
            {"class": "row", "aria-label": "Row"},
            [["a", {"href": "/t/a", "class": "title"}, ["<b>x</b>"]], "3", ["span", {}, []]],
        ]
    ]


@pytest.mark.parametrize("tree", [dmc.Skeleton(h=3), html.Div(n_clicks=1), html.Img(src="x")])
def test_what_is_no_plain_html_is_refused(tree: object) -> None:
    with pytest.raises(ValueError, match="plain"):
        plain(tree)  # type: ignore[arg-type]


def test_a_memo_forgets_what_was_not_asked_for_longest() -> None:
    memo, made = Memo(2), []

    def make(value: int) -> int:
        made.append(value)
        return value

    for key in (1, 2, 1, 3, 1, 2):
        memo.get(key, lambda key=key: make(key))  # type: ignore[misc]
    assert made == [1, 2, 3, 2]
