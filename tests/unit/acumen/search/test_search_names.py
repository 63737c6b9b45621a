"""A program that is called what the query says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.index import TemplateRecord
from acumen.search.names import Names
from tests.indexes import build_index, specs

FIRST = build_index(specs()).templates[0]


def called(*paths: str) -> Names:
    return Names([record_at(FIRST, path) for path in paths])


def record_at(record: TemplateRecord, path: str) -> TemplateRecord:
    return replace(record, template=replace(record.template, path=path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("examples/audio_text_to_text.ipynb", "audio text to text"),
        ("image-classification-tf.ipynb", "image classification"),
        ("ImageClassification/train.py", "image classification"),
        ("vq_vae/main.py", "VQ-VAE"),
        ("unet/main.py", "u-net"),
        ("generative_adversarial_network/run.py", "Generative adversarial networks"),
    ],
)
def test_a_file_or_folder_bears_the_name(path: str, text: str) -> None:
    assert called(path).scores(text)[0] == 1.0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mnist/main.py", "variational autoencoder on mnist"),
        ("main.py", "main"),
        ("train.py", "train a model"),
        ("translation.ipynb", ""),
        ("image_classification.ipynb", "image segmentation"),
    ],
)
def test_part_of_a_name_or_a_general_word_is_none(path: str, text: str) -> None:
    assert called(path).scores(text)[0] == 0.0


def test_words_set_aside_are_not_counted() -> None:
    assert called("mnist/main.py").scores("MNIST")[0] == 1.0
    assert called("mnist/main.py").scores("MNIST", aside=["MNIST"])[0] == 0.0


def test_a_nearly_equal_name_counts_for_less_than_an_equal_one() -> None:
    near, equal = called("large_text_classification.py", "text_classification.py").scores(
        "text classification"
    )
    assert 0.0 < near < equal == 1.0


@given(st.text(max_size=40), st.text(max_size=40))
def test_scores_are_shares(name: str, text: str) -> None:
    scores = called(f"a/{name}.py").scores(text)
    assert scores.shape == (1,)
    assert 0.0 <= scores[0] <= 1.0
