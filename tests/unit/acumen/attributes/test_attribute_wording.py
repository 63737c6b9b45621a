"""Names and prose are cut as vocabularies expect, and look-ups prefer the longer reading."""

from __future__ import annotations

import pytest
from subjects import vocabularies

from acumen.attributes.matching import canonical, matcher
from acumen.attributes.readme import read_readme
from acumen.attributes.texts import folders_above, is_licence, is_readme, wants_text
from acumen.attributes.wording import name_forms, readable, singular, words_of
from acumen.domain.attribute import Facet


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("CycleGANTrainer", {"cyclegan", "gan", "cycle"}),
        ("super_resolution", {"superresolution", "resolution"}),
        ("ResNet50", {"resnet50", "resnet"}),
        ("VariationalAutoEncoder", {"autoencoder", "variationalautoencoder"}),
        ("GPT2LMHeadModel", {"gpt2", "gpt"}),
    ],
)
def test_readings_of_a_name(name: str, forms: set[str]) -> None:
    assert forms <= set(name_forms(name))


def test_the_longer_reading_wins() -> None:
    architectures = matcher(vocabularies()[Facet.ARCHITECTURE])
    assert architectures.by_name("TransformerNet") == ("style-network",)
    assert architectures.by_name("organizer") == ()


def test_symbols_cover_what_belongs_to_them() -> None:
    optimisers = matcher(vocabularies()[Facet.OPTIMIZER])
    assert optimisers.by_symbol("torch.optim.Adam.step") == ("adam",)
    assert optimisers.by_symbol("torch.optim.Adamax") == ("adamax",)
    assert optimisers.by_symbol(".Adam") == ()
    assert optimisers.by_symbol("tensorflow.keras.optimizers.Adam") == ("adam",)


def test_names_that_moved_are_one() -> None:
    assert canonical("tensorflow.keras.layers.Dense") == "keras.layers.Dense"
    assert canonical("keras.layers.convolutional.Conv2D") == "keras.layers.Conv2D"
    assert canonical("pytorch_lightning") == "lightning"
    assert canonical("pytorch_lightning.Trainer") == "lightning.Trainer"


def test_phrases_in_prose_are_found_longest_first() -> None:
    tasks = matcher(vocabularies()[Facet.TASK])
    hits = tasks.in_prose("Neural machine translations of Semantic Segmentation")
    assert [hit.term for hit in hits] == ["translation", "semantic-segmentation"]


def test_words() -> None:
    assert words_of("GANs and Networks' classes, don't") == (
        "gan", "and", "network", "classe", "don", "t",
    )  # fmt: skip
    assert singular("loss") == "loss"
    assert readable("super_resolution") == "super resolution"


def test_readme_lines_can_be_pointed_at() -> None:
    readme = read_readme("README.md", "\n<!-- a\nb -->\nName\n====\n\nFirst **line**.\n")
    assert (readme.title, readme.title_line) == ("Name", 4)
    assert [(line.line, line.text) for line in readme.lines] == [(4, "Name"), (7, "First line.")]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("README.md", True),
        ("a/readme.rst", True),
        ("LICENSE", True),
        ("LICENCE.txt", True),
        ("COPYING.LESSER", True),
        ("requirements-dev.txt", True),
        ("conf/model.yaml", True),
        ("pyproject.toml", True),
        ("docs/conf.yaml", False),
        ("license.py", False),
        ("main.py", False),
        ("data.csv", False),
        ("package.json", False),
        ("experiments/train_config.json", True),
        ("data/annotations.json", False),
    ],
)
def test_which_texts_are_read(path: str, wanted: bool) -> None:
    assert wants_text(path) is wanted


def test_paths() -> None:
    assert folders_above("a/b/c.py") == ("a/b", "a", "")
    assert folders_above("c.py") == ("",)
    assert is_readme("x/README")
    assert not is_readme("x/README.py")
    assert is_licence("LICENSE-MIT")
    assert not is_licence("licenses.json")
