"""Mirrors, clones that were kept, pins, globs and history of git sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.snapshot import Skipped, SkipReason
from acumen.domain.source import Source, SourceKind
from acumen.errors import PinMismatchError, SourceError, UnsafeSourceError
from corpus.locations import GitLocation
from indexer import git, sandbox
from indexer.archives import git_blob_id
from indexer.listing import Limits, Listing, matches
from indexer.stages import fetch
from indexer.stages.fetch import find_mirror, open_source
from tests.raw_git import FILE, TRAIN, TREE, RawRepository

URL = "https://github.com/owner/name"
DAY = 86_400


def source(pin: str = "", **more: tuple[str, ...]) -> Source:
    return Source(SourceKind.GIT, "owner/name", URL, pin, **more)  # type: ignore[arg-type]


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the network was asked")

    monkeypatch.setattr(fetch, "fetch_repository", refuse)


def read(place: Source, home: Path, **how: object) -> Mapping[str, bytes | Skipped]:
    with open_source(place, home=home, **how) as fetched:  # type: ignore[arg-type]
        return {entry.path: data for entry, data in fetched.read(fetched.snapshot.files)}


@pytest.fixture
def mirrored(tmp_path: Path) -> RawRepository:
    return RawRepository(tmp_path / "mirror" / "owner" / "name.git")


def test_a_snapshot_says_what_stands_at_the_commit(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    commit = mirrored.commit(mirrored.files({b"b/train.py": TRAIN, b"README.md": b"# x\n"}))
    with open_source(source(), home=tmp_path / "home", mirror=tmp_path / "mirror") as fetched:
        snapshot = fetched.snapshot
    assert (snapshot.commit, snapshot.url, snapshot.repository) == (commit, URL, "owner/name")
    assert snapshot.committed_on == date(2023, 11, 14)
    assert [(f.path, f.size, f.blob) for f in snapshot.files] == [
        ("README.md", 4, git_blob_id(b"# x\n")),
        ("b/train.py", len(TRAIN), git_blob_id(TRAIN)),
    ]


def test_a_mirror_may_be_a_link_and_its_settings_are_never_read(
    tmp_path: Path, no_network: None
) -> None:
    real = RawRepository(tmp_path / "elsewhere" / "repo")
    real.commit(real.files({b"a.py": TRAIN}))
    real.config('[core]\n\tfsmonitor = "touch canary"\n[extensions]\n\tpartialClone = origin\n')
    real.config('[remote "origin"]\n\turl = ext::touch canary\n\tpromisor = true\n')
    link = tmp_path / "mirror" / "owner" / "name.git"
    link.parent.mkdir(parents=True)
    link.symlink_to(real.place)
    before = sorted(str(p) for p in tmp_path.rglob("*"))
    assert read(source(), tmp_path / "home", mirror=tmp_path / "mirror") == {"a.py": TRAIN}
    after = sorted(str(p) for p in tmp_path.rglob("*") if not p.is_relative_to(tmp_path / "home"))
    assert after == before


def test_a_mirror_with_holes_loses_the_missing_files_only(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    rows = [(FILE, b"a.py", "3" * 40), (FILE, b"b.py", mirrored.blob(TRAIN))]
    mirrored.commit(mirrored.tree(rows))
    with open_source(source(), home=tmp_path / "home", mirror=tmp_path / "mirror") as fetched:
        assert [(s.path, s.reason) for s in fetched.snapshot.skipped] == [
            ("a.py", SkipReason.MISSING_BLOB)
        ]
        assert [data for _, data in fetched.read(fetched.snapshot.files)] == [TRAIN]


def test_a_damaged_blob_costs_one_file(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    mirrored.commit(mirrored.files({b"a.py": b"1" * 900, b"b.py": b"2" * 900, b"c.py": TRAIN}))
    place = mirrored.object_path(git_blob_id(b"2" * 900))
    data = bytearray(place.read_bytes())
    data[-2] ^= 0xFF
    place.write_bytes(data)
    contents = read(source(), tmp_path / "home", mirror=tmp_path / "mirror")
    damaged = contents["b.py"]
    assert isinstance(damaged, Skipped)
    assert damaged.reason is SkipReason.MISSING_BLOB
    assert (contents["a.py"], contents["c.py"]) == (b"1" * 900, TRAIN)


def test_a_pinned_commit_is_taken_from_the_mirror(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    old = mirrored.commit(mirrored.files({b"old.py": TRAIN}))
    mirrored.commit(mirrored.files({b"new.py": TRAIN}), parents=[old])
    assert list(read(source(old), tmp_path / "home", mirror=tmp_path / "mirror")) == ["old.py"]


def test_a_mirror_without_the_commit_is_passed_over_with_a_word(
    tmp_path: Path, mirrored: RawRepository
) -> None:
    mirrored.commit(mirrored.files({b"old.py": TRAIN}))
    served = RawRepository(tmp_path / "served.git")
    pin = served.commit(served.files({b"new.py": TRAIN}))
    said: list[str] = []
    contents = read(
        source(pin),
        tmp_path / "home",
        mirror=tmp_path / "mirror",
        fixture=served.place,
        report=said.append,
    )
    assert list(contents) == ["new.py"]
    assert any("lacks" in line for line in said)


def test_a_pinned_clone_is_kept_and_the_network_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = RawRepository(tmp_path / "served.git")
    pin = served.commit(served.files({b"a.py": TRAIN}))
    later = served.commit(served.files({b"b.py": TRAIN}), parents=[pin])
    home = tmp_path / "home"
    assert list(read(source(pin), home, fixture=served.place)) == ["a.py"]
    monkeypatch.setattr(fetch, "fetch_repository", lambda *_, **__: pytest.fail("asked again"))
    assert list(read(source(pin), home)) == ["a.py"]
    assert [p.name for p in (home / "sources" / "git").iterdir()] == [f"owner+name+{pin[:12]}.git"]
    assert later != pin


def test_a_clone_holds_one_commit_and_no_references(tmp_path: Path) -> None:
    served = RawRepository(tmp_path / "served.git")
    old = served.commit(served.files({b"a.py": b"old"}))
    served.commit(served.files({b"a.py": b"new"}), parents=[old])
    served.point("refs/tags/v1", old)
    read(source(), tmp_path / "home", fixture=served.place)
    (clone,) = (tmp_path / "home" / "sources" / "git").iterdir()
    store = git.open_store(clone)
    assert store.output("for-each-ref") == b""
    assert store.output("rev-list", "--count", (clone / "HEAD").read_text().strip()) == b"1\n"
    assert "remote" not in (clone / "config").read_text()
    with pytest.raises(SourceError):
        store.output("cat-file", "-t", old)


def test_a_host_that_gives_no_commit_by_name_is_asked_for_its_head(tmp_path: Path) -> None:
    served = RawRepository(tmp_path / "served.git")
    pin = served.commit(served.files({b"a.py": TRAIN}))
    with pytest.raises(PinMismatchError, match=pin):
        read(source("6" * 40), tmp_path / "home", fixture=served.place)
    assert not list((tmp_path / "home" / "sources" / "git").glob("*"))


def test_globs_choose_files_and_the_rest_is_accounted_for(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    names = [b"train.py", b"docs/a.py", b"examples/x/b.py", b"examples/c.py", b"examples/d.txt"]
    mirrored.commit(mirrored.files(dict.fromkeys(names, TRAIN)))
    chosen = source(include=("examples/**", "*.py"), exclude=("**/d.txt",))
    with open_source(chosen, home=tmp_path / "home", mirror=tmp_path / "mirror") as fetched:
        snapshot = fetched.snapshot
    assert [f.path for f in snapshot.files] == ["examples/c.py", "examples/x/b.py", "train.py"]
    assert [(s.path, s.reason) for s in snapshot.skipped] == [
        ("docs/a.py", SkipReason.EXCLUDED),
        ("examples/d.txt", SkipReason.EXCLUDED),
    ]
    assert snapshot.seen == len(names)


def test_licence_and_readme_above_a_chosen_file_come_along(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    names = [b"LICENSE", b"README.md", b"a.py", b"x/LICENSE", b"x/y/t.py", b"z/LICENSE"]
    mirrored.commit(mirrored.files(dict.fromkeys(names, TRAIN)))
    chosen = source(include=("x/y/**",), exclude=("README.md",))
    with open_source(chosen, home=tmp_path / "home", mirror=tmp_path / "mirror") as fetched:
        snapshot = fetched.snapshot
    assert [f.path for f in snapshot.files] == ["LICENSE", "x/LICENSE", "x/y/t.py"]
    assert [s.path for s in snapshot.skipped] == ["README.md", "a.py", "z/LICENSE"]


@given(
    st.lists(st.tuples(st.binary(max_size=12), st.sampled_from("fsl")), max_size=60),
    st.integers(0, 50),
)
def test_every_entry_is_accounted_for(entries: list[tuple[bytes, str]], most: int) -> None:
    listing = Listing(source(include=("*a*",), exclude=("b*",)), Limits(entries=most))
    for path, kind in entries:
        if kind == "f":
            listing.add(path, "0" * 40, 1)
        else:
            listing.skip(path, SkipReason.SYMLINK)
    assert len(listing.files) + len(listing.skipped) == min(len(entries), most + 1)
    assert len({file.path for file in listing.files}) == len(listing.files)
    assert listing.full is (len(entries) > most)


def test_an_old_git_is_not_let_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "git_version", lambda: (2, 30))
    monkeypatch.setattr(git, "_fetch", lambda *_, **__: pytest.fail("asked"))
    with pytest.raises(UnsafeSourceError, match="too old"):
        read(source(), tmp_path / "home", sandbox=False)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.py", "a.py", True),
        ("*.py", "b/a.py", False),
        ("**/*.py", "a.py", True),
        ("**/*.py", "b/c/a.py", True),
        ("examples/", "examples/b/a.py", True),
        ("examples/**", "examples", False),
        ("a?.py", "ab.py", True),
        ("a?.py", "a/.py", False),
        ("a[b].py", "ab.py", False),
        ("**", "x/y", True),
    ],
)
def test_what_a_glob_takes(pattern: str, path: str, fits: bool) -> None:
    assert matches(path, [pattern]) is fits


def test_last_changes_come_from_history(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    first = mirrored.commit(
        mirrored.files({b"a.py": b"1", b"b/c.py": b"1"}), when=f"{10 * DAY} +0000"
    )
    second = mirrored.commit(
        mirrored.files({b"a.py": b"2", b"b/c.py": b"1"}), parents=[first], when=f"{20 * DAY} +0000"
    )
    mirrored.commit(
        mirrored.files({b"a.py": b"2", b"b/c.py": b"1", b"n\xff\n.py": b"x"}),
        parents=[second],
        when=f"{30 * DAY} +0000",
    )
    with open_source(source(), home=tmp_path / "home", mirror=tmp_path / "mirror") as fetched:
        paths = [f.path for f in fetched.snapshot.files]
        assert dict(fetched.last_changes([*paths, "never-there.py"])) == {
            "a.py": date(1970, 1, 21),
            "b/c.py": date(1970, 1, 11),
            "n\udcff\n.py": date(1970, 1, 31),
        }
        assert fetched.snapshot.committed_on == date(1970, 1, 31)


def test_a_shallow_mirror_knows_only_what_it_saw_change(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    cut = mirrored.commit(
        mirrored.files({b"a.py": b"1", b"b.py": b"1"}), parents=["7" * 40], when=f"{9 * DAY} +0000"
    )
    mirrored.commit(
        mirrored.files({b"a.py": b"2", b"b.py": b"1"}), parents=[cut], when=f"{20 * DAY} +0000"
    )
    (mirrored.place / "shallow").write_text(f"{cut}\n")
    with open_source(source(), home=tmp_path / "home", mirror=tmp_path / "mirror") as fetched:
        assert dict(fetched.last_changes(["a.py", "b.py"])) == {"a.py": date(1970, 1, 21)}


def test_a_clone_knows_no_history(tmp_path: Path) -> None:
    served = RawRepository(tmp_path / "served.git")
    old = served.commit(served.files({b"a.py": b"1"}))
    served.commit(served.files({b"a.py": b"2"}), parents=[old])
    with open_source(source(), home=tmp_path / "home", fixture=served.place) as fetched:
        assert fetched.last_changes(["a.py"]) == {}


def test_limits_hold_over_several_reads(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    mirrored.commit(mirrored.files({b"f%d.py" % n: b"x" * 10 for n in range(6)}))
    with open_source(
        source(),
        home=tmp_path / "home",
        mirror=tmp_path / "mirror",
        limits=Limits(files_read=4, bytes_read=35),
    ) as fetched:
        files = fetched.snapshot.files
        first = [data for _, data in fetched.read(files[:2])]
        second = [data for _, data in fetched.read(files[2:])]
    assert first == [b"x" * 10] * 2
    assert second[0] == b"x" * 10
    assert {s.reason for s in second[1:] if isinstance(s, Skipped)} == {SkipReason.READ_LIMIT}
    assert len([s for s in second if isinstance(s, Skipped)]) == 3


def test_without_bubblewrap_the_network_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "bubblewrap", lambda: "")
    monkeypatch.setattr(git, "_fetch", lambda *_, **__: pytest.fail("asked"))
    with pytest.raises(UnsafeSourceError, match="bubblewrap"):
        read(source(), tmp_path / "home")


def test_without_bubblewrap_mirrors_are_read_all_the_same(
    tmp_path: Path, mirrored: RawRepository, monkeypatch: pytest.MonkeyPatch, no_network: None
) -> None:
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: "")
    mirrored.commit(mirrored.files({b"a.py": TRAIN}))
    assert read(source(), tmp_path / "home", mirror=tmp_path / "mirror") == {"a.py": TRAIN}


def test_an_inside_address_is_refused_before_git_starts(tmp_path: Path) -> None:
    location = GitLocation("github.com", "owner", "name")
    with pytest.raises(UnsafeSourceError, match="10\\.0\\.0\\.1"):
        git.fetch_repository(
            location, "", tmp_path / "x", sandbox=False, resolver=lambda _: ["10.0.0.1"]
        )


def test_the_environment_of_git_is_ours_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "touch canary")
    monkeypatch.setenv("LD_PRELOAD", "")
    command = sandbox.confined(
        ["git", "version"],
        environment=sandbox.clean_environment(tmp_path, protocol=""),
        reach=sandbox.Reach(),
        sandbox=False,
    )
    assert command[:2] == ["/usr/bin/env", "-i"]
    given = dict(word.split("=", 1) for word in command[2 : command.index("/bin/sh")])
    assert "GIT_DIR" not in given
    assert "GIT_EXTERNAL_DIFF" not in given
    assert given["GIT_ALLOW_PROTOCOL"] == "none"
    assert given["GIT_NO_LAZY_FETCH"] == "1"


def test_a_git_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    with git.GitProcess(["/bin/sh", "-c", "sleep 60 & sleep 60"], wall_s=0.2) as process:
        assert process.stdout.read() == b""
        with pytest.raises(SourceError, match="longer than"):
            process.check()


def test_what_dead_runs_left_is_removed(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    mirrored.commit(mirrored.files({b"a.py": TRAIN}))
    quarantine = tmp_path / "home" / "sources" / "quarantine"
    (quarantine / "run-dead" / "clone.git").mkdir(parents=True)
    (quarantine / "run-dead.lock").touch()
    (quarantine / "run-half").mkdir()
    mirror = tmp_path / "mirror"
    with open_source(source(), home=tmp_path / "home", mirror=mirror):
        (mine,) = [p for p in quarantine.glob("run-*") if p.is_dir()]
        with open_source(source(), home=tmp_path / "home", mirror=mirror):
            assert mine.is_dir(), "a running neighbour was swept away"
    assert not list(quarantine.glob("run-*"))


@pytest.mark.parametrize("layout", ["name.git", "name", "name/.git"])
def test_where_a_mirror_is_looked_for(tmp_path: Path, layout: str) -> None:
    repository = RawRepository(tmp_path / "owner" / layout)
    found = find_mirror(tmp_path, GitLocation("github.com", "owner", "name"))
    assert found == repository.place.resolve()
    assert find_mirror(tmp_path, GitLocation("github.com", "owner", "other")) is None


def test_a_folder_and_a_file_of_one_name(
    tmp_path: Path, mirrored: RawRepository, no_network: None
) -> None:
    inner = mirrored.tree([(FILE, b"b.py", mirrored.blob(TRAIN))])
    mirrored.commit(
        mirrored.tree([(FILE, b"a", mirrored.blob(b"x")), (TREE, b"a", inner)], in_order=False)
    )
    with open_source(source(), home=tmp_path / "home", mirror=tmp_path / "mirror") as fetched:
        assert [f.path for f in fetched.snapshot.files] == ["a", "a/b.py"]
