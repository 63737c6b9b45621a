"""A template in short, opened from its point on the map."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from app.components.marks import (
    attributes,
    fact_tags,
    framework_badges,
    icon,
    licence_badge,
    link,
    safety_badge,
)
from app.components.tray import compare_button
from app.services.cards import CardView
from app.urlstate import ExploreState, explore_link


def preview(card: CardView, state: ExploreState) -> Component:
    near = replace(state, query="", code="", like=card.id, lasso=None, opened="", page=1)
    return html.Aside(
        [
            html.Div(
                [
                    html.H2(link(card.title, card.link)),
                    link(
                        icon("close"),
                        explore_link(replace(state, opened="")),
                        "tool close",
                        **attributes({"aria-label": "Close the preview", "data-close": "1"}),
                    ),
                ],
                className="preview-head",
            ),
            html.P(
                [html.Span(card.repository, className="repo"), html.Span(card.path)],
                className="where",
            ),
            html.P(card.summary) if card.summary else None,
            html.Div([*framework_badges(card), fact_tags(card)], className="facts"),
            html.Div([licence_badge(card), safety_badge(card)], className="foot"),
            html.Div(
                [
                    link("Open", card.link, "button primary"),
                    link("Find similar", explore_link(near), "button"),
                    compare_button(card.id, card.title),
                ],
                className="actions",
            ),
        ],
        className="preview",
        **attributes({"aria-label": "Preview"}),
    )
