"""Address -> everything on the explore page but the points themselves.

Reads:  url.search
Writes: the panels of the explore page, and map-spec.data, which the browser turns into the map
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from app import ids
from app.callbacks.edge import guarded
from app.components.filters import filter_bar, legend
from app.components.notices import notices
from app.components.preview import preview
from app.components.results import result_panel
from app.mapspec import map_spec
from app.plain import plain
from app.services.cards import card
from app.services.library import COLOURS, Catalogue, Shelf
from app.services.search import explore
from app.urlstate import ExploreState, decode, encode, explore_link


def register(app: Dash, shelf: Shelf, home: Path) -> None:
    @app.callback(
        Output(ids.PANES, "data"),
        Output(ids.MAP_SPEC, "data"),
        Output(ids.EXPLORE, "className"),
        Output(ids.EXPLORE_KEY, "data"),
        Input(ids.URL, "search"),
        State(ids.EXPLORE_KEY, "data"),
    )
    def panels(search: str | None, key: str | None) -> tuple[Any, ...]:
        return answer(shelf, home, search or "", key)

    @app.callback(Output(ids.PREVIEW, "children"), Input(ids.URL, "search"))
    def opened(search: str | None) -> Component | None:
        state = decode(search or "").state
        if not state.opened:
            return None
        return guarded(lambda: _preview(shelf, state), home=home, retry=explore_link(state))

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("acumen", "panes"),
        Output(ids.RESULTS, "data-drawn"),  # never written, as below
        Input(ids.PANES, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("acumen", "map"),
        Output(ids.MAP, "data-drawn"),  # never written: keeps the callback off other pages
        Input(ids.MAP_SPEC, "data"),
        prevent_initial_call=True,
    )


def answer(shelf: Shelf, home: Path, search: str, key: str | None) -> tuple[Any, ...]:
    """The panels for an address; none of them changes when only the preview or view box does."""
    reading = decode(search)
    state = reading.state
    if state.colour not in COLOURS:
        state = replace(state, colour=ExploreState().colour)
    new_key = encode(replace(state, opened="", box=None))
    panes: dict[str, Any] = {}
    outputs: list[Any] = [no_update] * 4

    def build() -> Component:
        catalogue = shelf.current()
        spec_key = f"{catalogue.version}{new_key}"
        if key == spec_key:
            outputs[1] = map_spec(catalogue, state, None)
            return html.Div()
        view = explore(shelf, catalogue, state)
        panes[ids.RESULTS] = plain(result_panel(view, catalogue.labels))
        panes[ids.FILTERS] = plain(filter_bar(view))
        panes[ids.LEGEND] = plain(legend(view, catalogue.labels))
        panes[ids.NOTICES] = plain(_notices(catalogue, state, reading.notices))
        outputs[1] = map_spec(catalogue, state, view)
        outputs[2] = f"explore view-{state.view}"
        outputs[3] = spec_key
        return html.Div()

    shown = guarded(build, home=home, retry=explore_link(state))
    if outputs[1] is no_update:
        panes = {ids.RESULTS: plain(shown)}
    if panes:
        outputs[0] = panes
    return tuple(outputs)


def _preview(shelf: Shelf, state: ExploreState) -> Component:
    catalogue = shelf.current()
    catalogue.record(state.opened)
    return preview(card(catalogue, catalogue.rows[state.opened]), state)


def _notices(catalogue: Catalogue, state: ExploreState, said: tuple[str, ...]) -> list[Component]:
    return notices(
        catalogue,
        said[:5],
        made_on=state.index,
        changed="templates may have moved or changed",
        here=explore_link(replace(state, index="", box=None)),
    )
