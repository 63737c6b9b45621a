"""The compiled vocabularies are those of the TOML, or none at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from acumen.domain.vocabulary import Vocabularies
from corpus import compiled
from corpus.compiled import compiled_vocabularies, write_compiled
from corpus.vocabulary import VOCABULARIES, load_vocabularies


@pytest.fixture(scope="module")
def read() -> Vocabularies:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corpus.vocabulary.compiled_vocabularies", lambda folder: None)
        return load_vocabularies()


def test_what_is_written_is_read_back(read: Vocabularies, tmp_path: Path) -> None:
    file = tmp_path / "vocabularies.json"
    write_compiled(VOCABULARIES, read, file)
    again = compiled_vocabularies(VOCABULARIES, compiled=file)
    assert again == read
    assert list(again or ()) == list(read)  # in the same order
    first = file.read_bytes()
    write_compiled(VOCABULARIES, read, file)
    assert file.read_bytes() == first


def test_an_edited_vocabulary_is_read_itself(read: Vocabularies, tmp_path: Path) -> None:
    file = tmp_path / "vocabularies.json"
    folder = tmp_path / "vocabularies"
    shutil.copytree(VOCABULARIES, folder)
    write_compiled(folder, read, file)
    assert compiled_vocabularies(folder, compiled=file) == read
    with (folder / "task.toml").open("a", encoding="utf-8") as task:
        task.write("# a remark\n")
    assert compiled_vocabularies(folder, compiled=file) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"digest": 1}', b"\xff"])
def test_what_cannot_be_read_is_passed_over(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "vocabularies.json"
    assert compiled_vocabularies(VOCABULARIES, compiled=file) is None
    file.write_bytes(content)
    assert compiled_vocabularies(VOCABULARIES, compiled=file) is None


def test_one_of_other_fields_is_passed_over(
    read: Vocabularies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "vocabularies.json"
    write_compiled(VOCABULARIES, read, file)
    monkeypatch.setattr(compiled, "_FIELDS", (*compiled._FIELDS, "colour"))
    assert compiled_vocabularies(VOCABULARIES, compiled=file) is None


def test_what_ships_is_what_the_files_say_or_is_passed_over(read: Vocabularies) -> None:
    assert compiled_vocabularies(VOCABULARIES) in (None, read)
