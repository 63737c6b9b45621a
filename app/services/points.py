"""The map as bytes: which points of a view are sent, and how they are packed.

Points are kept in an order in which every prefix is a fair sample of the map, so the first
``cap`` points of a view stand for all of it. Positions, colours and what passes a filter travel
apart: another colour or filter never sends a position again that the page already has.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from app.urlstate import Box

CAP: Final = 20_000  # points in one answer; a map of no more is sent whole, once
HUES: Final = 8  # values with a colour of their own
OTHER: Final = HUES  # colour code of the rarer values
UNKNOWN: Final = HUES + 1  # colour code where nothing is known


@dataclass(frozen=True, slots=True, eq=False)
class MapTable:
    """Positions in priority order."""

    x: NDArray[np.float32]  # (n,)
    y: NDArray[np.float32]  # (n,)
    rows: NDArray[np.int32]  # (n,) template row of each point
    box: Box  # of all points, with a margin

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The points of one view."""

    places: NDArray[np.int64]  # (k,) into the table, ascending
    in_view: int  # points of the view that pass the filters; k of them are here
    matching: int  # points of the whole map that pass


def map_table(positions: NDArray[np.float32]) -> MapTable:
    """Order the points: a fixed shuffle, so that any prefix is a fair sample."""
    n = len(positions)
    order = np.random.default_rng(20_260_101).permutation(n).astype(np.int32)
    x = np.ascontiguousarray(positions[order, 0], dtype=np.float32)
    y = np.ascontiguousarray(positions[order, 1], dtype=np.float32)
    return MapTable(x, y, order, _extent(positions))


def select(
    table: MapTable, passing: NDArray[np.bool_], *, box: Box | None, cap: int = CAP
) -> Sample:
    """The first ``cap`` points of ``box`` that pass; ``passing`` is in the table's order."""
    matching = int(np.count_nonzero(passing))
    if box is not None:
        x, y = table.x, table.y
        passing = passing & (x >= box.x0) & (x <= box.x1) & (y >= box.y0) & (y <= box.y1)
    found = np.flatnonzero(passing)
    return Sample(found[:cap], len(found), matching)


def pack_points(table: MapTable, sample: Sample, *, index_hash: str) -> bytes:
    """Positions and rows, all little-endian.

    uint32 length of the header; the header, JSON padded with spaces to a multiple of 4; float32
    x, y for each point; int32 template row for each.
    """
    places = sample.places
    header = orjson.dumps(
        {
            "n": len(places),
            "in_view": sample.in_view,
            "matching": sample.matching,
            "index": index_hash,
            "columns": ["xy:f4:2", "row:i4"],
        }
    )
    header += b" " * (-len(header) % 4)
    xy = np.empty((len(places), 2), dtype="<f4")
    xy[:, 0] = table.x[places]
    xy[:, 1] = table.y[places]
    return b"".join(
        (
            struct.pack("<I", len(header)),
            header,
            xy.tobytes(),
            table.rows[places].astype("<i4").tobytes(),
        )
    )


def pack_colours(table: MapTable, sample: Sample, codes: NDArray[np.uint8]) -> bytes:
    """uint8 colour code of each point, in the order of :func:`pack_points`."""
    return codes[table.rows[sample.places]].tobytes()


def pack_passing(passing: NDArray[np.bool_]) -> bytes:
    """One bit for each point of the whole table in its order, the lowest bit of a byte first."""
    return np.packbits(passing, bitorder="little").tobytes()


def _extent(positions: NDArray[np.float32]) -> Box:
    if len(positions) == 0:
        return Box(0.0, 0.0, 1.0, 1.0)
    low = positions.min(axis=0).astype(float)
    high = positions.max(axis=0).astype(float)
    margin = np.maximum((high - low) * 0.05, 0.5)
    (x0, y0), (x1, y1) = low - margin, high + margin
    return Box(float(x0), float(y0), float(x1), float(y1))
