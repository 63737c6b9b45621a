"""Results of a stage, kept by key so that the next run need not compute them again.

A cache is a folder of packs. A run appends records to a pack of its own, so nothing that was
written is ever touched again. Records check themselves instead of waiting for the disk: a torn or
flipped one reads as absent. A damaged head ends its pack, a damaged value costs that value.

    head    magic(4) key(16) length(4) head check(8)
    value   check(16) bytes(length)
"""

from __future__ import annotations

import hashlib
import os
import struct
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from acumen.store.failures import storage_errors
from acumen.store.home import Home

_MAGIC: Final = b"acu1"
_HEAD: Final = struct.Struct("<4s16sI8s")
_CHECK_BYTES: Final = 16
_MAX_VALUE: Final = 256 << 20  # bytes; a longer length can only be damage
_MAX_PACKS: Final = 16  # more than these are merged by the next run that writes
_SUFFIX: Final = ".pack"


class _Place(NamedTuple):
    descriptor: int
    offset: int  # of the value's check
    length: int  # of the value


class StageCache:
    """Bytes by key under ``cache/<name>``. One writer at a time: the holder of the home's lock.

    Reading never raises for damage and never writes. ``put`` raises StorageError when the disk is
    full or not writable, and leaves every earlier record as it was.
    """

    def __init__(self, home: Home, name: str) -> None:
        if not name or "/" in name or name.startswith("."):
            raise ValueError(f"not a plain name: {name!r}")
        self._folder = home.cache / name
        self._places: dict[bytes, _Place] = {}
        self._descriptors: list[int] = []
        self._own: int = -1  # descriptor of the pack of this run
        self._end = 0  # bytes in that pack
        with storage_errors("read", self._folder):
            self._packs = sorted(self._folder.glob(f"{'[0-9]' * 8}{_SUFFIX}"))
            for pack in self._packs:
                self._read_heads(pack)
        self._finalizer = weakref.finalize(self, _close_all, self._descriptors)

    def __enter__(self) -> StageCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: bytes) -> bool:
        return _digest(key) in self._places

    def close(self) -> None:
        """Close the packs; further calls are an error."""
        self._finalizer()

    def get(self, key: bytes) -> bytes | None:
        """The value last put under ``key``; None if there is none or it is damaged."""
        digest = _digest(key)
        place = self._places.get(digest)
        return None if place is None else _read_value(digest, place)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep ``value`` under ``key``."""
        self.put_many([(key, value)])

    def put_many(self, items: Mapping[bytes, bytes] | Iterable[tuple[bytes, bytes]]) -> None:
        """Keep all ``items``, in one write."""
        pairs = items.items() if isinstance(items, Mapping) else items
        self._append((_digest(key), value) for key, value in pairs)

    def _append(self, records: Iterable[tuple[bytes, bytes]]) -> None:
        parts: list[bytes] = []
        lengths: list[tuple[bytes, int]] = []
        for digest, value in records:
            if len(value) > _MAX_VALUE:
                continue
            head = _MAGIC + digest + len(value).to_bytes(4, "little")
            parts += [head, _hash(head, 8), _hash(digest + value, _CHECK_BYTES), value]
            lengths.append((digest, len(value)))
        if not parts:
            return
        with storage_errors("write to", self._folder):
            if self._own < 0:
                self._start_pack()
            offset = self._end
            self._write(b"".join(parts))
        for digest, length in lengths:
            offset += _HEAD.size
            self._places[digest] = _Place(self._own, offset, length)
            offset += _CHECK_BYTES + length

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._own, view) :]
        except OSError:
            os.ftruncate(self._own, self._end)
            os.lseek(self._own, self._end, os.SEEK_SET)
            raise
        self._end += len(data)

    def _start_pack(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        number = int(self._packs[-1].stem) + 1 if self._packs else 1
        path = self._folder / f"{number:08d}{_SUFFIX}"
        self._own = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self._descriptors.append(self._own)
        merged, self._packs = self._packs, [*self._packs, path]
        if len(merged) >= _MAX_PACKS:
            self._merge(merged)

    def _merge(self, merged: list[Path]) -> None:
        """Copy what is alive into the new pack, wait for the disk, remove the old packs."""
        for digest, place in sorted(self._places.items(), key=lambda item: item[1]):
            value = _read_value(digest, place)
            if value is None:
                del self._places[digest]
            else:
                self._append([(digest, value)])
        os.fsync(self._own)
        for pack in merged:
            pack.unlink(missing_ok=True)
        self._packs = self._packs[-1:]

    def _read_heads(self, pack: Path) -> None:
        try:
            descriptor = os.open(pack, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return  # an unreadable pack is one that was never there
        self._descriptors.append(descriptor)
        with os.fdopen(os.dup(descriptor), "rb") as file:
            for digest, offset, length in _heads(file):
                self._places[digest] = _Place(descriptor, offset, length)


def _heads(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Key digest, offset and length of each value, up to the first damaged head."""
    size = os.fstat(file.fileno()).st_size
    offset = 0
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        magic, digest, length, check = _HEAD.unpack(head)
        offset += _HEAD.size
        end = offset + _CHECK_BYTES + length
        if magic != _MAGIC or check != _hash(head[:-8], 8) or end > size:
            return
        yield digest, offset, length
        offset = end
        file.seek(end)


def _digest(key: bytes) -> bytes:
    return _hash(key, 16)


def _hash(data: bytes, size: int) -> bytes:
    return hashlib.blake2b(data, digest_size=size).digest()


def _read_value(digest: bytes, place: _Place) -> bytes | None:
    try:
        data = os.pread(place.descriptor, _CHECK_BYTES + place.length, place.offset)
    except OSError:
        return None
    value = data[_CHECK_BYTES:]
    if len(value) != place.length or _hash(digest + value, _CHECK_BYTES) != data[:_CHECK_BYTES]:
        return None
    return value


def _close_all(descriptors: list[int]) -> None:
    while descriptors:
        os.close(descriptors.pop())
