"""Where errors of a panel end: the panel says what failed, the rest of the page lives on."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from pathlib import Path

from dash.development.base_component import Component

from acumen.errors import AcumenError, NoIndexError
from app.components import states

_log = logging.getLogger(__name__)


def guarded(build: Callable[[], Component], *, home: Path, retry: str) -> Component:
    """``build()``, or the panel that says why not."""
    try:
        return build()
    except Exception as error:  # noqa: BLE001 (the edge of a callback)
        return failure(error, home=home, retry=retry)


def failure(error: Exception, *, home: Path, retry: str) -> Component:
    """The panel that says what went wrong; ``error`` is written to the log."""
    if isinstance(error, NoIndexError):
        return states.no_index(error, str(home))
    if isinstance(error, AcumenError):
        _log.warning("%s", error.problem)
        return states.failed(error, retry=retry)
    reference = secrets.token_hex(4)
    _log.error("panel failed, reference %s", reference, exc_info=error)
    return states.broken(reference, retry=retry)
