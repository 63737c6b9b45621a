"""Which machines may be asked: every address of a host must be public, and stays the one checked.

The written form of an address is checked by ``corpus.locations`` before this; here the name is
resolved once, and git is then told to use exactly these addresses, so that a name which resolves
differently a moment later changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Final

from acumen.errors import SourceError, UnsafeSourceError

HTTPS_PORT: Final = 443
MOST_ADDRESSES: Final = 8

Resolver = Callable[[str], Sequence[str]]


def resolve(host: str) -> tuple[str, ...]:
    """All addresses of ``host`` as the system's resolver gives them, IPv4 first.

    Raises:
        SourceError: the name does not resolve.
    """
    try:
        answers = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SourceError(
            f"{host} could not be found: {error.strerror or error}.",
            remedy="check the network, or use --mirror with a local copy",
        ) from error
    found = sorted(
        {(family != socket.AF_INET, str(where[0])) for family, _, _, _, where in answers}
    )
    return tuple(address for _, address in found)


def is_public(address: str) -> bool:
    """Whether ``address`` lies in the public internet, mapped and tunnelled forms included."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        nat64 = ip in ipaddress.ip_network("64:ff9b::/96")
        if nat64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def public_addresses(host: str, *, resolver: Resolver = resolve) -> tuple[str, ...]:
    """The addresses that git may use for ``host``, at most eight.

    Raises:
        UnsafeSourceError: one of them is not public.
        SourceError: there is none.
    """
    addresses = tuple(resolver(host))
    if not addresses:
        raise SourceError(f"{host} has no address.", remedy="check the network")
    for address in addresses:
        if not is_public(address):
            raise UnsafeSourceError(
                f"{host} resolves to {address}, which is no public address.",
                remedy="check the name service of this machine; only public hosts are fetched from",
            )
    return addresses[:MOST_ADDRESSES]


def pinned_resolution(host: str, addresses: Sequence[str]) -> str:
    """The value of git's ``http.curloptResolve`` that keeps ``host`` at ``addresses``."""
    written = ",".join(f"[{a}]" if ":" in a else a for a in addresses)
    return f"{host}:{HTTPS_PORT}:{written}"
