"""Hostile addresses, releases, pins and options are refused before a process or socket starts."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from acumen.domain.source import Source, SourceKind
from acumen.errors import AcumenError, UnsafeSourceError
from corpus.loader import read_source_argument
from corpus.locations import parse_git_url, parse_release
from indexer.package_index import Https, require_https
from indexer.stages.fetch import open_source
from indexer.urls import is_public, pinned_resolution, public_addresses

HOST = "https://github.com"
COMMIT = "0123456789" * 4
OTHER_PROTOCOLS = [
    "ext::sh -c touch% canary", "ext::sh", "fd::17", "file:///etc", "file://github.com/a/b",
    "http://github.com/a/b", "git://github.com/a/b", "ssh://git@github.com/a/b",
    "git@github.com:a/b.git", "git+https://github.com/a/b", "ftp://github.com/a/b",
    "rsync://github.com/a/b", "HTTPS://github.com/a/b", "https:github.com/a/b",
    "https:/github.com/a/b", "//github.com/a/b", "https:\\\\github.com\\a\\b",
    "javascript:alert(1)",
    "data:text/plain,x", "::1", "/etc/passwd", "../../etc", ".", "", " ",
]  # fmt: skip
OTHER_HOSTS = [
    "https://localhost/a/b", "https://127.0.0.1/a/b", "https://127.1/a/b", "https://0x7f.1/a/b",
    "https://2130706433/a/b", "https://[::1]/a/b", "https://[::ffff:127.0.0.1]/a/b",
    "https://169.254.169.254/a/b", "https://metadata.google.internal/a/b", "https://10.0.0.1/a/b",
    "https://0/a/b", "https://github.com.evil.example/a/b", "https://evilgithub.com/a/b",
    "https://github.com./a/b", "https://github.co/a/b", "https://gist.github.com/a/b",
    "https://raw.githubusercontent.com/a/b", "https://xn--gthub-n4a.com/a/b",
    "https://g\u0456thub.com/a/b", "https://GITHUB.COM/a/b", "https://github.com\u3002evil/a/b",
    "https://-github.com/a/b", "https:///a/b",
]  # fmt: skip
USERS_PORTS_QUERIES = [
    "https://user@github.com/a/b", "https://user:secret@github.com/a/b",
    "https://github.com@evil.example/a/b", "https://github.com:443/a/b", "https://github.com:22/a/b",
    f"{HOST}/a/b?x=1", f"{HOST}/a/b#x", f"{HOST}/a/b?--upload-pack=touch", f"{HOST}/a/b;x",
    f"{HOST}/a/b&x", f"{HOST}/a/b=x",
]  # fmt: skip
PATHS = [
    f"{HOST}/", f"{HOST}/a", f"{HOST}/a/", f"{HOST}//b", f"{HOST}/a//b", f"{HOST}/a/b/c",
    f"{HOST}/a/b/tree/main", f"{HOST}/a/..", f"{HOST}/../b", f"{HOST}/a/../b/c", f"{HOST}/a/b..c",
    f"{HOST}/./b", f"{HOST}/a/.", f"{HOST}/a/.git", f"{HOST}/a/b.git.git", f"{HOST}/a/b.lock",
    f"{HOST}/-a/b", f"{HOST}/a/-b", f"{HOST}/--upload-pack=x/b", f"{HOST}/a/--config=x",
    f"{HOST}/a%2Fb/c", f"{HOST}/a/b%00", f"{HOST}/a/%2e%2e", f"{HOST}/$HOME/b", f"{HOST}/a/$(id)",
    f"{HOST}/a/`id`", f"{HOST}/a/b|id", f"{HOST}/a/b>c", f"{HOST}/a/~b", f"{HOST}/~/b",
    f"{HOST}/a/b\\c", f"{HOST}/a/b*", f"{HOST}/a/b'", f'{HOST}/a/b"', f"{HOST}/{'a' * 400}/b",
]  # fmt: skip
SPACES_AND_LETTERS = [
    f" {HOST}/a/b", f"{HOST}/a/b ", f"{HOST}/a /b", f"{HOST}/a/b\n", f"{HOST}/a/b\r\nHost: evil",
    f"{HOST}/a/b\t", f"{HOST}/a/b\0", f"{HOST}/a/b\x7f", f"{HOST}/a/b\u00a0", f"{HOST}/a/b\u200b",
    f"{HOST}/a/\u202eb", f"{HOST}/\u00e4/b", f"{HOST}/a/\uff42", f"{HOST}/a/\u0660",
    f"{HOST}/a\u2215b/c", f"\ufeff{HOST}/a/b", f"{HOST}/a/b\udcff",
]  # fmt: skip
OPTIONS = [
    "--upload-pack=touch canary", "-u touch", "--config=core.fsmonitor=x", "-c x=y",
    "--template=/tmp/x", "--output=canary", "--exec=sh", "-", "--",
]  # fmt: skip
ADDRESSES = [
    *OTHER_PROTOCOLS, *OTHER_HOSTS, *USERS_PORTS_QUERIES, *PATHS, *SPACES_AND_LETTERS, *OPTIONS,
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process or a look-up by name fails the test."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("something was started for a refused source")

    monkeypatch.setattr(subprocess.Popen, "__init__", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_the_list_is_long() -> None:
    assert len(set(ADDRESSES)) == len(ADDRESSES) >= 120


@pytest.mark.parametrize("text", ADDRESSES, ids=ascii)
def test_an_address_that_is_not_plain_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnsafeSourceError):
        parse_git_url(text)
    source = Source(SourceKind.GIT, "a/b", text)
    with pytest.raises(UnsafeSourceError), open_source(source, home=tmp_path):
        pass


@pytest.mark.parametrize("text", [t for t in ADDRESSES if "://" in t or "@" in t], ids=ascii)
def test_the_command_line_refuses_it_too(text: str) -> None:
    with pytest.raises(AcumenError):
        read_source_argument(text, allow_local=False)


@pytest.mark.parametrize(
    "pin",
    [
        "HEAD", "main", "--upload-pack=x", "refs/heads/main", COMMIT[:39], COMMIT + "0",
        COMMIT.replace("0", "A"), f"{COMMIT}\n", f"-{COMMIT[:39]}", "a" * 64, "$(id)", "\0" * 40,
        "\u0660" * 40,
    ],
    ids=ascii,
)  # fmt: skip
def test_a_pin_that_is_no_commit_is_refused(pin: str, tmp_path: Path) -> None:
    source = Source(SourceKind.GIT, "a/b", f"{HOST}/a/b", pin)
    with pytest.raises(UnsafeSourceError), open_source(source, home=tmp_path):
        pass


@pytest.mark.parametrize(
    "text",
    [
        "", "torch", "torch==", "==1", "torch>=1", "torch==1,<2", "torch===1", "torch==1; x",
        "torch @ https://evil.example/x.tar.gz", "../x==1", "a/b==1", "a==../1", "a==1/2",
        "-r x==1", "--index-url=x==1", "a==--x", "a b==1", "a==1 ", "a==1\n", "a==*", "\u00e4==1",
        "a==1..2", "https://x==1", "a[b]==1", "a%2f==1", "a?==1", f"{'a' * 400}==1",
    ],
    ids=ascii,
)  # fmt: skip
def test_a_release_that_is_not_exact_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnsafeSourceError):
        parse_release(text)
    source = Source(SourceKind.SDIST, "pypi/a", text)
    with pytest.raises(UnsafeSourceError), open_source(source, home=tmp_path):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "http://pypi.org/simple", "file:///etc/passwd", "ftp://x/y", "https://", "https:///x",
        "https://user:word@index.example/simple", "data:,x", "", "//x/y", "gopher://x",
    ],
)  # fmt: skip
def test_an_index_is_asked_over_https_only(url: str) -> None:
    with pytest.raises(UnsafeSourceError):
        require_https(url)
    with pytest.raises(UnsafeSourceError):
        list(Https().get(url, accept="*/*", most=10))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "255.255.255.255", "224.0.0.1", "198.18.0.1", "192.0.2.1", "240.0.0.1", "::",
        "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1",
        "not an address", "",
    ],
)  # fmt: skip
def test_an_address_inside_a_network_is_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(UnsafeSourceError):
        public_addresses("github.com", resolver=lambda _: ["140.82.112.3", address])


def test_public_addresses_are_pinned() -> None:
    found = public_addresses("github.com", resolver=lambda _: ["140.82.112.3", "2606:50c0::153"])
    assert pinned_resolution("github.com", found) == (
        "github.com:443:140.82.112.3,[2606:50c0::153]"
    )


@pytest.mark.parametrize(
    ("text", "clone"),
    [
        ("https://github.com/pytorch/examples", "https://github.com/pytorch/examples.git"),
        ("https://github.com/pytorch/examples.git", "https://github.com/pytorch/examples.git"),
        ("https://gitlab.com/a_b/c.d-e", "https://gitlab.com/a_b/c.d-e.git"),
        ("https://huggingface.co/google/vit", "https://huggingface.co/google/vit"),
    ],
)
def test_plain_addresses_are_taken(text: str, clone: str) -> None:
    location = parse_git_url(text)
    assert location.clone_url == clone
    assert read_source_argument(f"{text}@{COMMIT}", allow_local=False)[0].pin == COMMIT
