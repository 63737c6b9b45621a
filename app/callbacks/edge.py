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
    except NoIndexError as error:
        return states.no_index(error, str(home))
    except AcumenError as error:
        _log.warning("%s", error.problem)
        return states.failed(error, retry=retry)
    except Exception:  # noqa: BLE001 (the edge of a callback)
        reference = secrets.token_hex(4)
        _log.exception("panel failed, reference %s", reference)
        return states.broken(reference, retry=retry)
