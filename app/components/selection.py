"""What was drawn around on the map, in a line or two."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from app.components.marks import attributes, link
from app.services.lasso import Trait
from app.services.search import ExploreView
from app.urlstate import ExploreState, explore_link


def selection_bar(view: ExploreView) -> list[Component]:
    """How many there are, what most have, what they have more often than the rest."""
    found, state = view.selection, view.state
    if found is None:
        return []
    things = "template" if found.total == 1 else "templates"
    rows = []
    if found.common:
        rows.append(_row("Common", [_common(trait, state) for trait in found.common]))
    if found.unusual:
        rows.append(_row("Unusual", [_unusual(trait, state) for trait in found.unusual]))
    if found.total and not rows:
        rows.append(html.P("Nothing sets these apart from the rest.", className="quiet"))
    return [
        html.Section(
            [
                html.Div(
                    [
                        html.H3(f"{found.total:,} {things} drawn around"),
                        link("Let go", explore_link(replace(state, lasso=None, page=1)), "clear"),
                    ],
                    className="selection-head",
                ),
                *rows,
            ],
            className="selection",
            **attributes({"aria-label": "Selection"}),
        )
    ]


def _row(name: str, chips: list[Component]) -> Component:
    return html.Div(
        [html.Span(name, className="quiet"), *chips],
        className="traits",
        role="group",
        **attributes({"aria-label": name}),
    )


def _common(trait: Trait, state: ExploreState) -> Component:
    return _trait(trait, state, f"{trait.share:.0%}", f"{trait.corpus:.0%} of all templates")


def _unusual(trait: Trait, state: ExploreState) -> Component:
    times = f"×{trait.lift:.0f}" if trait.lift >= 10 else f"×{trait.lift:.1f}"
    said = f"{trait.count:,} here: {trait.share:.0%}, against {trait.corpus:.1%} of all templates"
    return _trait(trait, state, times, said)


def _trait(trait: Trait, state: ExploreState, figure: str, said: str) -> Component:
    return link(
        [trait.label, html.Span(figure, className="figure")],
        explore_link(state.toggled(trait.facet, trait.value)),
        "chip chip-read",
        title=f"{said}. Narrow to these",
    )
