"""What the browser needs to draw the map: addresses, colours, names of regions, marked points."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from app.palette import DARK, LIGHT
from app.services.library import Catalogue
from app.services.points import CAP
from app.services.search import ExploreView
from app.services.shown import one_line
from app.urlstate import ExploreState, encode

MAX_LABELS: Final = 400
PLOTLY: Final = "/assets/vendor/plotly-strict-4.1.1-cut.min.js"  # why not the wheel's: ADR 7


def map_spec(catalogue: Catalogue, state: ExploreState, view: ExploreView | None) -> dict[str, Any]:
    """The value of ``map-spec.data``. Without ``view`` the points stay and only the box moves."""
    box = state.box or catalogue.table.box
    spec: dict[str, Any] = {
        "v": catalogue.hash,
        "whole": asdict(catalogue.table.box),
        "box": asdict(box),
        "opened": _place(catalogue, state.opened),
    }
    if view is None:
        return {**spec, "same": True}
    filters = encode(
        ExploreState(
            include=state.include,
            exclude=state.exclude,
            licence=state.licence,
            colour=state.colour,
        )
    )
    codes = catalogue.colours[state.colour].codes
    xy = catalogue.index.layout.positions
    return {
        **spec,
        "same": False,
        "points": f"/api/v1/points{filters or '?'}{'&' if filters else ''}v={catalogue.hash}",
        "card": f"/api/v1/card/%d?v={catalogue.hash}",
        "density": f"/api/v1/density.png?v={catalogue.hash}",
        "cap": CAP,
        "corpus": len(catalogue),
        "asked": bool(state.query or state.like),
        "names": [entry.label for entry in view.legend],
        "hits": [
            [row, round(float(xy[row, 0]), 4), round(float(xy[row, 1]), 4), int(codes[row])]
            for row in view.hits
        ],
        "labels": [
            [one_line(label.text, limit=60), label.x, label.y, label.level, label.size]
            for label in sorted(
                catalogue.index.layout.labels, key=lambda label: (label.level, -label.size)
            )[:MAX_LABELS]
        ],
        "palettes": {"light": asdict(LIGHT), "dark": asdict(DARK)},
    }


def _place(catalogue: Catalogue, template_id: str) -> list[float] | None:
    row = catalogue.rows.get(template_id)
    if row is None:
        return None
    x, y = catalogue.index.layout.positions[row]
    return [row, float(x), float(y)]
