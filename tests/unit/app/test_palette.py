"""The colours of the map can be told from their ground and from each other."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.palette import DARK, LIGHT, Palette, contrast
from app.services.points import HUES

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
_DEFICIENCIES = {
    "none": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}  # fmt: skip


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_stands_out_from_the_ground(palette: Palette) -> None:
    for colour in (*palette.hues, palette.other, palette.unknown):
        assert contrast(colour, palette.ground) >= 3.0, colour


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("deficiency", _DEFICIENCIES)
def test_hues_stay_apart(palette: Palette, deficiency: str) -> None:
    """The four most frequent values at least; names, counts and lists carry the rest."""
    seen = [_lab(colour, _DEFICIENCIES[deficiency]) for colour in palette.hues]
    first = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen[:4], 2)]
    every = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(first) > 15
    assert min(every) > 7


def test_there_are_as_many_hues_as_codes() -> None:
    assert len(LIGHT.hues) == len(DARK.hues) == HUES <= 12
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def _lab(colour: str, deficiency: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as seen with a deficiency."""
    srgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(deficiency @ linear, 0, 1)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )  # fmt: skip
    xyz = to_xyz @ linear / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
