"""Address -> templates side by side.

Reads:  url.search
Writes: compare.children
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from app import ids
from app.callbacks.edge import guarded
from app.compareurl import CompareReading, compare_link, read_compare
from app.components.comparing import comparison_panel
from app.components.notices import notices
from app.components.still import still
from app.services.comparing import comparison
from app.services.library import Shelf


def register(app: Dash, shelf: Shelf, home: Path) -> None:
    @app.callback(Output(ids.COMPARE, "children"), Input(ids.URL, "search"))
    def answer(search: str | None) -> Component:
        reading = read_compare(search or "")
        return guarded(lambda: drawn(shelf, reading), home=home, retry=compare_link(reading.state))


def drawn(shelf: Shelf, reading: CompareReading) -> Component:
    catalogue = shelf.current()
    view = comparison(shelf, catalogue, reading.state)
    said = notices(
        catalogue,
        (*reading.notices, *view.notices),
        made_on=reading.state.index,
        changed="what is said of them may have changed",
        here=compare_link(replace(reading.state, index="")),
    )
    return still(html.Div(said, className="notices"), *comparison_panel(view))
