"""Facts as bytes, for the cache and for the pipe between processes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from acumen.domain import facts as records
from acumen.domain.facts import ModuleFacts, ReadProblem, Unread
from acumen.errors import StorageError


def _version() -> str:
    """A digest of the modules that read files and of the records they fill, 12 hex."""
    digest = hashlib.blake2b(digest_size=6)
    for module in (*sorted(Path(__file__).parent.glob("*.py")), Path(records.__file__)):
        digest.update(module.name.encode() + b"\0" + module.read_bytes() + b"\0")
    return digest.hexdigest()


FACTS_VERSION = _version()
"""Part of every cache key: with other code, an unchanged file might give other facts."""


class _Read(msgspec.Struct, tag="facts", array_like=True, frozen=True):
    facts: ModuleFacts


class _Unread(msgspec.Struct, tag="unread", array_like=True, frozen=True):
    problem: ReadProblem
    detail: str


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Read | _Unread)


def encode_facts(facts: ModuleFacts | Unread) -> bytes:
    """Deterministic msgpack; :func:`decode_facts` gives an equal value back."""
    if isinstance(facts, Unread):
        return _encoder.encode(_Unread(facts.problem, facts.detail))
    return _encoder.encode(_Read(facts))


def decode_facts(data: bytes) -> ModuleFacts | Unread:
    """The facts that :func:`encode_facts` wrote.

    Raises:
        StorageError: ``data`` is something else.
    """
    try:
        found = _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise StorageError(
            f"These are no facts of this version: {error}", remedy="clear the facts cache"
        ) from error
    return found.facts if isinstance(found, _Read) else Unread(found.problem, found.detail)
