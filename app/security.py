"""What every answer carries and every request must pass, whatever route it takes.

The policy was tried against Chromium with hostile text in every field: with it the app, its
callbacks and the WebGL map work, while inline scripts, foreign images and frames do not.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from dash import Dash
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

MAX_BODY: Final = 64 * 1024  # bytes of one request
AGENTS: Final = "/mcp"  # asked by programs, which send no origin; it looks at that itself
_CALLBACK: Final = "/_dash-update-component"


def policy(app: Dash) -> str:
    """The Content-Security-Policy of every page; call after all callbacks are registered."""
    scripts = " ".join(("'self'", *app.csp_hashes()))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",  # React and Plotly set style attributes
            "img-src 'self' data:",
            "connect-src 'self'",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "frame-ancestors 'none'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def protect(app: Dash) -> None:
    """Put headers, limits and the same-origin rule on ``app``'s server."""
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    server.config["PROPAGATE_EXCEPTIONS"] = False
    content_policy = policy(app)

    @server.before_request
    def same_origin_only() -> Response | None:
        if request.method in {"GET", "HEAD", "OPTIONS"} or request.path == AGENTS:
            return None
        if not _same_origin():
            return refusal(403, "This request came from another page.", "open the app itself")
        if request.path.endswith(_CALLBACK) and not _known_callback(app):
            return refusal(404, "There is no such callback.", "reload the page")
        return None

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = content_policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    @server.errorhandler(HTTPException)
    def told(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < 400:
            return error
        return refusal(error.code, error.description or error.name, "go back and try again")


def refusal(status: int, problem: str, remedy: str) -> Response:
    """The one shape of an error: what went wrong and what to do."""
    response = jsonify({"error": problem, "remedy": remedy})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _same_origin() -> bool:
    """Fetch metadata where the browser sends it, else Origin; a client without either is none."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.host


def _known_callback(app: Dash) -> bool:
    """Whether the body names an output that exists; Dash answers 500 to any other."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return False
    output = body.get("output")
    return (
        isinstance(output, str)
        and output in app.callback_map
        and _well_formed(body.get("inputs"))
        and _well_formed(body.get("outputs"))
        and isinstance(body.get("changedPropIds", []), list)
    )


def _well_formed(items: object) -> bool:
    """Component properties as Dash's page sends them."""
    listed = items if isinstance(items, list) else [items]
    return all(
        isinstance(item, dict)
        and isinstance(item.get("id"), str)
        and re.fullmatch(r"\w{1,40}", str(item.get("property"))) is not None
        for item in listed
    )
