"""The route that brings the code of a template to this machine, because somebody asked for it.

It is there only where the server was given a fetcher. What it fetches is what the index names: a
pinned commit of one of its sources, never an address of the asker's.
"""

from __future__ import annotations

import threading
from typing import Final

from flask import Blueprint, Response, request

from acumen.errors import UsageError
from app.answers import json_answer, one_id, told
from app.services.code import CodeFetcher, FetchedCode, fetch_code
from app.services.library import Shelf

ROUTE: Final = "/fetched-code"


def blueprint(shelf: Shelf, fetcher: CodeFetcher) -> Blueprint:
    routes = Blueprint("fetching", __name__)
    busy = threading.Lock()

    @routes.post(ROUTE)
    @told
    def fetched_code() -> Response:
        """Fetch the code of the template that the body names, and say what came of it."""
        asked = request.get_json(silent=True)
        if not isinstance(asked, dict) or not isinstance(asked.get("id"), str):
            raise UsageError("No template was named.", remedy='send {"id": "..."}')
        catalogue = shelf.current()
        record = catalogue.record(one_id(asked["id"]))
        if not busy.acquire(blocking=False):
            return json_answer(
                FetchedCode(0, "The code of another template is being fetched.", "a little later")
            )
        try:
            result = fetch_code(fetcher, catalogue.repositories[record.template.repository], record)
        finally:
            busy.release()
        return json_answer(result)

    return routes
