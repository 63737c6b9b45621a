"""The routes under ``/api/v1``: the map in binary, everything else as JSON, all of it read-only.

Rows and points mean something within one index only, so their URLs carry its hash as ``v`` and
may be kept for ever; a URL of another index is answered with 409.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Final, ParamSpec
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request

from acumen.domain.attribute import Facet
from acumen.errors import AcumenError, NoIndexError, UsageError
from app.security import refusal
from app.services.cards import card
from app.services.facets import passing
from app.services.library import COLOURS, Catalogue, Shelf, UnknownTemplateError
from app.services.points import CAP, pack, select
from app.services.search import FILTERS, explore
from app.services.template import code_view, template_view
from app.urlstate import MAX_QUERY, MAX_SHOWN, ExploreState, decode

PREFIX: Final = "/api/v1"
_FOREVER: Final = "public, max-age=31536000, immutable"
_log = logging.getLogger(__name__)
_P = ParamSpec("_P")


def blueprint(shelf: Shelf) -> Blueprint:
    api = Blueprint("api", __name__, url_prefix=PREFIX)

    @api.get("/healthz")
    @_told
    def healthz() -> Response:
        catalogue = shelf.current()
        return _json({"status": "ok", "index": catalogue.hash, "templates": len(catalogue)})

    @api.get("/points")
    @_told
    def points() -> Response:
        catalogue = _named_index(shelf)
        state = _state()
        found = select(
            catalogue.table,
            catalogue.colours[_colour(state)].codes,
            passing(catalogue.facets, state),
            box=state.box,
            cap=_number("cap", CAP, most=CAP),
        )
        body = pack(found, index_hash=catalogue.hash)
        return _kept(Response(body, mimetype="application/octet-stream"))

    @api.get("/density.png")
    @_told
    def density() -> Response:
        catalogue = _named_index(shelf)
        return _kept(Response(catalogue.density, mimetype="image/png"))

    @api.get("/card/<int:row>")
    @_told
    def one_card(row: int) -> Response:
        catalogue = _named_index(shelf)
        if row >= len(catalogue):
            return refusal(404, "There is no such point.", "reload the page")
        return _kept(_json(card(catalogue, row)))

    @api.get("/search")
    @_told
    def search() -> Response:
        return _json(_found(shelf, shelf.current(), _state()))

    @api.get("/facets")
    @_told
    def facets() -> Response:
        catalogue = shelf.current()
        mask = passing(catalogue.facets, _state())
        counts = {facet.value: catalogue.facets.counts(facet, mask) for facet in FILTERS}
        return _json({"index": catalogue.hash, "total": int(mask.sum()), "facets": counts})

    @api.get("/template")
    @_told
    def template() -> Response:
        return _json(template_view(shelf.current(), _template_id()))

    @api.get("/code")
    @_told
    def code() -> Response:
        view = code_view(shelf, shelf.current(), _template_id(), request.args.get("path", ""))
        if view is None:
            return refusal(404, "The template has no such file.", "choose one of its files")
        return _json(view)

    @api.route("/", defaults={"rest": ""})
    @api.route("/<path:rest>")
    def nothing_here(rest: str) -> Response:
        del rest
        return refusal(404, "There is no such route.", f"the routes begin with {PREFIX}/")

    return api


def _told(route: Callable[_P, Response]) -> Callable[_P, Response]:
    """Turn what the core raises into a status and a remedy; the edge of the API."""

    @wraps(route)
    def answer(*args: _P.args, **kwargs: _P.kwargs) -> Response:
        try:
            return route(*args, **kwargs)
        except _OtherIndexError as error:
            return refusal(409, error.problem, error.remedy)
        except UnknownTemplateError as error:
            return refusal(404, error.problem, error.remedy)
        except UsageError as error:
            return refusal(400, error.problem, error.remedy)
        except NoIndexError as error:
            return refusal(503, error.problem, error.remedy)
        except AcumenError as error:
            _log.warning("%s %s", request.path, error.problem)
            return refusal(503, error.problem, error.remedy)
        except Exception:  # noqa: BLE001 (the edge: never a traceback to the client)
            _log.exception("%s failed", request.path)
            return refusal(500, "The server failed at this request.", "see the server's log")

    return answer


def _state() -> ExploreState:
    """The filters of this request, read as the address of a page is.

    Raises:
        UsageError: the query is too long, or something in it is not understood.
    """
    if len(request.args.get("q", "")) > MAX_QUERY:
        raise UsageError(
            f"A query has up to {MAX_QUERY} characters.", remedy="say it in a sentence"
        )
    own = {"v", "cap", "k"}
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k not in own]
    reading = decode("?" + urlencode(pairs))
    if reading.notices:
        raise UsageError(reading.notices[0], remedy="leave it out")
    return reading.state


def _named_index(shelf: Shelf) -> Catalogue:
    """The current catalogue, if it is the one that the URL names.

    Raises:
        UsageError: the URL was made on another index.
    """
    catalogue = shelf.current()
    if request.args.get("v", "") != catalogue.hash:
        raise _OtherIndexError("This address belongs to another index.", remedy="reload the page")
    return catalogue


class _OtherIndexError(UsageError):
    """The URL was made on another index."""


def _colour(state: ExploreState) -> Facet:
    if state.colour not in COLOURS:
        raise UsageError(
            "The map has no colours for that attribute.", remedy=f"one of: {', '.join(COLOURS)}"
        )
    return state.colour


def _number(name: str, first: int, *, most: int) -> int:
    text = request.args.get(name, str(first))
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= most):
        raise UsageError(f"“{name}” is a number from 1 to {most}.", remedy=f"{name}={first}")
    return int(text)


def _template_id() -> str:
    text = request.args.get("id", "")
    if not text or len(text) > 1_200:
        raise UsageError("The parameter “id” names a template.", remedy="id=owner/name@commit:path")
    return text


def _found(shelf: Shelf, catalogue: Catalogue, state: ExploreState) -> dict[str, Any]:
    k = _number("k", 20, most=MAX_SHOWN)
    view = explore(shelf, catalogue, replace(state, shown=k))
    return {
        "query": state.query,
        "encoder": view.encoder,
        "index": catalogue.hash,
        "total": view.total,
        "understood": view.understood,
        "hits": view.results,
        "gated": view.held_back,
        "note": view.note,
    }


def _json(value: object) -> Response:
    body = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept(response: Response) -> Response:
    """The URL names the index, so the answer never changes."""
    response.headers["Cache-Control"] = _FOREVER
    response.add_etag()
    response.make_conditional(request)
    return response
