"""Who is asking: a token opens a session of twelve hours, in a cookie that scripts cannot read.

A session is a signed note with the token's id and an end. Each request looks the id up in the file
of curators, so that revoking a token ends its sessions at once. Programs send the token itself as
``Authorization: Bearer``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import orjson
from flask import Request, Response

from acumen.errors import AcumenError, UsageError
from acumen.store.curators import Curator, curator_of, load_curators, session_key
from acumen.store.failures import storage_errors

COOKIE: Final = "acumen-session"
HOURS: Final = 12
TRIES: Final = 5  # wrong tokens a minute from one address
_MINUTE: Final = 60.0
_MOST_ADDRESSES: Final = 4_096
_MOST_COOKIE: Final = 1_000  # characters

_Stamp = tuple[int, int, int]


class TooManyTriesError(UsageError):
    """Somebody is guessing tokens."""


class NobodyError(UsageError):
    """The request does not say who is asking, or not any more."""


class Sessions:
    """Logins over one file of curators. Safe to share between threads."""

    def __init__(self, file: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Raises UsageError or StorageError where the file or its key cannot be used."""
        self._file = file
        self._key = session_key(file)
        self._clock = clock
        self._lock = threading.Lock()
        self._stamp: _Stamp = (0, 0, 0)
        self._curators: tuple[Curator, ...] = ()
        self._bearers: dict[bytes, str] = {}  # digest of a token that was right -> curator's id
        self._ended: dict[str, float] = {}  # sessions logged out -> when they would have ended
        self._wrong: dict[str, deque[float]] = {}  # address -> times of wrong tokens
        load_curators(file)

    def curators(self) -> tuple[Curator, ...]:
        """The people of the file as it is now. Raises as ``load_curators``."""
        with storage_errors("read", self._file):
            status = self._file.stat()
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        with self._lock:
            if stamp != self._stamp:
                self._curators = load_curators(self._file)
                self._stamp = stamp
                self._bearers.clear()
            return self._curators

    def login(self, token: str, address: str) -> tuple[Curator, str]:
        """Whose token it is, and the value of a session cookie.

        Raises:
            NobodyError: the token is wrong, expired or revoked.
            TooManyTriesError: too many wrong ones came from ``address``.
        """
        curator = self._proved(token.strip(), address)
        note = {"id": curator.id, "end": int(self._clock()) + HOURS * 3600}
        body = base64.urlsafe_b64encode(orjson.dumps(note | {"sid": secrets.token_hex(12)}))
        return curator, f"{body.decode()}.{self._sign(body)}"

    def logout(self, cookie: str) -> None:
        """End a session before its time."""
        note = self._note(cookie)
        if note is not None:
            now = self._clock()
            with self._lock:
                self._ended = {sid: end for sid, end in self._ended.items() if end > now}
                self._ended[str(note["sid"])] = float(note["end"])

    def whoever(self, request: Request) -> Curator | None:
        """The curator that ``request`` speaks for; None if it proves nothing.

        Raises TooManyTriesError as ``login``.
        """
        bearer = request.headers.get("Authorization", "")
        if bearer.startswith("Bearer "):
            try:
                return self._proved(bearer.removeprefix("Bearer ").strip(), address_of(request))
            except TooManyTriesError:
                raise
            except AcumenError:
                return None  # a wrong token, or no file of curators any more
        note = self._note(request.cookies.get(COOKIE, ""))
        if note is None:
            return None
        with self._lock:
            if note["sid"] in self._ended:
                return None
        try:
            return self._good(str(note["id"]))
        except AcumenError:
            return None  # without the file nobody is a curator

    def give(self, response: Response, cookie: str, *, secure: bool) -> None:
        """Put the session into the browser; ``""`` takes it away."""
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=HOURS * 3600 if cookie else 0,
            path="/",
            secure=secure,
            httponly=True,
            samesite="Strict",
        )

    def _proved(self, token: str, address: str) -> Curator:
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known = self.curators()
        with self._lock:
            kept = self._bearers.get(digest, "")
        if kept and (curator := self._good(kept)) is not None:
            return curator
        self._check_tries(address)
        found = curator_of(known, token)
        if found is None:
            with self._lock:
                if len(self._wrong) > _MOST_ADDRESSES:
                    self._wrong.clear()
                self._wrong.setdefault(address, deque(maxlen=TRIES)).append(self._clock())
            raise NobodyError("This token opens nothing.", remedy="ask for a new one")
        with self._lock:
            self._bearers[digest] = found.id
        return found

    def _good(self, curator_id: str) -> Curator | None:
        today = datetime.fromtimestamp(self._clock(), UTC).date()
        return next((c for c in self.curators() if c.id == curator_id and c.good(today)), None)

    def _check_tries(self, address: str) -> None:
        now = self._clock()
        with self._lock:
            recent = [t for t in self._wrong.get(address, ()) if t > now - _MINUTE]
        if len(recent) >= TRIES:
            raise TooManyTriesError(
                "Too many wrong tokens came from here.", remedy="wait for a minute"
            )

    def _sign(self, body: bytes) -> str:
        return hmac.new(self._key, body, hashlib.sha256).hexdigest()

    def _note(self, cookie: str) -> dict[str, int | str] | None:
        """What a cookie says, if it was signed here and has not ended."""
        body, dot, signature = cookie[:_MOST_COOKIE].partition(".")
        data = body.encode("utf-8", "replace")
        if not dot or not hmac.compare_digest(
            self._sign(data).encode(), signature.encode("utf-8", "replace")
        ):
            return None
        note: dict[str, int | str] = orjson.loads(base64.urlsafe_b64decode(data))
        return note if float(note["end"]) > self._clock() else None


def address_of(request: Request) -> str:
    """Where the request came from, as far as the socket knows."""
    return request.remote_addr or "unknown"
