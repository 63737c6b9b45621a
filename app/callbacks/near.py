"""Template -> the templates most like it, looked up after the page is there.

Reads:  template-id.data
Writes: similar.children
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from dash import ClientsideFunction, Dash, Input, Output, html
from dash.development.base_component import Component

from app import ids
from app.callbacks.edge import guarded
from app.compareurl import CompareState, compare_link
from app.components.marks import link
from app.services.library import Shelf
from app.services.neighbours import NeighbourView, neighbours
from app.urlstate import template_link

LIMIT: Final = 6


def register(app: Dash, shelf: Shelf, home: Path) -> None:
    @app.callback(Output(ids.SIMILAR, "children"), Input(ids.TEMPLATE_ID, "data"))
    def near(template_id: str) -> Component:
        return guarded(
            lambda: nearest(shelf, template_id), home=home, retry=template_link(template_id)
        )

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("acumen", "code"),
        Output(ids.CODE, "data-shown"),  # never written: keeps the callback off other pages
        Input(ids.CODE_SPEC, "data"),
        Input(ids.URL, "search"),
    )


def nearest(shelf: Shelf, template_id: str) -> Component:
    found = neighbours(shelf.current(), template_id, LIMIT)
    return html.Ul(
        [_neighbour(template_id, view) for view in found]
        or [html.Li("Nothing here resembles it.", className="quiet")],
        className="near",
    )


def _neighbour(template_id: str, view: NeighbourView) -> Component:
    beside = compare_link(CompareState(ids=(template_id, view.card.id)))
    lines: list[Component] = []
    if view.shared:
        lines.append(html.Span(["Shared: ", html.B(", ".join(view.shared))], className="shared"))
    if view.differs:
        lines.append(html.Span(f"But {'; '.join(view.differs)}", className="differs"))
    return html.Li(
        [
            link(view.card.title, view.card.link),
            html.Span(f"{view.card.repository} · {view.card.path}", className="quiet"),
            *lines,
            link("Compare the two", beside, "beside"),
        ]
    )
