"""Length-prefixed frames between the parent and a reading child. Nothing is ever unpickled."""

from __future__ import annotations

import os
import struct

_HEADER = struct.Struct("<IBI")  # index of the item, language or kind, length of the payload
HEADER_BYTES = _HEADER.size
READY = 1  # kind of a child's first frame: from now on its silence counts

Frame = tuple[int, int, bytes]


def pack(index: int, kind: int, payload: bytes) -> bytes:
    return _HEADER.pack(index, kind, len(payload)) + payload


class FrameBuffer:
    """Bytes that came in pieces, given back as whole frames."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, piece: bytes) -> None:
        self._bytes += piece

    def take(self) -> Frame | None:
        """The next whole frame, or None until more bytes come."""
        if len(self._bytes) < HEADER_BYTES:
            return None
        index, kind, size = _HEADER.unpack_from(self._bytes)
        end = HEADER_BYTES + size
        if len(self._bytes) < end:
            return None
        payload = bytes(self._bytes[HEADER_BYTES:end])
        del self._bytes[:end]
        return index, kind, payload


def read_exactly(descriptor: int, size: int) -> bytes:
    """``size`` bytes from a blocking pipe; b"" if it was closed first."""
    pieces: list[bytes] = []
    while size:
        piece = os.read(descriptor, min(size, 1 << 20))
        if not piece:
            return b""
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def read_frame(descriptor: int) -> Frame | None:
    """The next frame from a blocking pipe; None at its end."""
    header = read_exactly(descriptor, HEADER_BYTES)
    if not header:
        return None
    index, kind, size = _HEADER.unpack(header)
    payload = read_exactly(descriptor, size) if size else b""
    return None if size and not payload else (index, kind, payload)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data`` to a blocking pipe."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
