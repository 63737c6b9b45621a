"""Address -> the question that is asked, or the three picks.

Reads:  url.search
Writes: start.children
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from app import ids
from app.callbacks.edge import guarded
from app.components.notices import notices
from app.components.picks import picks_panel
from app.components.still import still
from app.components.wizard import funnel, question, steps
from app.services.library import Catalogue, Shelf
from app.services.start import StartView, start
from app.starturl import StartReading, read_start, start_link


def register(app: Dash, shelf: Shelf, home: Path) -> None:
    @app.callback(Output(ids.START, "children"), Input(ids.URL, "search"))
    def answer(search: str | None) -> Component:
        reading = read_start(search or "")
        return guarded(lambda: drawn(shelf, reading), home=home, retry=start_link(reading.state))


def drawn(shelf: Shelf, reading: StartReading) -> Component:
    catalogue = shelf.current()
    view = start(shelf, catalogue, reading.state)
    return html.Div(
        [
            still(
                html.Div(_notices(catalogue, reading, view), className="notices"),
                steps(view.state),
            ),
            html.Div(_body(view), className=f"start-body {'asks' if view.question else 'answers'}"),
        ]
    )


def _body(view: StartView) -> list[Component]:
    if view.question is not None:
        return [question(view, view.question), still(funnel(view))]
    assert view.picks is not None
    return [still(picks_panel(view, view.picks, funnel(view)))]


def _notices(catalogue: Catalogue, reading: StartReading, view: StartView) -> list[Component]:
    return notices(
        catalogue,
        (*reading.notices[:5], *view.notices[:5]),
        made_on=reading.state.index,
        changed="its picks may be others now",
        here=start_link(replace(reading.state, index="")),
    )
