"""Terms: what an identifier, a path and a sentence are found under."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.search.tokens import MAX_WORD, code_terms, forms, prose_terms, stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("UNet", {"unet", "net"}),
        ("u_net", {"unet", "net"}),
        ("U-Net", {"unet", "net"}),
        ("BatchNorm2d", {"batchnorm2d", "batch", "norm"}),
        ("train_vae", {"trainvae", "train", "vae"}),
        ("ResNet50", {"resnet50", "res", "net", "50", "resnet"}),
        ("GANs", {"gan"}),
        ("HTTPServer", {"httpserver", "http", "server"}),
        ("CIFAR10", {"cifar10", "cifar", "10"}),
        ("réseaux", {"reseaux"}),
        ("___", set()),
        ("x" * (MAX_WORD + 1), set()),
    ],
)
def test_forms_keep_the_whole_and_its_telling_parts(word: str, expected: set[str]) -> None:
    assert set(prose_terms(word)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("images", "image"),
        ("classes", "class"),
        ("boxes", "box"),
        ("categories", "category"),
        ("loss", "loss"),
        ("bias", "bias"),
        ("axis", "axis"),
        ("keras", "keras"),
        ("gas", "gas"),
        ("zebras", "zebra"),
        ("gpus", "gpu"),
        ("corpus", "corpus"),
        ("sizes", "size"),
        ("batches", "batch"),
        ("caches", "cache"),
        ("movies", "movie"),
        ("biases", "bias"),
        ("timeseries", "timeseries"),
        ("subspecies", "subspecies"),
    ],
)
def test_only_plurals_are_stemmed(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_prose_drops_stop_words_and_code_drops_keywords() -> None:
    assert list(prose_terms("How do I train with images?")) == ["train", "image"]
    assert list(code_terms("for image in loader: self.step()")) == ["image", "loader", "step"]


@given(st.text(max_size=300))
def test_any_text_gives_lower_case_terms_of_bounded_length(text: str) -> None:
    for term in (*prose_terms(text), *code_terms(text)):
        assert term
        assert term == term.lower() or not term.isascii()
        assert not any(char.isspace() for char in term)


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1, max_size=60))
def test_forms_are_stable_under_repetition(word: str) -> None:
    assert forms(word) == forms(word)
    assert len(set(forms(word))) == len(forms(word))
