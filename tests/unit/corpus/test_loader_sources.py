"""Source files: what is right is read, what is wrong is named by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from acumen.domain.source import SourceKind
from acumen.errors import AcumenError, CorpusError, UsageError
from corpus.loader import SOURCES, STARTER, load_entries, load_sources, read_source_argument

COMMIT = "0123456789" * 4
SHA = "ab" * 32
GIT = f'git = "https://github.com/owner/name"\ncommit = "{COMMIT}"\n'
RELEASE = f'pypi = "some-name==1.0"\nsha256 = "{SHA}"\n'


def written(tmp_path: Path, text: str, name: str = "one.toml") -> Path:
    place = tmp_path / name
    place.write_text(text)
    return place


def test_one_source_a_file(tmp_path: Path) -> None:
    text = GIT + 'include = ["examples/**"]\nexclude = ["**/old/"]\nwhy = "Short."\n'
    text += 'teaches = ["gan"]\nlicence = { spdx = "MIT", evidence = "LICENSE" }\n'
    (entry,) = load_entries(written(tmp_path, text))
    source = entry.source
    assert (source.kind, source.repository, source.pin) == (SourceKind.GIT, "owner/name", COMMIT)
    assert source.location == "https://github.com/owner/name"
    assert (source.include, source.exclude) == (("examples/**",), ("**/old/",))
    assert source.why == "Short."
    assert entry.licence is not None
    assert (entry.licence.spdx, entry.teaches) == ("MIT", ("gan",))


def test_several_sources_a_file_and_a_folder_of_files(tmp_path: Path) -> None:
    written(tmp_path, f"[[source]]\n{RELEASE}[[source]]\n{GIT}", "b.toml")
    written(tmp_path, GIT.replace("owner", "other"), "a.toml")
    names = [source.repository for source in load_sources(tmp_path)]
    assert names == ["other/name", "pypi/some-name", "owner/name"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GIT + 'includes = ["x"]', "includes"),
        (GIT.replace("commit", "comit"), "comit"),
        (GIT.replace(COMMIT, "main"), "commit"),
        (GIT.replace(COMMIT, COMMIT[:12]), "commit"),
        (GIT.replace(COMMIT, COMMIT.replace("0", "A")), "commit"),
        ('git = "https://github.com/owner/name"\n', "commit"),
        (RELEASE.replace(SHA, SHA[:8]), "sha256"),
        (RELEASE.replace("==", ">="), "pypi"),
        ('pypi = "some-name==1.0"\n', "sha256"),
        (GIT.replace("https", "http"), "git"),
        (GIT.replace("github.com", "evil.example"), "git"),
        (GIT + RELEASE, "exactly one"),
        (GIT + f'sha256 = "{SHA}"\n', "sha256"),
        ('why = "x"\n', "exactly one"),
        ("", "exactly one"),
        (GIT + 'include = "examples"\n', "include"),
        (GIT + "why = 3\n", "why"),
        (GIT + 'include = ["/etc/**"]\n', "include"),
        (GIT + 'exclude = ["../x"]\n', "exclude"),
        (GIT + 'licence = { spdx = "MIT" }\n', "evidence"),
        (GIT + 'licence = { spdx = "MIT", evidence = "x", by = "y" }\n', "by"),
        (f'why = "x"\n[[source]]\n{GIT}', "why"),
        (f"[[source]]\n{GIT}[[source]]\n{GIT}", "owner/name"),
        (f"[[source]]\n{GIT}[[source]]\n{RELEASE}x = 1\n", "x"),
        ("source = 3\n", "source"),
        ("source = []\n", "source"),
        ("source = [3]\n", "source"),
        ("not toml", "one.toml"),
        ('path = "here"\n', "path"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(CorpusError) as caught:
        load_sources(written(tmp_path, text))
    assert "one.toml" in caught.value.problem
    assert named in caught.value.problem
    assert caught.value.remedy


def test_files_that_cannot_be_read_are_corpus_errors(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        load_sources(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'why = "\xff"')
    with pytest.raises(CorpusError, match="latin"):
        load_sources(tmp_path / "latin.toml")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match="holds no"):
        load_sources(tmp_path / "empty")


def test_the_same_source_in_two_files_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, GIT, "a.toml")
    written(tmp_path, GIT.replace("owner/name", "Owner/Name"), "b.toml")
    with pytest.raises(CorpusError, match=r"b\.toml.*a\.toml"):
        load_sources(tmp_path)


def test_a_folder_needs_leave(tmp_path: Path) -> None:
    (tmp_path / "my project").mkdir()
    (tmp_path / "my project" / "pyproject.toml").write_text("[project]\n")
    place = written(tmp_path, 'path = "my project"\n')
    (source,) = load_sources(place, allow_local=True)
    assert (source.kind, source.repository) == (SourceKind.LOCAL, "local/my-project")
    assert source.location == str(tmp_path / "my project")
    assert (
        read_source_argument(source.location, allow_local=True)[0].repository == "local/my-project"
    )
    with pytest.raises(UsageError, match="folder"):
        read_source_argument(source.location, allow_local=False)


@pytest.mark.parametrize(
    ("text", "repository", "pin"),
    [
        ("https://github.com/owner/name", "owner/name", ""),
        (f"https://github.com/owner/name.git@{COMMIT}", "owner/name", COMMIT),
        ("pypi:Some_Name==1.0", "pypi/some-name", ""),
        (f"pypi:some-name==1.0#sha256={SHA}", "pypi/some-name", SHA),
    ],
)
def test_arguments_that_name_one_source(text: str, repository: str, pin: str) -> None:
    (source,) = read_source_argument(text, allow_local=False)
    assert (source.repository, source.pin) == (repository, pin)


@pytest.mark.parametrize(
    "text",
    [
        "", "torch", "no/such/folder", "https://github.com/owner/name@main", "pypi:torch",
        "https://github.com/owner/name@" + "A" * 40, "git@github.com:a/b", "file:///etc",
        "pypi:a==1#sha256=12", "pypi:a==1#md5=12", "missing.toml",
    ],
)  # fmt: skip
def test_arguments_that_name_none(text: str) -> None:
    with pytest.raises(AcumenError) as caught:
        read_source_argument(text, allow_local=True)
    assert caught.value.remedy


def test_the_shipped_lists_are_right() -> None:
    starter = load_entries(STARTER)
    assert len(starter) >= 9
    assert all(entry.source.why and entry.licence is not None for entry in starter)
    assert read_source_argument("starter", allow_local=False) == tuple(e.source for e in starter)
    if SOURCES.is_dir() and any(SOURCES.glob("*.toml")):
        assert read_source_argument("corpus", allow_local=False)
