"""Address -> page.

Reads:  url.pathname
Writes: page.children
"""

from __future__ import annotations

from pathlib import Path

from dash import Dash, Input, Output
from dash.development.base_component import Component

from app import ids
from app.callbacks.edge import guarded
from app.components import states
from app.page import page_of
from app.services.library import Shelf
from app.starturl import START


def register(app: Dash, shelf: Shelf, home: Path) -> None:
    @app.callback(Output(ids.PAGE, "children"), Input(ids.URL, "pathname"))
    def route(pathname: str | None) -> Component:
        path = pathname if pathname and pathname != "/" else START
        return guarded(lambda: drawn(shelf, path, home), home=home, retry=path)


def drawn(shelf: Shelf, pathname: str, home: Path) -> Component:
    page = page_of(pathname)
    return page.render(shelf, pathname, home) if page else states.no_page()
