"""The addresses of the curate page; its state lives in the browser (``assets/curate.js``)."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

CURATE: Final = "/curate"


def curate_link(template_id: str, *, aspect: str = "task") -> str:
    """One attribute of a template in front of a curator."""
    return f"{CURATE}?{urlencode({'id': template_id, 'aspect': aspect})}"
