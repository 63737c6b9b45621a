"""The vocabularies are broad, right in themselves, and a wrong one is refused with its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from acumen.domain.attribute import Facet
from acumen.errors import CorpusError
from corpus.vocabulary import load_vocabularies, read_vocabulary

GOOD = """
facet = "task"
version = "1"

[[term]]
id = "a"
label = "A"
about = "First."
words = ["first"]

[[term]]
id = "b"
label = "B"
about = "Second."
parents = ["a"]
obtained-by = "manual"
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "task.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_shipped_is_broad() -> None:
    vocabularies = load_vocabularies()
    least = {
        Facet.TASK: 45,
        Facet.ARCHITECTURE: 90,
        Facet.DATASET: 100,
        Facet.FRAMEWORK: 25,
        Facet.LOSS: 20,
        Facet.OPTIMIZER: 15,
        Facet.METRIC: 20,
        Facet.LAYER: 20,
        Facet.TRAINING_STYLE: 20,
        Facet.MODALITY: 8,
    }
    for facet, count in least.items():
        assert len(vocabularies[facet].terms) >= count, facet


def test_every_task_architecture_and_dataset_has_plain_words() -> None:
    vocabularies = load_vocabularies()
    for facet in (Facet.TASK, Facet.ARCHITECTURE, Facet.DATASET):
        for term in vocabularies[facet]:
            assert term.gloss, f"{facet} {term.id}"
            assert term.words, f"{facet} {term.id}"
            assert term.about.endswith("."), f"{facet} {term.id}"


def test_every_dataset_says_how_it_is_obtained() -> None:
    allowed = {"built-in-loader", "download-url", "hub", "manual", "synthetic"}
    for term in load_vocabularies()[Facet.DATASET]:
        assert dict(term.extra).get("obtained-by") in allowed, term.id


def test_a_good_file_is_read(tmp_path: Path) -> None:
    vocabulary = read_vocabulary(_write(tmp_path, GOOD))
    assert [term.id for term in vocabulary] == ["a", "b"]
    assert vocabulary["b"].extra == (("obtained-by", "manual"),)


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ('facet = "task"', 'facet = "colour"', "no facet"),
        ('version = "1"', "", "version"),
        ('id = "b"', 'id = "a"', "two terms"),
        ('id = "b"', 'id = "B b"', "kebab-case"),
        ('parents = ["a"]', 'parents = ["z"]', "parent"),
        ('parents = ["a"]', 'parents = ["b"]', "own ancestor"),
        ('parents = ["a"]', 'words = ["first"]', "both claim"),
        ('words = ["first"]', 'words = ["First"]', "lower case"),
        ('words = ["first"]', 'words = ["x", "x"]', "twice"),
        ('words = ["first"]', 'words = "first"', "list"),
        ('about = "First."', 'about = " "', "about"),
        ('obtained-by = "manual"', "obtained-by = 3", "obtained-by"),
        ("[[term]]", "[[term", "read"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, change: str, to: str, said: str) -> None:
    assert change in GOOD
    path = _write(tmp_path, GOOD.replace(change, to, 1))
    with pytest.raises(CorpusError, match=said) as caught:
        read_vocabulary(path)
    assert "task.toml" in caught.value.problem


def test_a_term_of_another_facet_must_exist(tmp_path: Path) -> None:
    _write(tmp_path, GOOD)
    other = GOOD.replace('facet = "task"', 'facet = "dataset"')
    other = other.replace('obtained-by = "manual"', 'task = "nothing"')
    (tmp_path / "dataset.toml").write_text(other, encoding="utf-8")
    with pytest.raises(CorpusError, match="nothing"):
        load_vocabularies(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no vocabularies"):
        load_vocabularies(tmp_path)
