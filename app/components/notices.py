"""What a page says above its answer: what was not understood, and which index it stands on."""

from __future__ import annotations

from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component

from app.components.marks import icon, link
from app.services.library import Catalogue


def notices(
    catalogue: Catalogue, said: Iterable[str], *, made_on: str, changed: str, here: str
) -> list[Component]:
    """``said``, and a word where the address was made on another index or an older one is served.

    ``made_on`` is the index hash of the address, "" for any; ``changed`` says what may differ now,
    and ``here`` is the same address for this index.
    """
    shown: list[Component] = [html.P([icon("info"), text], role="status") for text in said]
    if made_on and made_on != catalogue.hash:
        text = f"This link was made on another index: {changed}. "
        shown.append(html.P([icon("info"), text, link("Use this one", here)], role="status"))
    if catalogue.fallback:
        shown.append(html.P([icon("warning"), catalogue.fallback], role="status"))
    return shown
