"""The panels of the explore page: one answer for an address, asked for by the page itself.

They do not pass through a callback: Dash's store and React would spend more of the browser's time
on a filter than all that it changes on the screen. ``assets/panels.js`` asks, ``panes.js`` lays
the trees over the page, and ``map.js`` draws.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from dash.development.base_component import Component
from flask import Blueprint, Response, request

from app import ids
from app.answers import json_answer
from app.callbacks.edge import failure
from app.components.filters import filter_bar, legend
from app.components.notices import notices
from app.components.preview import preview
from app.components.results import result_panel
from app.mapspec import map_spec
from app.plain import Node, plain
from app.services.cards import card
from app.services.library import COLOURS, Catalogue, Shelf
from app.services.search import explore
from app.urlstate import EXPLORE, ExploreState, decode, encode, explore_link

ROUTE: Final = f"{EXPLORE}/panels"
HAD: Final = "X-Panels"  # header: the key of the panels that the page has
MAX_ADDRESS: Final = 16_000  # characters of a query; code in it takes the most


@dataclass(slots=True)
class Panels:
    """What is new on the page at an address."""

    view: str  # map, list or table
    key: str = ""  # of the panels; "" where there are none because something failed
    panes: dict[str, list[Node]] = field(default_factory=dict)  # by the id of their place
    map: dict[str, Any] | None = None  # None: it stays as it is


def blueprint(shelf: Shelf, home: Path) -> Blueprint:
    pages = Blueprint("panels", __name__)

    @pages.get(ROUTE)
    def panels() -> Response:
        search = "?" + request.query_string.decode("utf-8", "replace")[:MAX_ADDRESS]
        return json_answer(answer(shelf, home, search, had=request.headers.get(HAD, "")))

    return pages


def answer(shelf: Shelf, home: Path, search: str, *, had: str = "") -> Panels:
    """The panels for an address; without those that ``had`` says the page has already."""
    reading = decode(search)
    state = reading.state
    if state.colour not in COLOURS:
        state = replace(state, colour=ExploreState().colour)
    found = Panels(view=str(state.view))

    def build() -> None:
        catalogue = shelf.current()
        key = _key(catalogue, state)
        if key == had:
            found.map = map_spec(catalogue, state, None)
        else:
            _all(found, catalogue, shelf, state, reading.notices)
        found.key = key

    _guarded(found, ids.RESULTS, build, home, state)
    found.panes[ids.PREVIEW] = []
    if state.opened:
        _guarded(found, ids.PREVIEW, lambda: _preview(found, shelf, state), home, state)
    return found


def _all(
    found: Panels, catalogue: Catalogue, shelf: Shelf, state: ExploreState, said: tuple[str, ...]
) -> None:
    view = explore(shelf, catalogue, state)
    found.map = map_spec(catalogue, state, view)
    found.panes = {
        ids.RESULTS: plain(result_panel(view, catalogue.labels)),
        ids.FILTERS: plain(filter_bar(view)),
        ids.LEGEND: plain(legend(view, catalogue.labels)),
        ids.NOTICES: plain(_notices(catalogue, state, said)),
    }


def _preview(found: Panels, shelf: Shelf, state: ExploreState) -> None:
    catalogue = shelf.current()
    catalogue.record(state.opened)
    shown = card(catalogue, catalogue.rows[state.opened])
    found.panes[ids.PREVIEW] = plain(preview(shown, state))


def _guarded(
    found: Panels, place: str, build: Callable[[], None], home: Path, state: ExploreState
) -> None:
    """``build()``; where it fails, ``place`` says so and the other panels stay."""
    try:
        build()
    except Exception as error:  # noqa: BLE001 (the edge of a route)
        found.panes[place] = plain(failure(error, home=home, retry=explore_link(state)))


def _key(catalogue: Catalogue, state: ExploreState) -> str:
    """Names the panels of a state: what lies open and where the map stands change none of them."""
    asked = encode(replace(state, opened="", box=None))
    return hashlib.blake2b(f"{catalogue.version}{asked}".encode(), digest_size=12).hexdigest()


def _notices(catalogue: Catalogue, state: ExploreState, said: tuple[str, ...]) -> list[Component]:
    return notices(
        catalogue,
        said[:5],
        made_on=state.index,
        changed="templates may have moved or changed",
        here=explore_link(replace(state, index="", box=None)),
    )
