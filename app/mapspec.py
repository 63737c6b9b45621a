"""What the browser needs to draw the map: addresses of its parts, colours, marked points.

Everything of weight is behind an address that names the index, so that it is fetched once.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Final

from app.palette import DARK, LIGHT
from app.services.library import Catalogue
from app.services.points import CAP
from app.services.search import ExploreView
from app.services.shown import one_line
from app.urlstate import ExploreState, encode

MAX_LABELS: Final = 600
PLOTLY: Final = "/assets/vendor/plotly-strict-4.1.1-map.min.js"  # why not the wheel's: ADR 7, 10


def map_spec(catalogue: Catalogue, state: ExploreState, view: ExploreView | None) -> dict[str, Any]:
    """What ``map.js`` draws from. Without ``view`` the points stay and only the box moves."""
    spec: dict[str, Any] = {
        "v": catalogue.version,
        "whole": asdict(catalogue.table.box),
        "opened": _place(catalogue, state.opened),
    }
    if view is None:
        return {**spec, "same": True}
    filters = replace(
        ExploreState(),
        include=state.include,
        exclude=state.exclude,
        licence=state.licence,
    )
    sampled = len(catalogue) > CAP
    narrowed = filters.narrowed
    here = f"v={catalogue.version}"
    codes = catalogue.colours[state.colour].codes
    xy = catalogue.index.layout.positions
    return {
        **spec,
        "same": False,
        "sampled": sampled,
        "cap": CAP,
        "corpus": len(catalogue),
        "points": _address("points", filters if sampled else ExploreState(), here),
        "passing": _address("passing", filters, here) if narrowed and not sampled else "",
        "colours": _address(
            "colours", replace(filters if sampled else ExploreState(), colour=state.colour), here
        ),
        "card": f"/api/v1/card/%d?{here}",
        "density": f"/api/v1/density.png?{here}&colour={state.colour}&theme=",
        "regions": f"/api/v1/regions?{here}",
        "asked": bool(view.asked.ranked or view.asked.repository),
        "lasso": [list(corner) for corner in state.lasso.corners] if state.lasso else [],
        "hits": [
            [row, round(float(xy[row, 0]), 4), round(float(xy[row, 1]), 4), int(codes[row])]
            for row in view.hits
        ],
    }


def regions(catalogue: Catalogue) -> dict[str, Any]:
    """What of the map depends on the index alone: names of regions, coarse and large ones first."""
    ordered = sorted(
        catalogue.index.layout.labels, key=lambda label: (label.level, -label.size, label.text)
    )
    return {
        "labels": [
            [one_line(label.text, limit=60), label.x, label.y, label.level, label.size]
            for label in ordered[:MAX_LABELS]
        ],
        "palettes": {"light": asdict(LIGHT), "dark": asdict(DARK)},
    }


def _address(route: str, state: ExploreState, here: str) -> str:
    query = encode(state)
    return f"/api/v1/{route}{query}{'&' if query else '?'}{here}"


def _place(catalogue: Catalogue, template_id: str) -> list[float] | None:
    row = catalogue.rows.get(template_id)
    if row is None:
        return None
    x, y = catalogue.index.layout.positions[row]
    return [row, float(x), float(y)]
