"""The edge of every route: what the core raises as a status and a remedy, and what may be kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec
from urllib.parse import urlencode

import orjson
from flask import Response, g, request
from werkzeug.exceptions import HTTPException

from acumen.errors import AcumenError, NoIndexError, UsageError
from app.security import refusal
from app.services.library import Catalogue, Shelf, UnknownTemplateError
from app.urlstate import MAX_QUERY, ExploreState, decode

PREFIX: Final = "/api/v1"
MAX_ID: Final = 1_200  # characters of a template's ID
_FOREVER: Final = "public, max-age=31536000, immutable"
_log = logging.getLogger(__name__)
_P = ParamSpec("_P")


class OtherIndexError(UsageError):
    """The URL was made on another index."""


def told(route: Callable[_P, Response]) -> Callable[_P, Response]:
    """Turn what the core raises into a status and a remedy."""

    @wraps(route)
    def answer(*args: _P.args, **kwargs: _P.kwargs) -> Response:
        try:
            return route(*args, **kwargs)
        except OtherIndexError as error:
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
        except HTTPException:
            raise  # too large, and the like: told by the app's own handler
        except Exception:  # noqa: BLE001 (the edge: never a traceback to the client)
            _log.exception("%s failed", request.path)
            return refusal(500, "The server failed at this request.", "see the server's log")

    return answer


def json_answer(value: object) -> Response:
    """``value`` as JSON that is asked for anew each time."""
    body = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def kept(response: Response) -> Response:
    """The URL names the index and its annotations, so the answer never changes."""
    if not g.get("exact", True):  # annotated since: good for now, not for ever
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = _FOREVER
    response.add_etag()
    response.make_conditional(request)
    return response


def named_index(shelf: Shelf) -> Catalogue:
    """The current catalogue, if it is the one that the URL names.

    Where only annotations were added since, rows still mean the same and it is good enough.

    Raises:
        OtherIndexError: the URL was made on another index.
    """
    catalogue = shelf.current()
    asked = request.args.get("v", "")
    g.exact = asked == catalogue.version
    if asked.partition("x")[0] != catalogue.hash:
        raise OtherIndexError("This address belongs to another index.", remedy="reload the page")
    return catalogue


def state_of_request(*own: str) -> ExploreState:
    """The filters of this request, read as the address of a page is; ``own`` are not of them.

    Raises:
        UsageError: the query is too long, or something in it is not understood.
    """
    if len(request.args.get("q", "")) > MAX_QUERY:
        raise UsageError(
            f"A query has up to {MAX_QUERY} characters.", remedy="say it in a sentence"
        )
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k not in own]
    reading = decode("?" + urlencode(pairs))
    if reading.notices:
        raise UsageError(reading.notices[0], remedy="leave it out")
    return reading.state


def number(name: str, first: int, *, most: int, least: int = 1) -> int:
    """A whole number of the request, ``first`` where it has none. Raises UsageError."""
    text = request.args.get(name, str(first))
    if not (text.isascii() and text.isdigit() and len(text) < 8 and least <= int(text) <= most):
        raise UsageError(f"“{name}” is a number from {least} to {most}.", remedy=f"{name}={first}")
    return int(text)


def one_id(text: str) -> str:
    """``text`` if it may be a template's ID. Raises UsageError."""
    if not text or len(text) > MAX_ID:
        raise UsageError("The parameter “id” names a template.", remedy="id=owner/name@commit:path")
    return text
