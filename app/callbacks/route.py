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
from app.pages import explore, template
from app.services.library import Shelf
from app.services.template import template_view
from app.urlstate import EXPLORE, read_template_path


def register(app: Dash, shelf: Shelf, home: Path) -> None:
    @app.callback(Output(ids.PAGE, "children"), Input(ids.URL, "pathname"))
    def route(pathname: str | None) -> Component:
        path = pathname or EXPLORE
        return guarded(lambda: page(shelf, path), home=home, retry=path)


def page(shelf: Shelf, pathname: str) -> Component:
    if pathname in {"/", EXPLORE}:
        shelf.current()  # no index is a page of its own
        return explore.layout()
    template_id = read_template_path(pathname)
    if template_id is None:
        return states.no_page()
    catalogue = shelf.current()
    return template.layout(template_view(catalogue, str(template_id)), catalogue)
