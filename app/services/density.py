"""The map as a picture: a backdrop for the points, and the map itself where WebGL is missing.

Each pixel has the mean of the colours of the templates that stand there, and is the stronger the
more there are, so the picture shows all of them where the points are a sample.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.services.points import MapTable

SIDE: Final = 384  # pixels
_TINT: Final = "#6c7ca8"  # reads on a light and on a dark ground
_STRONGEST: Final = 165  # alpha of the densest pixel, of 255

Image = NDArray[np.float64]  # (SIDE, SIDE)


def density_png(
    table: MapTable,
    codes: NDArray[np.uint8] | None = None,
    colours: Sequence[str] = (),
) -> bytes:
    """How many templates stand where, as an RGBA PNG of SIDE x SIDE; north is up.

    ``codes`` are colour codes by template row, ``colours`` the #rrggbb of each code; without them
    the picture has one tint.
    """
    box = table.box
    across = _pixels(table.x, box.x0, box.x1)
    down = _pixels(-table.y, -box.y1, -box.y0)
    at = down * SIDE + across
    if codes is None or not colours:
        colours = (_TINT,)
        code = np.zeros(len(at), dtype=np.int64)
    else:
        code = codes[table.rows].astype(np.int64)
    layers = [_blurred(_count(at[code == number])) for number in range(len(colours))]
    return encode_png(_painted(layers, colours))


def _pixels(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.int64]:
    scaled = (values.astype(np.float64) - low) * (SIDE / (high - low))
    return np.clip(scaled.astype(np.int64), 0, SIDE - 1)


def _count(at: NDArray[np.int64]) -> Image:
    return np.bincount(at, minlength=SIDE * SIDE).reshape(SIDE, SIDE).astype(np.float64)


def _painted(layers: Sequence[Image], colours: Sequence[str]) -> NDArray[np.uint8]:
    total = np.sum(layers, axis=0)
    peak = total.max()
    pixels = np.zeros((SIDE, SIDE, 4), dtype=np.uint8)
    if peak <= 0:
        return pixels
    weight = np.maximum(total, peak * 1e-6)
    for channel in range(3):
        mixed = np.zeros_like(total)
        for layer, colour in zip(layers, colours, strict=True):
            mixed += layer * int(colour[1 + 2 * channel : 3 + 2 * channel], 16)
        pixels[..., channel] = np.clip(mixed / weight, 0, 255).astype(np.uint8)
    pixels[..., 3] = ((total / peak) ** 0.45 * _STRONGEST).astype(np.uint8)
    pixels[pixels[..., 3] < 6] = 0  # nothing there: compresses to nothing
    return pixels


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """An (height, width, 4) RGBA image as PNG (W3C PNG, third edition, sections 5 and 9)."""
    height, width, _ = pixels.shape
    flat = pixels.reshape(height, width * 4)
    rows = np.zeros((height, 1 + width * 4), dtype=np.uint8)
    rows[:, 1:] = flat
    rows[1:, 0] = 2  # filter "up": neighbouring rows are alike
    rows[1:, 1:] = flat[1:] - flat[:-1]
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 6)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _blurred(counts: Image, *, sigma: float = SIDE / 72) -> Image:
    """Gaussian blur along both axes, by way of the spectrum; ``sigma`` in pixels.

    The picture is padded by the reach of the blur, so that its edges do not meet.
    """
    if not counts.any():
        return counts
    side = SIDE + int(4 * sigma)
    frequency = np.fft.fftfreq(side)
    falloff = np.exp(-2 * (np.pi * sigma * frequency) ** 2)
    spectrum = np.fft.rfft2(counts, s=(side, side))
    spectrum *= falloff[:, None] * falloff[None, : spectrum.shape[1]]
    image: Image = np.fft.irfft2(spectrum, s=(side, side))[:SIDE, :SIDE]
    return np.maximum(image, 0.0)
