"""The map as a picture: a backdrop for the points, and the map itself where WebGL is missing."""

from __future__ import annotations

import struct
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.services.points import MapTable

SIDE: Final = 512  # pixels
_TINT: Final = (108, 124, 168)  # reads on a light and on a dark ground


def density_png(table: MapTable) -> bytes:
    """How many templates stand where, as an RGBA PNG of SIDE x SIDE; north is up."""
    box = table.box
    counts, _, _ = np.histogram2d(
        table.xy[:, 1],
        table.xy[:, 0],
        bins=SIDE,
        range=((box.y0, box.y1), (box.x0, box.x1)),
    )
    smooth = _blurred(counts, sigma=SIDE / 64)
    peak = smooth.max()
    strength = np.sqrt(smooth / peak) if peak > 0 else smooth
    pixels = np.empty((SIDE, SIDE, 4), dtype=np.uint8)
    pixels[..., :3] = _TINT
    pixels[..., 3] = (strength[::-1] * 150).astype(np.uint8)
    return encode_png(pixels)


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """An (height, width, 4) RGBA image as PNG (W3C PNG, third edition, sections 5 and 9)."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + width * 4), dtype=np.uint8)  # filter type 0 before each row
    rows[:, 1:] = pixels.reshape(height, width * 4)
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


def _blurred(counts: NDArray[np.float64], *, sigma: float) -> NDArray[np.float64]:
    """Gaussian blur, one axis after the other; ``sigma`` in pixels."""
    reach = int(3 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        counts = np.apply_along_axis(np.convolve, axis, counts, kernel, mode="same")
    return counts
