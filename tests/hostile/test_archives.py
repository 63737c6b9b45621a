"""Hostile archives: nothing is written, followed or swallowed whole; each ends in words."""

from __future__ import annotations

import gzip
import io
import resource
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from acumen.domain.snapshot import Skipped, SkipReason
from acumen.domain.source import Source, SourceKind
from acumen.errors import SourceError
from indexer.archives import Archive
from indexer.listing import Limits

SOURCE = Source(SourceKind.SDIST, "pypi/a", "a==1")
SHA = "ab" * 32
Member = tuple[str, bytes | None, dict[str, object]]  # name, content, fields of the header


def tar(place: Path, members: list[Member]) -> Path:
    with tarfile.open(place, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name, content, fields in members:
            info = tarfile.TarInfo(name)
            info.size = len(content or b"")
            info.mtime = 1_600_000_000
            for key, value in fields.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(content) if content is not None else None)
    return place


def opened(place: Path, **limits: int) -> Archive:
    return Archive(place, SOURCE, sha256=SHA, url="", limits=Limits(**limits))


def reasons(archive: Archive) -> dict[str, SkipReason]:
    return {s.path: s.reason for s in archive.snapshot.skipped}


GOOD: Member = ("a-1/train.py", b"import torch\n", {})


@pytest.mark.parametrize(
    "name",
    [
        "../evil.py", "a-1/../../evil.py", "/etc/cron.d/evil", "a-1/./x.py", "a-1//x.py",
        "a-1/.git/config", "a-1/.GIT/hooks/post-checkout", "a-1/x\\..\\..\\y.py", "C:/x.py",
        "a-1/" + "d/" * 70 + "x.py", "a-1/" + "n" * 1_100,
    ],
)  # fmt: skip
def test_names_that_are_no_plain_path_are_left_out(tmp_path: Path, name: str) -> None:
    archive = opened(tar(tmp_path / "a.tar.gz", [GOOD, (name, b"x", {})]))
    assert len(archive.snapshot.files) == 1
    assert set(reasons(archive).values()) == {SkipReason.UNUSABLE_NAME}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.tar.gz"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, SkipReason.SYMLINK),
        (tarfile.LNKTYPE, SkipReason.SYMLINK),
        (tarfile.FIFOTYPE, SkipReason.UNUSABLE_NAME),
        (tarfile.CHRTYPE, SkipReason.UNUSABLE_NAME),
        (tarfile.BLKTYPE, SkipReason.UNUSABLE_NAME),
    ],
)
def test_links_and_devices_are_never_followed(
    tmp_path: Path, kind: bytes, reason: SkipReason
) -> None:
    odd: Member = ("a-1/model.py", None, {"type": kind, "linkname": "/etc/passwd", "size": 0})
    archive = opened(tar(tmp_path / "a.tar.gz", [GOOD, odd]))
    assert reasons(archive) == {"model.py": reason}
    assert [f.path for f in archive.snapshot.files] == ["train.py"]


def test_a_name_twice_counts_once(tmp_path: Path) -> None:
    place = tar(tmp_path / "a.tar.gz", [GOOD, ("a-1/train.py", b"evil", {})])
    archive = opened(place)
    assert reasons(archive) == {"train.py": SkipReason.UNUSABLE_NAME}
    assert [data for _, data in archive.read(archive.snapshot.files)] == [b"import torch\n"]


def test_a_bomb_ends_at_the_ratio(tmp_path: Path) -> None:
    place = tmp_path / "a.tar.gz"
    with gzip.open(place, "wb", compresslevel=9) as file:
        info = tarfile.TarInfo("a-1/zeros.py")
        info.size = 1 << 28
        file.write(info.tobuf())
        for _ in range(1 << 8):
            file.write(b"\0" * (1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SourceError, match="unpacks to more than"):
        opened(place)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_header_bomb_ends_at_the_ratio(tmp_path: Path) -> None:
    """An extended header is read whole by tarfile, so its size counts like any other."""
    place = tmp_path / "a.tar.gz"
    with gzip.open(place, "wb") as file:
        info = tarfile.TarInfo("x")
        info.type = tarfile.XHDTYPE
        info.size = 1 << 30
        file.write(info.tobuf())
        for _ in range(64):
            file.write(b"\0" * (1 << 20))
    with pytest.raises(SourceError):
        opened(place)


def test_many_members_end_at_the_limit(tmp_path: Path) -> None:
    members: list[Member] = [(f"a-1/f{n}.py", b"", {}) for n in range(30)]
    archive = opened(tar(tmp_path / "a.tar.gz", members), entries=10)
    assert len(archive.snapshot.files) == 10
    assert list(reasons(archive).values()) == [SkipReason.LISTING_LIMIT]


def test_large_files_are_listed_and_not_read(tmp_path: Path) -> None:
    members: list[Member] = [
        GOOD,
        ("a-1/big.py", b"x" * 2_000, {}),
        ("a-1/b.ipynb", b"x" * 2_000, {}),
    ]
    archive = opened(tar(tmp_path / "a.tar.gz", members), file_bytes=1_000)
    read = {entry.path: data for entry, data in archive.read(archive.snapshot.files)}
    refused = read["big.py"]
    assert isinstance(refused, Skipped)
    assert refused.reason is SkipReason.TOO_LARGE
    assert read["b.ipynb"] == b"x" * 2_000


@pytest.mark.parametrize("keep", [0, 1, 2, 10, 50, 100, 200, -9, -1])
def test_a_cut_archive_is_a_stated_error(tmp_path: Path, keep: int) -> None:
    whole = tar(tmp_path / "a.tar.gz", [GOOD, ("a-1/b.py", bytes(range(256)) * 40, {})])
    whole.write_bytes(whole.read_bytes()[:keep])
    with pytest.raises(SourceError):
        opened(whole)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"not an archive", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10, b"\x1f\x8b",
        b"\x1f\x8b\x08\0" + b"\0" * 40, b"BZh9", b"\xfd7zXZ\0", b"<html>not found</html>",
        gzip.compress(b"no tar inside", mtime=0), gzip.compress(b"\xff" * 5_000, mtime=0),
        gzip.compress(b"a" * 512 + b"\0" * 1024, mtime=0),
    ],
    ids=lambda content: ascii(content[:12]),
)  # fmt: skip
def test_what_is_no_archive_is_a_stated_error(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "a.tar.gz"
    place.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        opened(place)
    assert caught.value.remedy


def test_a_size_beyond_the_archive_is_a_stated_error(tmp_path: Path) -> None:
    place = tmp_path / "a.tar.gz"
    info = tarfile.TarInfo("a-1/x.py")
    info.size = 8 << 30
    place.write_bytes(gzip.compress(info.tobuf() + b"x" * 512))
    with pytest.raises(SourceError):
        opened(place)


def zipped(place: Path, names: dict[str, bytes], *, links: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            info = zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6))
            info.compress_type = zipfile.ZIP_DEFLATED
            if name in links:
                info.external_attr = 0o120777 << 16
            archive.writestr(info, content)
    return place


def test_a_zip_archive_is_read_by_the_same_rules(tmp_path: Path) -> None:
    names = {"a-1/train.py": b"x=1\n", "a-1/l.py": b"/etc/passwd", "a-1/../../evil.py": b"x"}
    archive = opened(zipped(tmp_path / "a.zip", names, links=("a-1/l.py",)))
    assert [data for _, data in archive.read(archive.snapshot.files)] == [b"x=1\n"]
    assert sorted(reasons(archive).values()) == [SkipReason.SYMLINK, SkipReason.UNUSABLE_NAME]
    assert str(archive.snapshot.committed_on) == "2020-01-02"


def test_a_zip_bomb_ends_before_it_unpacks(tmp_path: Path) -> None:
    place = zipped(tmp_path / "a.zip", {"a-1/zeros.py": b"\0" * (32 << 20)})
    with pytest.raises(SourceError, match="unpacks to more than"):
        opened(place)


def test_a_zip_that_lies_about_a_size_is_a_stated_error(tmp_path: Path) -> None:
    place = zipped(tmp_path / "a.zip", {"a-1/x.py": b"x" * 1_000})
    data = bytearray(place.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 5_000)
    place.write_bytes(data)
    with pytest.raises(SourceError):
        opened(place)


def test_an_archive_that_changes_after_its_listing_is_noticed(tmp_path: Path) -> None:
    place = tar(tmp_path / "a.tar.gz", [GOOD])
    archive = opened(place)
    tar(place, [("a-1/train.py", b"import evil!\n", {})])
    ((_, data),) = archive.read(archive.snapshot.files)
    assert isinstance(data, Skipped)
    assert data.reason is SkipReason.MISSING_BLOB
