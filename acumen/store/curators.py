"""The file of curators: who may annotate, and how they prove who they are.

A token is shown once, when a curator is added. The file keeps a scrypt hash of it, so that whoever
reads the file cannot log in with it. Revoking takes effect with the next request.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from acumen.domain.annotation import CuratorRole, check_name
from acumen.errors import StorageError, UsageError
from acumen.store.durable import write_durably
from acumen.store.failures import storage_errors

FORMAT: Final = 1
DAYS: Final = 365  # that a token is good for
KEY_BYTES: Final = 32
_SCRYPT: Final = {"n": 2**14, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
_PREFIX: Final = "acu"
_MAX_TOKEN: Final = 200  # characters


class Curator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person of the file."""

    id: str  # names the token, not the person: a new token has a new one
    name: str
    role: CuratorRole
    salt: str  # hex
    hash: str  # hex, scrypt of the token's secret
    added: str  # ISO date
    expires: str  # ISO date; the last day
    revoked: str = ""  # ISO date; "" while it is good

    def good(self, today: date) -> bool:
        """Whether the token may be used on that day."""
        return not self.revoked and date.fromisoformat(self.expires) >= today


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    curators: tuple[Curator, ...]


@dataclass(frozen=True, slots=True)
class NewToken:
    """A curator who was added, and the token that nobody can look up again."""

    curator: Curator
    token: str


def load_curators(path: Path) -> tuple[Curator, ...]:
    """All curators of the file, also those who were revoked.

    Raises:
        UsageError: there is no such file.
        StorageError: it cannot be read or is something else.
    """
    with storage_errors("read", path):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise UsageError(
                f"There is no file of curators at {path}.",
                remedy=f"acumen curator add NAME --curators {path}",
            ) from None
    try:
        file = msgspec.json.decode(data, type=_File)
        for curator in file.curators:
            check_name(curator.name)
            date.fromisoformat(curator.expires)
    except (msgspec.DecodeError, ValueError) as error:
        raise StorageError(
            f"{path} is no file of curators: {error}", remedy="add curators to a new file"
        ) from error
    if file.format != FORMAT:
        raise StorageError(f"{path} has format {file.format}.", remedy="upgrade Acumen")
    return file.curators


def add_curator(path: Path, name: str, role: CuratorRole, *, days: int = DAYS) -> NewToken:
    """Add ``name`` with a new token, good for ``days``.

    Raises:
        UsageError: the name is none, or has a token already.
        StorageError: the file cannot be written.
    """
    try:
        check_name(name)
    except ValueError as error:
        raise UsageError(f"{name[:80]!r} is no name: {error}.", remedy="ada, or Ada L.") from error
    known = load_curators(path) if path.exists() else ()
    today = _today()
    if any(c.name == name and c.good(today) for c in known):
        raise UsageError(f"{name} has a token already.", remedy=f"acumen curator revoke {name!r}")
    secret, salt = secrets.token_urlsafe(32), secrets.token_bytes(16)
    curator = Curator(
        id=secrets.token_hex(6),
        name=name,
        role=role,
        salt=salt.hex(),
        hash=_hash(secret, salt),
        added=today.isoformat(),
        expires=(today + timedelta(days=days)).isoformat(),
    )
    _write(path, (*known, curator))
    return NewToken(curator, f"{_PREFIX}_{curator.id}_{secret}")


def revoke_curator(path: Path, name: str) -> int:
    """Make all tokens of ``name`` useless; how many there were. Raises as ``load_curators``."""
    known = load_curators(path)
    today = _today()
    good = [c for c in known if c.name == name and c.good(today)]
    if not good:
        names = ", ".join(sorted({c.name for c in known if c.good(today)})) or "nobody"
        raise UsageError(f"{name[:80]} has no token.", remedy=f"those who have: {names}")
    ids = {c.id for c in good}
    _write(
        path,
        tuple(
            msgspec.structs.replace(c, revoked=today.isoformat()) if c.id in ids else c
            for c in known
        ),
    )
    return len(good)


def curator_of(curators: tuple[Curator, ...], token: str) -> Curator | None:
    """Whose token this is; None for a wrong, expired or revoked one. Takes about 50 ms."""
    prefix, _, rest = token[:_MAX_TOKEN].partition("_")
    name, _, secret = rest.partition("_")
    found = next((c for c in curators if c.id == name), None) if prefix == _PREFIX else None
    salt = bytes.fromhex(found.salt) if found else b"nobody"
    right = hmac.compare_digest(_hash(secret, salt), found.hash if found else "")
    return found if found and right and found.good(_today()) else None


def session_key(path: Path) -> bytes:
    """The secret that signs sessions; it stands beside the file of curators and is made once.

    Raises StorageError if it can be read by others, or not at all.
    """
    place = path.with_name(f"{path.name}.key")
    with storage_errors("read", place):
        if not place.exists():
            _write_private(place, secrets.token_bytes(KEY_BYTES))
        if os.name == "posix" and place.stat().st_mode & 0o077:
            raise StorageError(
                f"{place} can be read by others.", remedy=f"chmod 600 {place}, or delete it"
            )
        key = place.read_bytes()
    if len(key) != KEY_BYTES:
        raise StorageError(f"{place} holds no key.", remedy="delete it: everybody logs in again")
    return key


def _hash(secret: str, salt: bytes) -> str:
    return hashlib.scrypt(secret.encode("utf-8", "replace"), salt=salt, dklen=32, **_SCRYPT).hex()


def _today() -> date:
    return datetime.now(UTC).date()


def _write(path: Path, curators: tuple[Curator, ...]) -> None:
    data = msgspec.json.format(msgspec.json.encode(_File(FORMAT, curators)), indent=2)
    with storage_errors("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            write_durably(path, data + b"\n")
            path.chmod(0o600)
        else:
            _write_private(path, data + b"\n")


def _write_private(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
