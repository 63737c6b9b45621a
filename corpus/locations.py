"""How places of code are written: git URLs and releases of a package index, refused if unclear.

Both grammars are allowlists: what does not match in full is no location, whatever else it may be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from acumen.errors import UnsafeSourceError

GIT_HOSTS: Final = frozenset(
    {"github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "huggingface.co"}
)
LONGEST_URL: Final = 300  # characters

_GIT_URL: Final = re.compile(
    r"https://(?P<host>[a-z0-9][a-z0-9.-]*)"
    r"/(?P<owner>[A-Za-z0-9_][A-Za-z0-9_.-]*)"
    r"/(?P<name>[A-Za-z0-9_.][A-Za-z0-9_.-]*?)(?:\.git)?/?",
    re.ASCII,
)
_RELEASE: Final = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
    r"==(?P<version>[0-9A-Za-z][0-9A-Za-z.!+_-]*)",
    re.ASCII,
)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class GitLocation:
    """A repository on an allowed host."""

    host: str
    owner: str
    name: str  # without ".git"

    @property
    def repository(self) -> str:
        return f"{self.owner}/{self.name}"

    @property
    def url(self) -> str:
        """Where a person looks at it."""
        return f"https://{self.host}/{self.owner}/{self.name}"

    @property
    def clone_url(self) -> str:
        """Where git asks. Hosts other than the model hub answer to ``.git`` without a redirect."""
        return self.url if self.host == "huggingface.co" else f"{self.url}.git"


@dataclass(frozen=True, slots=True)
class ReleaseLocation:
    """One release of one project on a package index."""

    name: str  # as it was written
    version: str

    @property
    def normalised(self) -> str:
        """The name as an index spells it in addresses."""
        return re.sub(r"[-_.]+", "-", self.name).lower()

    @property
    def repository(self) -> str:
        return f"pypi/{self.normalised}"

    @property
    def url(self) -> str:
        return f"https://pypi.org/project/{self.normalised}/{self.version}/"


def parse_git_url(text: str, *, hosts: frozenset[str] = GIT_HOSTS) -> GitLocation:
    """Read ``https://HOST/OWNER/NAME[.git]`` with HOST out of ``hosts``.

    Raises:
        UnsafeSourceError: for every other text: another protocol, host or port, user names,
            queries, escapes, parent folders, options, white space, letters beyond ASCII.
    """
    match = _GIT_URL.fullmatch(text) if len(text) <= LONGEST_URL else None
    if match is None or ".." in text:
        raise UnsafeSourceError(
            f"{text[:LONGEST_URL]!r} is not an address of the form https://HOST/OWNER/NAME.",
            remedy="give the https address of the repository itself, without user, port or query",
        )
    if match["host"] not in hosts:
        raise UnsafeSourceError(
            f"{match['host']} is not among the hosts that are fetched from.",
            remedy=f"use a repository on {', '.join(sorted(hosts))}",
        )
    owner, name = match["owner"], match["name"]
    if owner == "." or name in {".", ".git"} or name.endswith((".git", ".lock")):
        raise UnsafeSourceError(
            f"{text!r} names no repository.", remedy="give the address of the repository itself"
        )
    return GitLocation(match["host"], owner, name)


def parse_release(text: str) -> ReleaseLocation:
    """Read ``NAME==VERSION``.

    Raises:
        UnsafeSourceError: for every other text.
    """
    match = _RELEASE.fullmatch(text) if len(text) <= LONGEST_URL else None
    if match is None or ".." in text:
        raise UnsafeSourceError(
            f"{text[:LONGEST_URL]!r} is not a release of the form NAME==VERSION.",
            remedy="give one exact version, for example pypi:opacus==1.6.0",
        )
    return ReleaseLocation(match["name"], match["version"])


def is_commit(text: str) -> bool:
    """Whether ``text`` is 40 lower-case hex digits."""
    return _COMMIT.fullmatch(text) is not None


def is_sha256(text: str) -> bool:
    """Whether ``text`` is 64 lower-case hex digits."""
    return _SHA256.fullmatch(text) is not None
