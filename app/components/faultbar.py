"""Faults in short: a cell for each category, and the mark of each state, in shape and in words."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from acumen.faults.statement import LeafState
from app.components.marks import attributes, link
from app.services.faults import MEANINGS, STATES, CategoryView, StateCount


def state_mark(state: LeafState) -> Component:
    """The shape that stands for a state; the words stand beside it."""
    return html.Span(className=f"leaf leaf-{state}", **attributes({"aria-hidden": "true"}))


def state_bar(counts: Sequence[StateCount]) -> Component:
    """All leaves as one bar, each state in a pattern of its own."""
    total = sum(count.count for count in counts) or 1
    said = ", ".join(f"{count.count} {count.label.lower()}" for count in counts)
    return html.Span(
        [
            html.Span(
                className=f"part part-{count.state}",
                style={"width": f"{100 * count.count / total:.2f}%"},
            )
            for count in counts
        ],
        className="state-bar",
        role="img",
        title=said,
        **attributes({"aria-label": said}),
    )


def safety_row(categories: Sequence[CategoryView], href: str = "") -> Component:
    """One cell for each category of the taxonomy; ``href`` is where the whole table stands."""
    return html.Ul(
        [
            html.Li(
                [
                    html.Span(category.name, className="category"),
                    html.Span(
                        [
                            state_mark(category.tone),
                            link(category.headline, f"{href}#faults-{category.id}")
                            if href
                            else html.Span(category.headline),
                        ],
                        className="headline",
                    ),
                    state_bar(category.counts),
                ],
                className=f"safety-cell tone-{category.tone}",
            )
            for category in categories
        ],
        className="safety-row",
        **attributes({"aria-label": "Known faults by category"}),
    )


def state_legend(states: Sequence[LeafState] = tuple(STATES)) -> Component:
    """What each mark means."""
    return html.Dl(
        [
            html.Div([html.Dt([state_mark(state), STATES[state]]), html.Dd(MEANINGS[state])])
            for state in states
        ],
        className="state-legend",
    )
