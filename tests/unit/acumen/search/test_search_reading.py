"""What is understood from the words of a query."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Term, Vocabulary
from acumen.search.lexical import LexicalIndex
from acumen.search.reading import QueryReader, QueryTerms
from acumen.search.spelling import Speller, edit_distance
from tests.indexes import build_index, vocabularies

INDEX = build_index()
LEXICAL = LexicalIndex(INDEX.term_counts, len(INDEX.templates))
READER = QueryReader(vocabularies())


def read(text: str) -> QueryTerms:
    return READER.read_text(text, LEXICAL)


def understood(text: str) -> set[tuple[Facet, str]]:
    return {(reading.facet, reading.value) for reading in read(text).readings}


@pytest.mark.parametrize("text", ["U-Net", "unet", "u net", "UNet", "U_Net", "u-nets"])
def test_one_architecture_in_all_its_spellings(text: str) -> None:
    assert understood(text) == {(Facet.ARCHITECTURE, "unet")}


def test_the_longest_phrase_is_taken() -> None:
    assert understood("semantic segmentation") == {(Facet.TASK, "semantic-segmentation")}
    assert understood("segmentation") == {(Facet.TASK, "segmentation")}


@pytest.mark.parametrize(
    "text", ["semantic segmentaton", "semantci segmentation", "sematic segmentations"]
)
def test_misspelt_words_are_understood_and_said_to_be(text: str) -> None:
    (reading,) = read(text).readings
    assert reading.value == "semantic-segmentation"
    assert reading.corrected


def test_a_beginning_of_a_word_is_understood() -> None:
    assert (Facet.ARCHITECTURE, "transformer") in understood("transfor")


def test_short_words_are_not_corrected() -> None:
    assert understood("jex vea") == set()


def test_a_word_that_templates_use_is_not_corrected() -> None:
    assert READER.read_text("reparameterize", LEXICAL).readings == ()


def test_data_weighs_less_than_architecture() -> None:
    query = read("variational autoencoder on MNIST")
    weight = {reading.facet: reading.weight for reading in query.readings}
    assert weight[Facet.ARCHITECTURE] > 2 * weight[Facet.DATASET]
    assert query.weights["mnist"] < query.weights["variational"]
    assert read("MNIST").weights["mnist"] == 1.0


def test_synonyms_weigh_less_than_all_that_was_typed() -> None:
    query = read("semantic segmentation")
    added = {term: w for term, w in query.weights.items() if term not in query.typed}
    assert "mask" not in added  # a word of the broader term only
    assert {"object", "picture"} <= set(added)
    assert sum(added.values()) <= 1.0


def test_licence_words_are_read_without_a_vocabulary() -> None:
    assert (Facet.LICENCE, "permissive") in understood("MIT licensed unet")


def test_code_gives_its_identifiers() -> None:
    weights = READER.read_code("for x in y:\n    loss = reparameterize(mu)", LEXICAL).weights
    assert "reparameterize" in weights
    assert "for" not in weights


@pytest.mark.parametrize(
    ("left", "right", "bound", "expected"),
    [
        ("unet", "unet", 2, 0),
        ("segmantation", "segmentation", 2, 1),
        ("semantci", "semantic", 2, 1),
        ("resnet", "densenet", 2, 3),
        ("abc", "abcdef", 2, 3),
    ],
)
def test_edit_distance_stops_at_its_bound(left: str, right: str, bound: int, expected: int) -> None:
    assert edit_distance(left, right, bound) == expected


WORDS = ["classification", "segmentation", "translation", "resnet", "unet", "generation"]


@settings(max_examples=200)
@given(st.sampled_from(WORDS[:3]), st.integers(1, 10), st.sampled_from("abcxyz"))
def test_one_wrong_letter_is_always_mended(word: str, place: int, letter: str) -> None:
    speller = Speller(WORDS)
    wrong = word[:place] + letter + word[place + 1 :]
    assert speller.corrections(wrong) == (word,)


@given(st.text(max_size=500))
def test_any_text_can_be_read(text: str) -> None:
    query = read(text)
    assert all(weight > 0 for weight in query.weights.values())


def test_what_is_left_of_a_phrase_of_stop_words_is_not_the_phrase() -> None:
    yolo = Term("yolo", "YOLO", "", words=("you only look once",))
    own = Term("own-images", "Own folder of pictures", "", words=("own images",))
    known = {
        Facet.ARCHITECTURE: Vocabulary(Facet.ARCHITECTURE, "1", (yolo,)),
        Facet.DATASET: Vocabulary(Facet.DATASET, "1", (own,)),
    }
    reader = QueryReader(known)
    assert reader.read_text("make my images look better", LEXICAL).readings == ()
    assert reader.meanings("my own images", Facet.DATASET) == ("own-images",)
    assert reader.meanings("You only look once", Facet.ARCHITECTURE) == ("yolo",)
    assert [r.value for r in reader.read_text("yolo", LEXICAL).readings] == ["yolo"]
