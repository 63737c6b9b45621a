"""What a request to curate says: the fields of its JSON body, each read once and checked.

Each reading raises UsageError, which says what to send instead.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

import orjson
from flask import request

from acumen.domain.annotation import Verdict, check_key
from acumen.errors import UsageError
from app.services.curating import facet_of
from app.services.saving import Bulk

_Choice = TypeVar("_Choice", bound=StrEnum)


def read_body() -> dict[str, Any]:
    """The JSON object of the request."""
    if request.mimetype != "application/json":
        raise UsageError("The request is not JSON.", remedy="Content-Type: application/json")
    try:
        body = orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError as error:
        raise UsageError(f"The request is no JSON: {error}.", remedy="send an object") from error
    if not isinstance(body, dict):
        raise UsageError("The request is no JSON object.", remedy="send an object")
    return body


def text_of(body: dict[str, Any], name: str, *, most: int) -> str:
    """A text of up to ``most`` characters; "" if there is none."""
    text = body.get(name, "")
    if not isinstance(text, str) or len(text) > most:
        raise UsageError(f"“{name}” is a text of up to {most} characters.", remedy="shorten it")
    return text


def version_of(body: dict[str, Any], name: str) -> int:
    """Which version of a slot the page showed when its reader wrote."""
    found = body.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**62:
        raise UsageError(f"“{name}” is the version that was seen.", remedy=f"{name}: 0")
    return found


def key_of(body: dict[str, Any]) -> str:
    """The random key by which a save that is sent again is known."""
    key = text_of(body, "key", most=80)
    try:
        check_key(key)
    except ValueError as error:
        raise UsageError(
            f"“key”: {error}.", remedy="send a random key, the same for retries"
        ) from (error)
    return key


def one_of(kind: type[_Choice], text: str) -> _Choice:
    """The choice that ``text`` names."""
    try:
        return kind(text)
    except ValueError:
        names = ", ".join(kind)
        raise UsageError(f"“{text[:40]}” is not known.", remedy=f"one of: {names}") from None


def bulk_of(body: dict[str, Any]) -> Bulk:
    """One value that is to be set or removed on all that a search finds."""
    facet = facet_of(text_of(body, "aspect", most=60))
    verdict = one_of(Verdict, text_of(body, "verdict", most=20))
    value = text_of(body, "value", most=200)
    if facet is None or not value or verdict not in {Verdict.SET, Verdict.REMOVED}:
        raise UsageError(
            "A bulk change sets or removes one value of one attribute.", remedy="choose them"
        )
    search = text_of(body, "search", most=16_000)
    return Bulk(search, facet, value, verdict, body.get("over_people") is True)
