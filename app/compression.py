"""Answers travel compressed: gzip for whoever takes it, made once for what never changes."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Final

from flask import Flask, Response, request

_LEAST: Final = 1_000  # bytes: less is not worth it
_KEPT: Final = 96  # compressed files
_KINDS: Final = frozenset(
    {
        "application/javascript",
        "application/json",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
    }
)
_ONCE: Final = 9  # effort for files, which are compressed once
_EACH: Final = 4  # and for answers, each of which is


def compress(server: Flask) -> None:
    """Put it on ``server``; to be called before anything that must see the final bytes."""

    @server.after_request
    def packed(response: Response) -> Response:
        if not _wanted(response):
            return response
        once = response.direct_passthrough or "max-age" in response.headers.get("Cache-Control", "")
        response.direct_passthrough = False
        data = response.get_data()
        response.headers.add("Vary", "Accept-Encoding")
        if len(data) < _LEAST:
            return response
        response.set_data(_packed_once(data) if once else gzip.compress(data, _EACH, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, weak = response.get_etag()
        if etag and not weak:
            response.set_etag(etag, weak=True)  # the same content in other bytes
        return response


def _wanted(response: Response) -> bool:
    return (
        response.status_code == 200
        and response.mimetype in _KINDS
        and "Content-Encoding" not in response.headers
        and request.method != "HEAD"
        and "gzip" in request.headers.get("Accept-Encoding", "").lower()
    )


@lru_cache(maxsize=_KEPT)
def _packed_once(data: bytes) -> bytes:
    return gzip.compress(data, _ONCE, mtime=0)
