"""Hostile repositories: each is contained, and ends as a snapshot or as a stated error.

Every repository is fetched through git's own transport as one from the network would be. A canary
stands beside the home directory: whatever a repository tries, nothing may appear or change there.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from acumen.domain.snapshot import Skipped, SkipReason, Snapshot
from acumen.domain.source import Source, SourceKind
from acumen.errors import PinMismatchError, SourceError
from indexer.stages.fetch import open_source
from tests.raw_git import FILE, LINK, PROGRAM, SUBMODULE, TRAIN, TREE, RawRepository

MOST_SECONDS = 60  # generous: the machine may be busy; a hang is what must not be
Maker = Callable[[RawRepository], object]


def source(pin: str = "") -> Source:
    return Source(SourceKind.GIT, "owner/name", "https://github.com/owner/name", pin)


def everything_under(folder: Path, home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
        if not path.is_relative_to(home) and not path.is_relative_to(folder / "served.git")
    }


def index(tmp_path: Path, make: Maker) -> tuple[Snapshot, dict[str, bytes | Skipped]]:
    """Fetch, list and read all; the world outside ``home`` must be as it was."""
    served = tmp_path / "served.git"
    canary = tmp_path / "canary"
    canary.mkdir()
    (canary / "file").write_bytes(b"untouched")
    repository = RawRepository(served)
    make(repository)
    home = tmp_path / "home"
    before = everything_under(tmp_path, home)
    served_before = {str(p): p.read_bytes() for p in sorted(served.rglob("*")) if p.is_file()}
    started = time.monotonic()
    try:
        with open_source(source(), home=home, fixture=served) as fetched:
            contents = {entry.path: data for entry, data in fetched.read(fetched.snapshot.files)}
            fetched.last_changes(list(contents))
            return fetched.snapshot, contents
    finally:
        assert time.monotonic() - started < MOST_SECONDS
        assert everything_under(tmp_path, home) == before
        served_after = {str(p): p.read_bytes() for p in sorted(served.rglob("*")) if p.is_file()}
        assert served_after == served_before
        assert not list((home / "sources" / "quarantine").glob("run-*"))
        inside = [p for p in home.rglob("*") if p.is_symlink() or p.suffix in {".py", ".ipynb"}]
        assert not inside, "a name out of the repository became a file"


def one(name: bytes, mode: str = FILE, content: bytes = TRAIN) -> Maker:
    """A tree with one odd entry beside a plain program."""

    def make(to: RawRepository) -> None:
        rows = [(FILE, b"train.py", to.blob(TRAIN)), (mode, name, to.blob(content))]
        to.commit(to.tree(rows))

    return make


def folder(name: bytes) -> Maker:
    def make(to: RawRepository) -> None:
        inner = to.tree([(FILE, b"config", to.blob(b"[core]\n\tfsmonitor = touch canary\n"))])
        to.commit(to.tree([(FILE, b"train.py", to.blob(TRAIN)), (TREE, name, inner)]))

    return make


REFUSED_NAMES = {
    "parent-folder": folder(b".."),
    "this-folder": folder(b"."),
    "git-folder": folder(b".git"),
    "git-folder-capitals": folder(b".GIT"),
    "git-folder-short-name": folder(b"git~1"),
    "git-folder-ignored-letter": folder(".g\u200cit".encode()),
    "slash-in-name": one(b"a/../../x"),
    "absolute-name": one(b"/etc/cron.d/x"),
    "empty-name": one(b""),
    "git-file": one(b".git", content=b"gitdir: /etc\n"),
    "link-as-gitmodules": one(b".gitmodules", LINK, b"/etc/passwd"),
    "submodule-named-like-an-option": one(
        b".gitmodules", content=b'[submodule "x"]\n\tpath = x\n\turl = -u./canary\n'
    ),
    "submodule-outside": one(
        b".gitmodules",
        content=b'[submodule "../../hooks"]\n\tpath = y\n\turl = https://x/y\n\tupdate = !id\n',
    ),
}


@pytest.mark.parametrize("make", REFUSED_NAMES.values(), ids=REFUSED_NAMES)
def test_what_git_can_tell_to_be_an_attack_is_refused(tmp_path: Path, make: Maker) -> None:
    """The program beside it is read, or the whole repository is refused; never the entry."""
    try:
        snapshot, contents = index(tmp_path, make)
    except SourceError as error:
        assert error.remedy  # noqa: PT017  (either outcome is right)
    else:
        odd = [s for s in snapshot.skipped if s.reason is SkipReason.UNUSABLE_NAME]
        assert odd
        assert list(contents) == ["train.py"]


def _links(to: RawRepository) -> None:
    targets = [b"/etc/passwd", b"../../../../etc", b"loop", b"train.py", b"/proc/self/environ"]
    rows = [(LINK, b"link%d.py" % n, to.blob(target)) for n, target in enumerate(targets)]
    to.commit(to.tree([*rows, (PROGRAM, b"train.py", to.blob(TRAIN))]))


def test_links_are_listed_and_never_followed(tmp_path: Path) -> None:
    snapshot, contents = index(tmp_path, _links)
    assert [s.reason for s in snapshot.skipped] == [SkipReason.SYMLINK] * 5
    assert contents == {"train.py": TRAIN}
    assert snapshot.seen == 6


def test_submodules_are_listed_and_never_fetched(tmp_path: Path) -> None:
    def make(to: RawRepository) -> None:
        rows = [(SUBMODULE, b"x", "1" * 40), (FILE, b"train.py", to.blob(TRAIN))]
        to.commit(to.tree(rows))

    snapshot, contents = index(tmp_path, make)
    assert snapshot.skipped == (Skipped("x", SkipReason.SUBMODULE),)
    assert list(contents) == ["train.py"]


INERT = {
    "attributes": {
        b".gitattributes": b"*.py filter=run diff=run working-tree-encoding=UTF-7 ident eol=crlf\n",
        b"a.py": b"$Id$ $Format:%H$\r\n",
    },
    "large-file-pointer": {
        b".gitattributes": b"* filter=lfs diff=lfs merge=lfs -text\n",
        b".lfsconfig": b"[lfs]\n\turl = http://127.0.0.1:9/evil\n",
        b"model.py": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n",
    },
    "submodule-that-would-run": {
        b".gitmodules": b'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% canary\n',
        b"a.py": TRAIN,
    },
    "hooks-in-the-tree": {
        b"hooks/post-checkout": b"#!/bin/sh\ntouch canary\n",
        b".husky/post-merge": b"touch canary\n",
        b"a.py": TRAIN,
    },
    "a-bare-repository-in-the-tree": {
        b"inner/HEAD": b"ref: refs/heads/main\n",
        b"inner/config": b"[core]\n\tbare = true\n\tfsmonitor = touch canary\n",
        b"inner/objects/x": b"",
        b"inner/refs/x": b"",
    },
    "markup-in-names": {b"<img src=x onerror=alert(1)>.py": TRAIN},
    "options-as-names": {b"--output=canary": TRAIN, b"-rf": TRAIN, b"@{-1}": TRAIN},
    "shell-in-names": {b"$(touch canary).py": TRAIN, b"`id`.py": TRAIN, b"a;b|c&d.py": TRAIN},
    "line-ends-in-names": {b"a\nb.py": TRAIN, b"a\tb.py": TRAIN, b"a\rb.py": TRAIN},
    "bytes-in-names": {b"\xff\xfe.py": TRAIN, b"\x80.py": TRAIN},
    "direction-marks-in-names": {"\u202egnp.py".encode(): TRAIN},
    "look-alikes": {"tra\u0456n.py".encode(): TRAIN, b"train.py": TRAIN},
    "one-name-in-three-cases": {b"README.md": b"1", b"readme.md": b"2", b"ReadMe.MD": b"3"},
    "two-normal-forms": {"e\u0301.py".encode(): b"1", "\u00e9.py".encode(): b"2"},
    "devices-of-windows": {b"CON.py": TRAIN, b"aux.py": TRAIN, b"a.": TRAIN, b"b ": TRAIN},
    "formula": {b"=cmd|calc.csv": TRAIN, b"+1.py": TRAIN},
    "percent-escapes": {b"%2e%2e%2fx.py": TRAIN},
    "a-file-named-missing": {b"missing": b"x missing\n", b"a.py": b"0" * 40 + b" blob 3\nabc\n"},
    "contents-like-answers": {b"a.py": b"\n\n" + b"1" * 40 + b" missing\n\0\0"},
    "empty-files": {b"a.py": b"", b"b.py": b"\n", b"c.py": b"\0"},
    "the-same-file-often": {b"d%d/a.py" % n: TRAIN for n in range(50)},
}


@pytest.mark.parametrize("files", INERT.values(), ids=INERT)
def test_odd_names_and_contents_are_plain_data(tmp_path: Path, files: dict[bytes, bytes]) -> None:
    snapshot, contents = index(tmp_path, lambda to: to.commit(to.files(files)))
    found = {p.encode("utf-8", "surrogateescape"): data for p, data in contents.items()}
    assert found == files
    assert snapshot.skipped == ()


@pytest.mark.parametrize("name", [b"a\\..\\..\\x.py", b"C:x.py", b"a" * 1_030])
def test_names_that_other_systems_would_follow_are_left_out(tmp_path: Path, name: bytes) -> None:
    snapshot, contents = index(tmp_path, one(name))
    assert [s.reason for s in snapshot.skipped] == [SkipReason.UNUSABLE_NAME]
    assert list(contents) == ["train.py"]


def test_a_tree_of_ten_thousand_million_paths_ends_at_the_limit(tmp_path: Path) -> None:
    def make(to: RawRepository) -> None:
        tree = to.tree([(FILE, b"f%d.py" % n, to.blob(TRAIN)) for n in range(10)])
        for _ in range(9):
            tree = to.tree([(TREE, b"d%d" % n, tree) for n in range(10)])
        to.commit(tree)

    snapshot, contents = index(tmp_path, make)
    assert snapshot.skipped[-1].reason is SkipReason.LISTING_LIMIT
    assert len(snapshot.files) == 50_000
    read = [data for data in contents.values() if isinstance(data, bytes)]
    refused = {s.reason for s in contents.values() if isinstance(s, Skipped)}
    assert len(read) == 4_000
    assert refused == {SkipReason.READ_LIMIT}


def test_a_very_deep_tree_is_no_file(tmp_path: Path) -> None:
    def make(to: RawRepository) -> None:
        tree = to.tree([(FILE, b"m.py", to.blob(TRAIN))])
        for _ in range(3_000):
            tree = to.tree([(TREE, b"d", tree)])
        to.commit(tree)

    try:
        snapshot, contents = index(tmp_path, make)
    except SourceError:
        return  # a git that limits depth itself refuses to list it
    assert contents == {}
    assert [s.reason for s in snapshot.skipped] == [SkipReason.UNUSABLE_NAME]


def test_many_files_end_at_the_limit(tmp_path: Path) -> None:
    def make(to: RawRepository) -> None:
        blob = to.blob(TRAIN)
        to.commit(to.tree((FILE, b"f%06d.py" % n, blob) for n in range(120_000)))

    snapshot, _ = index(tmp_path, make)
    assert len(snapshot.files) == 50_000
    assert snapshot.skipped[0].reason is SkipReason.LISTING_LIMIT


def test_a_huge_file_is_left_at_home(tmp_path: Path) -> None:
    def make(to: RawRepository) -> None:
        rows = [(FILE, b"model.py", to.zeros(1 << 28)), (FILE, b"train.py", to.blob(TRAIN))]
        to.commit(to.tree(rows))

    snapshot, contents = index(tmp_path, make)
    assert [(s.path, s.reason) for s in snapshot.skipped] == [("model.py", SkipReason.MISSING_BLOB)]
    assert list(contents) == ["train.py"]


def test_a_host_that_cannot_filter_sends_the_huge_file_and_it_is_not_read(tmp_path: Path) -> None:
    def make(to: RawRepository) -> None:
        to.config("[uploadpack]\n\tallowFilter = false\n")
        rows = [(FILE, b"model.py", to.zeros(1 << 26)), (FILE, b"train.py", to.blob(TRAIN))]
        to.commit(to.tree(rows))

    _, contents = index(tmp_path, make)
    refused = contents["model.py"]
    assert isinstance(refused, Skipped)
    assert refused.reason is SkipReason.TOO_LARGE
    assert contents["train.py"] == TRAIN


def _corrupt(to: RawRepository) -> None:
    blob = to.blob(b"x" * 500)
    to.commit(to.tree([(FILE, b"a.py", blob)]))
    place = to.object_path(blob)
    damaged = bytearray(place.read_bytes())
    damaged[-3] ^= 0xFF
    place.write_bytes(damaged)


def _missing_tree(to: RawRepository) -> None:
    to.commit(to.tree([(TREE, b"d", "4" * 40), (FILE, b"a.py", to.blob(TRAIN))]))


def _unborn(to: RawRepository) -> None:
    to.commit(to.files({b"a.py": TRAIN}))
    to.set_head("ref: refs/heads/nope")


def _outside_head(to: RawRepository) -> None:
    to.commit(to.files({b"a.py": TRAIN}))
    to.set_head("ref: refs/heads/../../../../canary/file")


def _head_is_a_blob(to: RawRepository) -> None:
    to.set_head(to.blob(TRAIN))


def _bad_author(to: RawRepository) -> None:
    to.commit(to.files({b"a.py": TRAIN}), author="a <a@b> 99999999999999999999 +9999")


def _broken_commit(to: RawRepository) -> None:
    to.point("refs/heads/main", to.write("commit", b"tree nothing\n\nno\n"))


def _broken_tree(to: RawRepository) -> None:
    to.commit(to.write("tree", b"100644 a.py\0short"))


def _wrong_kind(to: RawRepository) -> None:
    to.commit(to.blob(b"a commit whose tree is a file"))


def _twice(to: RawRepository) -> None:
    rows = [(FILE, b"a.py", to.blob(b"1")), (FILE, b"a.py", to.blob(b"2"))]
    to.commit(to.tree(rows, in_order=False))


def _sha256(to: RawRepository) -> None:
    to.config("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n")


DAMAGED: dict[str, Maker] = {
    "no-commit-at-all": lambda to: None,
    "head-on-an-unborn-branch": _unborn,
    "head-outside-the-repository": _outside_head,
    "head-is-a-file": _head_is_a_blob,
    "damaged-object": _corrupt,
    "missing-object": lambda to: to.commit(to.tree([(FILE, b"a.py", "3" * 40)])),
    "missing-tree": _missing_tree,
    "impossible-date": _bad_author,
    "broken-commit": _broken_commit,
    "broken-tree": _broken_tree,
    "tree-is-a-file": _wrong_kind,
    "name-twice": _twice,
    "other-object-format": _sha256,
    "no-repository": lambda to: (to.place / "HEAD").unlink(),
}


@pytest.mark.parametrize("make", DAMAGED.values(), ids=DAMAGED)
def test_damage_is_a_stated_error(tmp_path: Path, make: Maker) -> None:
    with pytest.raises(SourceError) as caught:
        index(tmp_path, make)
    assert caught.value.problem
    assert caught.value.remedy


def _option_branch(to: RawRepository) -> None:
    commit = to.commit(to.files({b"train.py": TRAIN}), branch="")
    to.point("refs/heads/--output=canary", commit)
    to.set_head("ref: refs/heads/--output=canary")


def _replaced(to: RawRepository) -> None:
    good = to.commit(to.files({b"train.py": TRAIN}))
    bad = to.commit(to.files({b"evil.py": b"evil"}), branch="")
    to.point(f"refs/replace/{good}", bad)


def _many_references(to: RawRepository) -> None:
    commit = to.commit(to.files({b"train.py": TRAIN}))
    lines = "".join(f"{commit} refs/heads/b{n:05d}\n" for n in range(20_000))
    (to.place / "packed-refs").write_text(f"# pack-refs with: peeled sorted\n{lines}")


def _hooks_of_the_server(to: RawRepository) -> None:
    to.commit(to.files({b"train.py": TRAIN}))
    hook = to.place / "hooks" / "post-upload-pack"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\ntouch ../canary/hooked\n")
    hook.chmod(0o755)
    to.config("[uploadpack]\n\tpackObjectsHook = touch ../canary/packed\n")


PLAIN: dict[str, Maker] = {
    "branch-named-like-an-option": _option_branch,
    "replaced-commit": _replaced,
    "twenty-thousand-branches": _many_references,
    "hooks": _hooks_of_the_server,
    "old-date": lambda to: to.commit(to.files({b"train.py": TRAIN}), when="0 +0000"),
    "endless-message": lambda to: to.commit(
        to.files({b"train.py": TRAIN}), message=b"m" * 5_000_000
    ),
    "group-writable": lambda to: to.commit(to.tree([(PROGRAM, b"train.py", to.blob(TRAIN))])),
}


@pytest.mark.parametrize("make", PLAIN.values(), ids=PLAIN)
def test_what_is_strange_around_the_files_changes_nothing(tmp_path: Path, make: Maker) -> None:
    snapshot, contents = index(tmp_path, make)
    assert contents == {"train.py": TRAIN}
    assert snapshot.skipped == ()


def test_a_pin_that_is_not_there_is_a_mismatch(tmp_path: Path) -> None:
    repository = RawRepository(tmp_path / "served.git")
    head = repository.commit(repository.files({b"train.py": TRAIN}))
    with (
        pytest.raises(PinMismatchError) as caught,
        open_source(source("5" * 40), home=tmp_path / "home", fixture=repository.place),
    ):
        pass
    assert (caught.value.pinned, caught.value.found) == ("5" * 40, head)


def test_fetching_takes_little_memory_in_this_process(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB on Linux, bytes on macOS

    def make(to: RawRepository) -> None:
        blob = to.zeros((1 << 20) - 1)
        to.commit(to.tree((FILE, b"f%04d.py" % n, blob) for n in range(60)))

    served = RawRepository(tmp_path / "served.git")
    make(served)
    with open_source(source(), home=tmp_path / "home", fixture=served.place) as fetched:
        for _, data in fetched.read(fetched.snapshot.files):
            assert isinstance(data, bytes)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 40 * 1024, "contents pile up instead of streaming by"
