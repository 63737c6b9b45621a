"""Address -> the chosen node of the tree of faults; the browser draws the rings.

Reads:  url.search
Writes: node.children
"""

from __future__ import annotations

from pathlib import Path

from dash import Dash, Input, Output
from dash.development.base_component import Component

from app import ids
from app.abouturl import about_link, read_about
from app.callbacks.edge import guarded
from app.components.still import still
from app.components.taxonomy import node_panel
from app.services.library import Shelf
from app.services.taxonomy import detail


def register(app: Dash, shelf: Shelf, home: Path) -> None:
    del shelf

    @app.callback(Output(ids.NODE, "children"), Input(ids.URL, "search"))
    def node(search: str | None) -> Component:
        asked = read_about(search or "")
        return guarded(lambda: still(node_panel(detail(asked))), home=home, retry=about_link(asked))
