"""Where a package index keeps a release's source archive, and how it gets here unharmed.

Speaks the JSON form of the simple interface (PEP 691) over https only. The archive is written
beside its final place and renamed once its sha256 is right; nothing of it is looked at before.
"""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import ssl
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Final, Protocol

from packaging.utils import InvalidSdistFilename, canonicalize_name, parse_sdist_filename
from packaging.version import InvalidVersion, Version

from acumen.errors import PinMismatchError, SourceError, UnsafeSourceError
from corpus.locations import ReleaseLocation, is_sha256
from indexer.listing import MIB

DEFAULT_INDEX: Final = "https://pypi.org/simple"
SIMPLE_JSON: Final = "application/vnd.pypi.simple.v1+json"
LARGEST_PAGE: Final = 64 * MIB
LARGEST_ARCHIVE: Final = 256 * MIB
SOCKET_SECONDS: Final = 30.0
TOTAL_SECONDS: Final = 300.0
_PIECE: Final = 256 * 1024  # bytes


class Web(Protocol):
    """Whatever answers a GET with bytes; the tests put a dictionary in its place."""

    def get(self, url: str, *, accept: str, most: int) -> Iterator[bytes]:
        """The body in pieces, at most ``most`` bytes; SourceError on anything else."""
        ...


@dataclass(frozen=True, slots=True)
class SourceArchive:
    """One archive that an index offers."""

    filename: str
    url: str
    sha256: str


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(  # noqa: PLR0917  (the signature it overrides)
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        require_https(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Https:
    """The network, with limits on time and size. Proxies and certificates are the system's."""

    def __init__(self) -> None:
        context = ssl.create_default_context()
        extra = os.environ.get("PIP_CERT", "")
        if extra and Path(extra).is_file():
            context.load_verify_locations(cafile=extra)
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), _HttpsOnly()
        )

    def get(self, url: str, *, accept: str, most: int) -> Iterator[bytes]:
        require_https(url)
        request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310  (checked)
        deadline = time.monotonic() + TOTAL_SECONDS
        total = 0
        try:
            with closing(self._opener.open(request, timeout=SOCKET_SECONDS)) as response:
                while piece := response.read(_PIECE):
                    total += len(piece)
                    if total > most or time.monotonic() > deadline:
                        raise SourceError(
                            f"{url} is larger than {most} bytes or took over "
                            f"{TOTAL_SECONDS:.0f} seconds.",
                            remedy="try again later, or leave this source out",
                        )
                    yield piece
        except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise SourceError(
                f"{url} could not be fetched: {reason}.",
                remedy="check the network and the address of the package index (PIP_INDEX_URL)",
            ) from error


def require_https(url: str) -> None:
    """Refuse everything but https with a host and without a user name.

    Raises:
        UnsafeSourceError: ``url`` is anything else.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise UnsafeSourceError(
            f"{url[:200]!r} is not fetched: only https without user names is.",
            remedy="use a package index that answers over https (PIP_INDEX_URL)",
        )


def index_address() -> str:
    """The index that pip is set to use on this machine, else the public one."""
    given = os.environ.get("PIP_INDEX_URL", "")
    if given:
        return given.rstrip("/")
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    named = os.environ.get("PIP_CONFIG_FILE", "")
    places = [Path(named)] if named else [home / "pip" / "pip.conf", Path("/etc/pip.conf")]
    for place in places:
        settings = configparser.RawConfigParser()
        try:
            settings.read(place, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        found = settings.get("global", "index-url", fallback="")
        if found:
            return found.strip().rstrip("/")
    return DEFAULT_INDEX


def find_archive(release: ReleaseLocation, pin: str, web: Web) -> SourceArchive:
    """The source archive of ``release`` on the index; with a ``pin`` (sha256) exactly that one.

    Raises:
        PinMismatchError: the index offers source archives of this release, but not the pinned one.
        SourceError: it offers none, or does not answer.
    """
    page = f"{index_address()}/{release.normalised}/"
    body = b"".join(web.get(page, accept=SIMPLE_JSON, most=LARGEST_PAGE))
    try:
        version = Version(release.version)
        files = json.loads(body)["files"]
        offered = [
            SourceArchive(
                str(file["filename"]),
                urllib.parse.urljoin(page, str(file["url"])),
                str(file["hashes"]["sha256"]),
            )
            for file in files
            if _is_archive_of(str(file["filename"]), release, version)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidVersion) as e:
        raise SourceError(
            f"{page} is no page of a package index in the JSON form.",
            remedy="use an index that speaks PEP 691, such as https://pypi.org/simple",
        ) from e
    offered = sorted(
        (archive for archive in offered if is_sha256(archive.sha256)),
        key=lambda archive: (archive.filename.endswith(".zip"), archive.filename),
    )
    if not offered:
        raise SourceError(
            f"{release.name}=={release.version} has no source archive on {index_address()}.",
            remedy="choose a release that has one",
        )
    for archive in offered:
        if archive.sha256 == pin or not pin:
            return archive
    raise PinMismatchError(location=release.url, pinned=pin, found=offered[0].sha256)


def download(archive: SourceArchive, folder: Path, web: Web, *, scratch: Path) -> Path:
    """Fetch ``archive`` to ``folder/<sha256>.tar.gz`` (or ``.zip``), all or nothing.

    ``scratch`` is a folder on the same disk for what is not yet whole.

    Raises:
        PinMismatchError: what came has another sha256.
        SourceError: it could not be fetched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    suffix = ".zip" if archive.filename.endswith(".zip") else ".tar.gz"
    place = folder / f"{archive.sha256}{suffix}"
    digest = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=scratch)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in web.get(archive.url, accept="*/*", most=LARGEST_ARCHIVE):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != archive.sha256:
            raise PinMismatchError(
                location=archive.url, pinned=archive.sha256, found=digest.hexdigest()
            )
        Path(name).replace(place)
    finally:
        Path(name).unlink(missing_ok=True)
    return place


def _is_archive_of(filename: str, release: ReleaseLocation, version: Version) -> bool:
    try:
        name, found = parse_sdist_filename(filename)
    except (InvalidSdistFilename, InvalidVersion):
        return False
    return name == canonicalize_name(release.name) and found == version
