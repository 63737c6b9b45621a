"""The list: count, order, active filters, and one card per result."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from acumen.domain.licence import LicencePolicy
from app.components.codebox import code_button
from app.components.listing import pager, result_table
from app.components.marks import (
    attributes,
    fact_tags,
    framework_badges,
    icon,
    licence_badge,
    link,
    reason_list,
    safety_badge,
)
from app.components.selection import selection_bar
from app.components.states import nothing_found
from app.components.tray import compare_button
from app.services.labels import Labels
from app.services.search import ExploreView, HeldBack, ResultView
from app.services.shown import one_line
from app.urlstate import Sort, View, explore_link, template_link

_SORTS = {
    Sort.FIT: "Best fit",
    Sort.FRESH: "Newest",
    Sort.SIMPLE: "Fewest lines",
    Sort.CHECKED: "Most checked",
}
_VIEWS = ((View.MAP, "Map", "map"), (View.LIST, "List", "list"), (View.TABLE, "Table", "table"))


def result_panel(view: ExploreView, labels: Labels) -> list[Component]:
    """Everything in the results column, top to bottom."""
    listed = (
        result_table(view)
        if view.state.view is View.TABLE
        else html.Ol([result_item(result) for result in view.results], className="result-list")
    )
    body = [listed, *pager(view)] if view.results else [nothing_found(view, labels)]
    return [
        _head(view),
        *_chips(view, labels),
        *selection_bar(view),
        *_understood(view),
        *([html.P([icon("info"), view.note], className="note")] if view.note else []),
        *body,
        *_held_back(view),
    ]


def result_item(result: ResultView) -> Component:
    card = result.card
    size = f"{card.files} {'file' if card.files == 1 else 'files'}, {card.code_lines:,} lines"
    facts = [size, *([f"changed {card.changed}"] if card.changed else [])]
    return html.Li(
        html.Article(
            [
                html.H3(
                    [
                        html.Span(
                            str(result.rank),
                            className="rank",
                            **attributes({"aria-hidden": "true"}),
                        ),
                        link(card.title, card.link, "title"),
                        compare_button(card.id, card.title, small=True),
                    ]
                ),
                html.P(
                    [html.Span(card.repository, className="repo"), html.Span(card.path)],
                    className="where",
                    title=f"{card.repository} · {card.path}",
                ),
                html.Div([*framework_badges(card), fact_tags(card)], className="facts"),
                *([reason_list(result.reasons)] if result.reasons else []),
                html.Div(
                    [
                        licence_badge(card),
                        safety_badge(card),
                        html.Span(" · ".join(facts), className="quiet"),
                    ],
                    className="foot",
                ),
            ]
        ),
        className="result",
        **attributes({"data-row": str(card.row)}),
    )


def count_text(view: ExploreView) -> str:
    """How many, said once, for the eye and for the screen reader."""
    things = "template" if view.total == 1 else "templates"
    if view.hits and len(view.results) == view.total:
        return f"{view.total:,} {'result' if view.total == 1 else 'results'}"
    if view.hits and view.page == 1:
        return f"Best {len(view.results)} of {view.total:,}"
    if view.hits:
        return f"{view.results[0].rank:,} to {view.results[-1].rank:,} of {view.total:,}"
    if view.total == view.corpus:
        return f"{view.total:,} {things}"
    return f"{view.total:,} of {view.corpus:,} templates"


def _head(view: ExploreView) -> Component:
    state = view.state
    first = "Best fit" if view.asked.ranked else "By title"
    sorts = [
        link(
            first if sort is Sort.FIT else name,
            explore_link(replace(state, sort=sort, page=1)),
            "segment",
            **attributes({"aria-current": "true"} if sort is state.sort else {}),
        )
        for sort, name in _SORTS.items()
    ]
    views = [
        link(
            [icon(mark), html.Span(name)],
            explore_link(replace(state, view=choice, page=1)),
            "segment",
            **attributes({"aria-current": "true"} if choice is state.view else {}),
        )
        for choice, name, mark in _VIEWS
    ]
    return html.Div(
        [
            html.H2(count_text(view), className="total", role="status"),
            html.Nav(views, className="segments", **attributes({"aria-label": "View"})),
            html.Nav(sorts, className="segments", **attributes({"aria-label": "Order"})),
            code_button(),
        ],
        className="results-head",
    )


def _chips(view: ExploreView, labels: Labels) -> list[Component]:
    state = view.state
    chips = [
        _chip(labels.value(facet, value), explore_link(state.toggled(facet, value)), "chip")
        for facet, values in state.include
        for value in values
    ]
    chips += [
        _chip(
            f"not {labels.value(facet, value)}",
            explore_link(state.hidden(facet, value)),
            "chip chip-not",
        )
        for facet, values in state.exclude
        for value in values
    ]
    if state.licence is not LicencePolicy.ANY:
        target = replace(state, licence=LicencePolicy.ANY)
        chips.append(_chip(f"licence: {state.licence}", explore_link(target), "chip"))
    if state.like:
        target = replace(state, like="", page=1)
        chips.append(_chip(f"like {one_line(state.like, limit=60)}", explore_link(target), "chip"))
    if state.code:
        lines = state.code.count("\n") + 1
        text = f"code: {lines} {'line' if lines == 1 else 'lines'}"
        chips.append(_chip(text, explore_link(replace(state, code="", page=1)), "chip"))
    if state.lasso:
        chips.append(
            _chip("drawn around", explore_link(replace(state, lasso=None, page=1)), "chip")
        )
    if not chips:
        return []
    if len(chips) > 1:
        everything = replace(state.cleared(), like="", code="")
        chips.append(link("Clear all", explore_link(everything), "clear"))
    return [
        html.Div(
            chips, className="chips", role="group", **attributes({"aria-label": "Active filters"})
        )
    ]


def _chip(text: str, href: str, name: str) -> Component:
    return link([text, icon("close"), html.Span(" (remove)", className="hidden")], href, name)


def _understood(view: ExploreView) -> list[Component]:
    """What was read from the query, each with a link that makes it a condition."""
    if not view.understood:
        return []
    state = view.state
    chips = [
        link(
            [
                html.B(one_line(reading.label, limit=60)),
                f" from “{one_line(reading.words, limit=40)}”",
            ],
            explore_link(state.toggled(reading.facet, reading.value)),
            "chip chip-read",
            title="Show only these",
        )
        for reading in view.understood[:8]
        if reading.value not in state.chosen(reading.facet)
    ]
    if not chips:
        return []
    return [
        html.Div(
            [html.Span("Understood", className="quiet"), *chips],
            className="chips understood",
            role="group",
            **attributes({"aria-label": "What was understood"}),
        )
    ]


def _held_back(view: ExploreView) -> list[Component]:
    if not view.held_back:
        return []
    return [
        html.Details(
            [
                html.Summary(f"{view.held_back_total:,} kept out by a condition"),
                html.Ul([_held(held) for held in view.held_back], className="held"),
            ],
            className="held-back",
        )
    ]


def _held(held: HeldBack) -> Component:
    return html.Li(
        [
            link(held.card.title, template_link(held.card.id)),
            html.Span(f" {held.reason} {held.remedy}", className="quiet"),
        ]
    )
