"""Releases of a package index: found, checked, kept, and read without being built."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from acumen.domain.source import Source, SourceKind
from acumen.errors import PinMismatchError, SourceError
from indexer.archives import git_blob_id
from indexer.package_index import index_address
from indexer.stages.fetch import open_source

PAGE = "https://pypi.org/simple/some-name/"
FILE = "https://files.example/some_name-1.0.tar.gz"


class Shelf:
    """A web of a few pages; what is not on it is an error, and every look is noted."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def get(self, url: str, *, accept: str, most: int) -> Iterator[bytes]:
        del accept, most
        self.asked.append(url)
        if url not in self.pages:
            raise SourceError(f"{url} is not there.", remedy="none")
        yield from (self.pages[url][n : n + 100] for n in range(0, len(self.pages[url]), 100))


@pytest.fixture(autouse=True)
def public_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://pypi.org/simple/")


@pytest.fixture
def archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in (
            ("some_name-1.0/setup.py", b"raise SystemExit('the build was run')\n"),
            ("some_name-1.0/examples/train.py", b"import torch\n"),
        ):
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), 1_600_000_000
            tar.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def page(*files: tuple[str, str, str]) -> bytes:
    rows = [{"filename": n, "url": u, "hashes": {"sha256": s}} for n, u, s in files]
    return json.dumps({"files": rows, "name": "some-name"}).encode()


def shelf(archive: bytes, **other: bytes) -> Shelf:
    listed = page(
        ("some_name-1.0-py3-none-any.whl", "https://files.example/w", "1" * 64),
        ("some_name-0.9.tar.gz", "https://files.example/old", "2" * 64),
        ("some_name-1.0.tar.gz", FILE, sha(archive)),
        ("some_name-1.0.tar.gz.asc", "https://files.example/asc", "3" * 64),
    )
    return Shelf({PAGE: other.get("page", listed), FILE: other.get("file", archive)})


def release(pin: str = "", text: str = "Some.Name==1.0") -> Source:
    return Source(SourceKind.SDIST, "pypi/some-name", text, pin)


def test_a_release_is_read_without_its_top_folder(tmp_path: Path, archive: bytes) -> None:
    with open_source(release(sha(archive)), home=tmp_path, web=shelf(archive)) as fetched:
        snapshot = fetched.snapshot
        contents = {entry.path: data for entry, data in fetched.read(snapshot.files)}
        assert fetched.last_changes(list(contents)) == {}
    assert list(contents) == ["examples/train.py", "setup.py"]
    assert snapshot.files[0].blob == git_blob_id(b"import torch\n")
    assert snapshot.commit == sha(archive)[:40]
    assert snapshot.committed_on == date(2020, 9, 13)
    assert snapshot.url == "https://pypi.org/project/some-name/1.0/"
    kept = [p.name for p in (tmp_path / "sources" / "sdists").iterdir()]
    assert kept == [f"{sha(archive)}.tar.gz"]


def test_contents_come_in_the_order_asked_for(tmp_path: Path, archive: bytes) -> None:
    with open_source(release(), home=tmp_path, web=shelf(archive)) as fetched:
        backwards = fetched.snapshot.files[::-1]
        assert [entry for entry, _ in fetched.read(backwards)] == list(backwards)


def test_a_pinned_release_is_asked_for_once(tmp_path: Path, archive: bytes) -> None:
    with open_source(release(sha(archive)), home=tmp_path, web=shelf(archive)) as fetched:
        first = fetched.snapshot
    web = Shelf({})
    with open_source(release(sha(archive)), home=tmp_path, web=web) as fetched:
        assert fetched.snapshot == first
    assert web.asked == []


def test_a_kept_archive_that_was_damaged_is_fetched_again(tmp_path: Path, archive: bytes) -> None:
    pin = sha(archive)
    kept = tmp_path / "sources" / "sdists" / f"{pin}.tar.gz"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(archive[:50])
    with open_source(release(pin), home=tmp_path, web=shelf(archive)) as fetched:
        assert fetched.snapshot.seen == 2
    assert kept.read_bytes() == archive


def test_an_unpinned_release_is_looked_up_and_not_fetched_twice(
    tmp_path: Path, archive: bytes
) -> None:
    for _ in range(2):
        web = shelf(archive)
        with open_source(release(), home=tmp_path, web=web):
            pass
    assert web.asked == [PAGE]


def test_another_pin_than_the_index_has_is_a_mismatch(tmp_path: Path, archive: bytes) -> None:
    web = shelf(archive)
    with (
        pytest.raises(PinMismatchError) as caught,
        open_source(release("4" * 64), home=tmp_path, web=web),
    ):
        pass
    assert (caught.value.pinned, caught.value.found) == ("4" * 64, sha(archive))
    assert web.asked == [PAGE]


def test_another_content_than_was_pinned_is_thrown_away(tmp_path: Path, archive: bytes) -> None:
    web = shelf(archive, file=archive + b"\0")
    with pytest.raises(PinMismatchError), open_source(release(), home=tmp_path, web=web):
        pass
    assert list((tmp_path / "sources" / "sdists").iterdir()) == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html></html>", b"[]", b"{}", b'{"files": 3}', b'{"files": [1]}',
        b'{"files": [{"filename": "some_name-1.0.tar.gz"}]}', b'{"files": []}', b"\xff",
        page(("some_name-1.0.tar.gz", FILE, "short")),
    ],
    ids=lambda body: ascii(body[:20]),
)  # fmt: skip
def test_a_page_that_is_none_is_a_stated_error(tmp_path: Path, body: bytes) -> None:
    web = Shelf({PAGE: body})
    with pytest.raises(SourceError), open_source(release(), home=tmp_path, web=web):
        pass


def test_a_release_without_source_archive_is_a_stated_error(tmp_path: Path, archive: bytes) -> None:
    wanted = release(text="some-name==2.0")
    with (
        pytest.raises(SourceError, match="no source archive"),
        open_source(wanted, home=tmp_path, web=shelf(archive)),
    ):
        pass


def test_addresses_on_a_page_may_be_relative(tmp_path: Path, archive: bytes) -> None:
    listed = page(("some_name-1.0.tar.gz", "../../files/x.tar.gz", sha(archive)))
    web = Shelf({PAGE: listed, "https://pypi.org/files/x.tar.gz": archive})
    with open_source(release(), home=tmp_path, web=web) as fetched:
        assert fetched.snapshot.seen == 2


def test_the_index_of_pip_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert index_address() == "https://pypi.org/simple"
    monkeypatch.delenv("PIP_INDEX_URL")
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nindex-url = https://index.example/simple/\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    assert index_address() == "https://index.example/simple"
    settings.write_text("not an ini file")
    assert index_address() == "https://pypi.org/simple"
