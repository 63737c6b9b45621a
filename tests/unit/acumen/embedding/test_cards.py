"""Cards: what comes first, what is left out, and that equal templates have equal cards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.vocabulary import Term, Vocabulary
from acumen.embedding.cards import GLOSS_CHARACTERS, README_CHARACTERS, card_text, path_words

TASKS = Vocabulary(
    Facet.TASK, "1", (Term("image-classification", "Image classification", "Names a picture."),)
)
VOCABULARIES = {Facet.TASK: TASKS}

attributes = st.lists(
    st.builds(
        Attribute,
        facet=st.sampled_from(list(Facet)),
        value=st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8),
        confidence=st.floats(0, 1),
    ),
    max_size=12,
)


def card(**changes: object) -> str:
    arguments: dict[str, object] = {
        "record_title": "Digits with a small network",
        "path": "vision/mnistCNN/train_ddp.py",
        "readme": "Trains  a network.\n\nRun it with python.",
        "gloss": ("handwritten digit images", "many GPUs", "many GPUs"),
        "attributes": (
            Attribute(Facet.FRAMEWORK, "pytorch", 1.0),
            Attribute(Facet.TASK, "image-classification", 0.9),
            Attribute(Facet.TASK, "style-transfer", 0.2),
            Attribute(Facet.LICENCE, "permissive", 1.0),
        ),
        "vocabularies": VOCABULARIES,
    }
    return card_text(**(arguments | changes))


def test_a_whole_card() -> None:
    assert card() == (
        "Digits with a small network\n"
        "vision mnist CNN train ddp\n"
        "handwritten digit images, many GPUs\n"
        "Image classification, pytorch\n"
        "Trains a network. Run it with python."
    )


def test_what_is_missing_leaves_no_empty_line() -> None:
    assert card(readme="", gloss=(), attributes=(), record_title=" ") == (
        "vision mnist CNN train ddp"
    )


def test_a_long_readme_is_cut_between_words() -> None:
    text = card(readme="word " * 400).split("\n")[-1]
    assert len(text) <= README_CHARACTERS
    assert text.endswith("word")
    assert len(card(readme="x" * 5000).split("\n")[-1]) == README_CHARACTERS


def test_a_long_gloss_leaves_room_for_the_rest() -> None:
    lines = card(gloss=[f"plain words number {i}" for i in range(100)]).split("\n")
    assert len(lines) == 5
    assert len(lines[2]) <= GLOSS_CHARACTERS


def test_only_the_surest_values_of_a_facet() -> None:
    many = [Attribute(Facet.DATASET, f"set-{i}", 0.5 + i / 20) for i in range(9)]
    assert "set-8, set-7, set-6, set-5\n" in card(attributes=many)


@given(attributes, st.randoms(use_true_random=False))
def test_the_order_of_attributes_is_no_matter(found: list[Attribute], rng) -> None:
    shuffled = list(found)
    rng.shuffle(shuffled)
    assert card(attributes=found) == card(attributes=shuffled)


@given(
    title=st.text(max_size=300),
    path=st.text(max_size=300),
    readme=st.text(max_size=2000),
    gloss=st.lists(st.text(max_size=50), max_size=20),
    found=attributes,
)
def test_a_card_is_bounded_whatever_comes(
    title: str, path: str, readme: str, gloss: list[str], found: list[Attribute]
) -> None:
    text = card(record_title=title, path=path, readme=readme, gloss=gloss, attributes=found)
    assert len(text) < 200 + 200 + GLOSS_CHARACTERS + README_CHARACTERS + 400
    assert text.count("\n") <= 4


def test_path_words() -> None:
    assert path_words("src/HTMLParser2/my-GANTrain.ipynb") == (
        "HTML",
        "Parser",
        "my",
        "GAN",
        "Train",
    )
    assert path_words("a/b.py") == ()
    assert path_words("mnist/mnist/main.py") == ("mnist",)
