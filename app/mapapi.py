"""The routes of the map: points, colours and filters in binary, its picture, names of regions.

Rows and points mean something within one index only, so these URLs carry its hash as ``v`` and
may be kept for ever; a URL of another index is answered with 409.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from flask import Blueprint, Response, request

from acumen.domain.attribute import Facet
from acumen.errors import UsageError
from app.answers import json_answer, kept, named_index, number, state_of_request, told
from app.mapspec import regions
from app.palette import DARK, LIGHT, Palette
from app.security import refusal
from app.services.cards import card
from app.services.density import density_png
from app.services.library import COLOURS, Catalogue, Shelf
from app.services.matching import in_order
from app.services.points import (
    CAP,
    Sample,
    pack_colours,
    pack_passing,
    pack_points,
    select,
)
from app.urlstate import ExploreState

_THEMES: Final = {"light": LIGHT, "dark": DARK}


def blueprint(shelf: Shelf) -> Blueprint:
    api = Blueprint("map", __name__)

    @api.get("/points")
    @told
    def points() -> Response:
        """Positions and template rows of the points of a view; see ``pack_points``."""
        catalogue = named_index(shelf)
        sample = _sample(catalogue, state_of_request("v", "cap"))
        body = pack_points(catalogue.table, sample, index_hash=catalogue.hash)
        return kept(Response(body, mimetype="application/octet-stream"))

    @api.get("/colours")
    @told
    def colours() -> Response:
        """One colour code for each point that ``/points`` gives for the same view."""
        catalogue = named_index(shelf)
        state = state_of_request("v", "cap")
        codes = catalogue.colours[_colour(state)].codes
        body = pack_colours(catalogue.table, _sample(catalogue, state), codes)
        return kept(Response(body, mimetype="application/octet-stream"))

    @api.get("/passing")
    @told
    def passing() -> Response:
        """One bit for each point of the whole map: whether it passes the filters."""
        catalogue = named_index(shelf)
        body = pack_passing(in_order(catalogue, state_of_request("v")))
        return kept(Response(body, mimetype="application/octet-stream"))

    @api.get("/density.png")
    @told
    def density() -> Response:
        """Where templates stand close together, in the colours of the map."""
        catalogue = named_index(shelf)
        colour = _colour(state_of_request("v", "theme"))
        palette = _THEMES.get(request.args.get("theme", "light"))
        if palette is None:
            raise UsageError("There is no such theme.", remedy="theme=light or theme=dark")
        key = ("density", colour, palette.ground)
        body = catalogue.memo.get(key, lambda: _picture(catalogue, colour, palette))
        return kept(Response(body, mimetype="image/png"))

    @api.get("/regions")
    @told
    def names() -> Response:
        """Names of regions and the colours of both themes."""
        return kept(json_answer(regions(named_index(shelf))))

    @api.get("/card/<int:row>")
    @told
    def one_card(row: int) -> Response:
        """What the map shows of the template under the pointer."""
        catalogue = named_index(shelf)
        if row >= len(catalogue):
            return refusal(404, "There is no such point.", "reload the page")
        return kept(json_answer(asdict(card(catalogue, row))))

    return api


def _sample(catalogue: Catalogue, state: ExploreState) -> Sample:
    """The points of a view: worked out once for positions and colours."""
    cap = number("cap", CAP, most=CAP)
    key = ("sample", state.include, state.exclude, state.licence, state.lasso, state.box, cap)
    return catalogue.memo.get(
        key, lambda: select(catalogue.table, in_order(catalogue, state), box=state.box, cap=cap)
    )


def _colour(state: ExploreState) -> Facet:
    if state.colour not in COLOURS:
        raise UsageError(
            "The map has no colours for that attribute.", remedy=f"one of: {', '.join(COLOURS)}"
        )
    return state.colour


def _picture(catalogue: Catalogue, colour: Facet, palette: Palette) -> bytes:
    return density_png(
        catalogue.table,
        catalogue.colours[colour].codes,
        (*palette.hues, palette.other, palette.unknown),
    )
