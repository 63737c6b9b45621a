"""The table of results and the way from page to page: every template can be reached."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from app.components.marks import attributes, icon, licence_badge, link, safety_badge
from app.components.tray import compare_button
from app.services.cards import CardView, Fact
from app.services.search import ExploreView, ResultView
from app.urlstate import ExploreState, explore_link

_COLUMNS = (
    "",
    "Template",
    "Framework",
    "Task",
    "Architecture",
    "Dataset",
    "Licence",
    "Lines",
    "Changed",
    "Faults",
)
_AROUND = 2  # pages beside the current one that have a link


def result_table(view: ExploreView) -> Component:
    """One line for each result, in columns that can be compared by eye."""
    return html.Div(
        html.Table(
            [
                html.Caption("Templates", className="hidden"),
                html.Thead(html.Tr([html.Th(name, scope="col") for name in _COLUMNS])),
                html.Tbody([_line(result) for result in view.results]),
            ],
            className="result-table",
        ),
        className="table-scroll",
        tabIndex="0",
        role="region",
        **attributes({"aria-label": "Table of templates"}),
    )


def _line(result: ResultView) -> Component:
    card = result.card
    cells = [
        html.Td(compare_button(card.id, card.title, small=True)),
        html.Th(
            [
                link(card.title, card.link, "title"),
                html.Span(f"{card.repository} · {card.path}", className="where"),
            ],
            scope="row",
        ),
        *(html.Td(", ".join(fact.label for fact in facts) or "–") for facts in _columns(card)),
        html.Td(licence_badge(card)),
        html.Td(f"{card.code_lines:,}", className="number-cell"),
        html.Td(card.changed or "–", className="number-cell"),
        html.Td(safety_badge(card)),
    ]
    return html.Tr(cells, className="result", **attributes({"data-row": str(card.row)}))


def _columns(card: CardView) -> list[list[Fact]]:
    """Framework, task, architecture and dataset."""
    kinds = ("task", "architecture", "dataset")
    rest = [[fact for fact in card.facts if fact.facet == kind] for kind in kinds]
    return [list(card.framework), *rest]


def pager(view: ExploreView) -> list[Component]:
    """Links to the pages around this one, and what lies beyond the last."""
    first, last = view.results[0].rank, view.results[-1].rank
    said = f"{first:,} to {last:,} of {view.total:,}"
    reachable = view.pages * view.state.view.page_size
    beyond = (
        [
            html.P(
                f"The best {reachable:,} can be read. Filters or a longer query narrow the rest.",
                className="quiet",
            )
        ]
        if view.total > reachable
        else []
    )
    if view.pages < 2:
        return [html.Div([html.Span(said, className="quiet"), *beyond], className="end")]
    numbers = sorted(
        {1, view.pages}
        | {n for n in range(view.page - _AROUND, view.page + _AROUND + 1) if 1 <= n <= view.pages}
    )
    items: list[Component] = []
    for place, number in enumerate(numbers):
        if place and number > numbers[place - 1] + 1:
            items.append(html.Li("…", className="gap", **attributes({"aria-hidden": "true"})))
        items.append(html.Li(_page(view.state, number, current=number == view.page)))
    return [
        html.Nav(
            [
                html.Span(said, className="quiet"),
                _turn(view.state, view.page - 1, "Previous page", "previous", view.pages),
                html.Ol(items, className="pages"),
                _turn(view.state, view.page + 1, "Next page", "next", view.pages),
                *beyond,
            ],
            className="end pager",
            **attributes({"aria-label": "Pages of results"}),
        )
    ]


def _page(state: ExploreState, number: int, *, current: bool) -> Component:
    return link(
        f"{number:,}",
        explore_link(replace(state, page=number)),
        "page-link",
        **attributes(
            {"aria-label": f"Page {number}"} | ({"aria-current": "page"} if current else {})
        ),
    )


def _turn(state: ExploreState, number: int, text: str, mark: str, pages: int) -> Component:
    if not 1 <= number <= pages:
        return html.Span(
            icon(mark), className="page-link off", **attributes({"aria-hidden": "true"})
        )
    return link(
        icon(mark),
        explore_link(replace(state, page=number)),
        f"page-link turn-{mark}",
        title=text,
        **attributes({"aria-label": text}),
    )
