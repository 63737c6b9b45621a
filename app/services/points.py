"""The map as bytes: which points of a view are sent, and how they are packed.

Points are kept in an order in which every prefix is a fair sample of the map, so the first
``cap`` points of a view stand for all of it. The layout of the answer is described at
:func:`pack`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from app.urlstate import Box

CAP: Final = 20_000  # points in one answer
HUES: Final = 8  # values with a colour of their own
OTHER: Final = HUES  # colour code of the rarer values
UNKNOWN: Final = HUES + 1  # colour code where nothing is known


@dataclass(frozen=True, slots=True, eq=False)
class MapTable:
    """Positions in priority order."""

    xy: NDArray[np.float32]  # (n, 2)
    rows: NDArray[np.int32]  # (n,) template row of each point
    box: Box  # of all points, with a margin


@dataclass(frozen=True, slots=True, eq=False)
class PointSet:
    """The points of one view."""

    xy: NDArray[np.float32]  # (k, 2)
    rows: NDArray[np.int32]  # (k,)
    colours: NDArray[np.uint8]  # (k,)
    in_view: int  # points of the view that pass the filters; k of them are here
    matching: int  # points of the whole map that pass


def map_table(positions: NDArray[np.float32]) -> MapTable:
    """Order the points: a fixed shuffle, so that any prefix is a fair sample."""
    n = len(positions)
    order = np.random.default_rng(20_260_101).permutation(n).astype(np.int32)
    xy = np.ascontiguousarray(positions[order], dtype=np.float32)
    return MapTable(xy, order, _extent(positions))


def select(
    table: MapTable,
    colours: NDArray[np.uint8],
    mask: NDArray[np.bool_],
    *,
    box: Box | None,
    cap: int = CAP,
) -> PointSet:
    """The first ``cap`` points of ``box`` that pass ``mask``."""
    passing = mask[table.rows]
    matching = int(passing.sum())
    if box is not None:
        x, y = table.xy[:, 0], table.xy[:, 1]
        passing &= (x >= box.x0) & (x <= box.x1) & (y >= box.y0) & (y <= box.y1)
    found = np.flatnonzero(passing)
    kept = found[:cap]
    rows = table.rows[kept]
    return PointSet(table.xy[kept], rows, colours[rows], len(found), matching)


def pack(points: PointSet, *, index_hash: str) -> bytes:
    """The answer's bytes, all little-endian.

    uint32 length of the header; the header, JSON padded with spaces to a multiple of 4; float32
    x, y for each point; int32 template row for each; uint8 colour code for each.
    """
    header = orjson.dumps(
        {
            "n": len(points.rows),
            "in_view": points.in_view,
            "matching": points.matching,
            "index": index_hash,
            "columns": ["xy:f4:2", "row:i4", "colour:u1"],
        }
    )
    header += b" " * (-len(header) % 4)
    return b"".join(
        (
            struct.pack("<I", len(header)),
            header,
            points.xy.astype("<f4").tobytes(),
            points.rows.astype("<i4").tobytes(),
            points.colours.tobytes(),
        )
    )


def _extent(positions: NDArray[np.float32]) -> Box:
    if len(positions) == 0:
        return Box(0.0, 0.0, 1.0, 1.0)
    low = positions.min(axis=0).astype(float)
    high = positions.max(axis=0).astype(float)
    margin = np.maximum((high - low) * 0.05, 0.5)
    (x0, y0), (x1, y1) = low - margin, high + margin
    return Box(float(x0), float(y0), float(x1), float(y1))
