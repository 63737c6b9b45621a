"""What a panel shows when it has nothing else to show: loading, empty, failed, missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy
from acumen.errors import AcumenError
from app.components.marks import attributes, icon, link
from app.services.labels import Labels
from app.services.search import ExploreView
from app.services.shown import one_line
from app.urlstate import EXPLORE, explore_link


def skeleton(rows: int = 5) -> Component:
    """Grey bars of about the size of what is coming."""
    return html.Div(
        [
            html.Div(
                [
                    html.Span(style={"width": "62%"}),
                    html.Span(style={"width": "88%"}),
                    html.Span(style={"width": "46%"}),
                ],
                className="ghost",
            )
            for _ in range(rows)
        ],
        role="status",
        className="skeleton",
        **attributes({"aria-label": "Loading"}),
    )


def panel(title: str, children: Sequence[Component | str], *, mark: str = "info") -> Component:
    return html.Div(
        [icon(mark), html.H2(title), *children], className=f"state state-{mark}", role="status"
    )


def failed(error: AcumenError, *, retry: str) -> Component:
    """What failed and what to do, with a way to try again."""
    return panel(
        one_line(error.problem, limit=300),
        [
            html.P(["Try: ", html.Code(one_line(error.remedy, limit=300))]),
            html.P(link("Try again", retry, "button", **attributes({"data-retry": "1"}))),
        ],
        mark="warning",
    )


def broken(reference: str, *, retry: str) -> Component:
    """An unforeseen failure: its cause stands in the log under the reference."""
    return panel(
        "This part of the page failed.",
        [
            html.P(["The server's log has the cause under ", html.Code(reference), "."]),
            html.P(link("Try again", retry, "button", **attributes({"data-retry": "1"}))),
        ],
        mark="warning",
    )


def no_index(error: AcumenError, home: str) -> Component:
    return panel(
        "There is no index here yet.",
        [
            html.P("Acumen answers from an index that you build once. Run this in a terminal:"),
            command(one_line(error.remedy, limit=300)),
            html.P(["It is written to ", html.Code(one_line(home)), ". Then reload this page."]),
            html.P(link("Reload", EXPLORE, "button", **attributes({"data-retry": "1"}))),
        ],
        mark="map",
    )


def no_page() -> Component:
    return panel(
        "There is no such page.",
        [html.P(link("Go to the map", EXPLORE, "button"))],
        mark="info",
    )


def nothing_found(view: ExploreView, labels: Labels) -> Component:
    """Which filter keeps out the most, with a link that drops it."""
    state = view.state
    offers = [
        html.Li(
            link(
                [
                    f"Drop {labels.facet(effect.facet)}: ",
                    html.B(", ".join(_value(labels, effect.facet, v) for v in effect.values)),
                    html.Span(f"{effect.without:,} without it", className="count"),
                ],
                explore_link(
                    state.cleared() if len(view.effects) == 1 else state.without(effect.facet)
                ),
                "offer",
            )
        )
        for effect in view.effects
        if effect.without
    ]
    if state.lasso:
        offers.append(
            html.Li(
                link(
                    "Drop what is drawn around",
                    explore_link(replace(state, lasso=None, page=1)),
                    "offer",
                )
            )
        )
    if not view.corpus:
        said = "The index holds no templates. Index a source with acumen index."
    elif offers:
        said = "No template passes all filters. The strictest first:"
    else:
        said = "Nothing here matches. Fewer or plainer words often help."
    return panel(
        "Nothing found",
        [
            html.P(said),
            html.Ul(offers, className="offers"),
            html.P(link("Clear everything", EXPLORE, "button")),
        ],
        mark="search",
    )


def _value(labels: Labels, facet: Facet, value: str) -> str:
    if facet is Facet.LICENCE and value in set(LicencePolicy):
        return f"{value} only"
    return labels.value(facet, value)


def command(text: str) -> Component:
    """Lines for a terminal, with a button that copies them."""
    return html.Div(
        [
            html.Pre(html.Code(text), tabIndex="0", **attributes({"aria-label": "Commands"})),
            html.Button(
                [icon("copy"), html.Span("Copy", className="copy-text")],
                className="copy",
                type="button",
                **attributes({"data-copy": text}),
            ),
        ],
        className="command",
    )
