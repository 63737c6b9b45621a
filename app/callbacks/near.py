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
from app.components.marks import link
from app.services.cards import card
from app.services.library import Shelf
from app.services.template import similar
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
    catalogue = shelf.current()
    cards = [card(catalogue, row) for row in similar(shelf, catalogue, template_id, LIMIT)]
    return html.Ul(
        [
            html.Li(
                [
                    link(view.title, view.link),
                    html.Span(f"{view.repository} · {view.path}", className="quiet"),
                ]
            )
            for view in cards
        ]
        or [html.Li("Nothing here resembles it.", className="quiet")],
        className="near",
    )
