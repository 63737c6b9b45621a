"""The map with the list beside it: where things stand, before anything is known of the state."""

from __future__ import annotations

from pathlib import Path

from dash import html
from dash.development.base_component import Component

from app import ids
from app.components.codebox import code_box
from app.components.marks import attributes, icon
from app.components.states import skeleton
from app.components.still import still
from app.page import Page
from app.services.library import Shelf
from app.urlstate import EXPLORE

_TOOLS = (
    (
        ("pan", "hand", "Move"),
        ("zoom", "box", "Zoom to a box"),
        ("lasso", "lasso", "Draw around templates (l)"),
        ("select", "frame", "Select all in view (v)"),
    ),
    (
        ("in", "plus", "Zoom in (+)"),
        ("out", "minus", "Zoom out (-)"),
        ("fit", "target", "Fit the hits (f)"),
        ("reset", "reset", "Whole map (0)"),
    ),
    (
        ("labels", "label", "Names of regions"),
        ("density", "density", "Density"),
    ),
)
_PRESSED = {
    "pan": "true",
    "zoom": "false",
    "lasso": "false",
    "labels": "true",
    "density": "true",
}


def layout() -> Component:
    """The places of the panels; ``app.panels`` has what stands in them."""
    return html.Div(
        [
            html.H1("Explore templates", className="hidden"),
            html.Div(id=ids.NOTICES, className="notices"),
            html.Details(
                [
                    html.Summary([icon("filter"), "Filters", icon("down")]),
                    html.Div(id=ids.FILTERS, className="filters", children=_ghost_filters()),
                ],
                className="filters-pane",
                open=True,
            ),
            _map_pane(),
            html.Section(
                [html.Div(skeleton(), id=ids.RESULTS)],
                className="results-pane",
                tabIndex="-1",
                **attributes({"aria-label": "Results"}),
            ),
            code_box(),
        ],
        id=ids.EXPLORE,
        className="explore view-map",
    )


def _ghost_filters() -> Component:
    return html.Div(className="ghost-filters", **attributes({"aria-hidden": "true"}))


def _map_pane() -> Component:
    unseen = attributes({"aria-hidden": "true"})
    return html.Section(
        [
            html.Div(
                [
                    html.Div(id="map-density", className="map-density", **unseen),
                    html.Div(id="map-plot", className="map-plot", **unseen),
                    html.Canvas(id="map-hits", className="map-hits", **unseen),
                    html.Div(id="map-lasso", className="map-lasso", **unseen),
                    html.Div(id="map-labels", className="map-labels", **unseen),
                    html.Div(id="map-pulse", className="map-pulse", **unseen),
                ],
                id=ids.MAP,
                className="map",
                tabIndex="0",
                role="application",
                **attributes(
                    {
                        "aria-label": "Map of templates. The list beside it holds the same "
                        "templates.",
                        "data-mode": "pan",
                    }
                ),
            ),
            html.Div(
                [
                    html.Div([_tool(*tool) for tool in group], className="tool-group")
                    for group in _TOOLS
                ],
                className="map-tools",
                role="toolbar",
                **attributes({"aria-label": "Map", "aria-orientation": "vertical"}),
            ),
            html.Div(
                id=ids.LEGEND,
                className="legend",
                role="group",
                **attributes({"aria-label": "Legend"}),
            ),
            html.P("Loading the map", id="map-status", className="map-status", role="status"),
            html.Div(id="map-card", className="map-card", **unseen),
            html.Div(id=ids.PREVIEW, className="preview-slot"),
        ],
        className="map-pane",
        **attributes({"aria-label": "Map"}),
    )


def _tool(action: str, mark: str, text: str) -> Component:
    pressed = {"aria-pressed": _PRESSED[action]} if action in _PRESSED else {}
    return html.Button(
        icon(mark),
        className="tool",
        type="button",
        title=text,
        **attributes({"data-map": action, "aria-label": text, **pressed}),
    )


def _render(shelf: Shelf, pathname: str, home: Path) -> Component:
    del pathname, home
    shelf.current()  # no index is a page of its own
    return still(layout())


PAGE = Page(EXPLORE, _render, label="Explore", order=2, icon="map", key="e")
