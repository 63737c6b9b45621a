"""The measures of the attributes, on labels small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.attributes.evaluation import agreement, evaluate, evaluate_halves
from acumen.attributes.labels import LABELLED, LabelledProgram, read_labels
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.vocabulary import Term, Vocabularies, Vocabulary
from acumen.errors import CorpusError

KEY = ("a/b", "train.py")
ARCHITECTURES = Vocabulary(
    Facet.ARCHITECTURE,
    "1",
    (
        Term("cnn", "Network", "About."),
        Term("resnet", "ResNet", "About.", parents=("cnn",)),
        Term("wide-resnet", "Wide", "About.", parents=("resnet",)),
        Term("gan", "GAN", "About."),
    ),
)
VOCABULARIES: Vocabularies = {Facet.ARCHITECTURE: ARCHITECTURES}


def labelled(*values: str, facet: Facet = Facet.ARCHITECTURE) -> LabelledProgram:
    empty: dict[Facet, tuple[str, ...]] = dict.fromkeys(LABELLED, ())
    return LabelledProgram(*KEY, empty | {facet: values})


def score(gold: tuple[str, ...], found: tuple[str, ...], confidence: float = 0.8):
    attributes = [Attribute(Facet.ARCHITECTURE, value, confidence) for value in found]
    half = evaluate([labelled(*gold)], {KEY: attributes}, VOCABULARIES)
    return next(one for one in half.facets if one.facet is Facet.ARCHITECTURE)


def test_a_broader_term_of_a_label_is_right_but_does_not_find_it() -> None:
    one = score(("resnet",), ("cnn",))
    assert (one.right, one.found, one.recalled) == (1, 1, 0)


def test_a_narrower_term_finds_a_label_but_is_not_right() -> None:
    one = score(("resnet",), ("wide-resnet",))
    assert (one.right, one.found, one.recalled) == (0, 1, 1)


def test_a_broader_copy_of_a_right_value_counts_once() -> None:
    one = score(("resnet",), ("resnet", "cnn"))
    assert (one.right, one.found, one.recalled) == (1, 1, 1)


def test_a_broader_value_beside_a_wrong_one_counts_by_itself() -> None:
    one = score(("cnn",), ("resnet", "cnn"))
    assert (one.right, one.found, one.recalled) == (1, 2, 1)


def test_values_below_the_threshold_are_not_counted() -> None:
    one = score(("gan",), ("resnet",), confidence=0.4)
    assert (one.found, one.recalled, one.labelled) == (0, 0, 1)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("some-data", "Some_Data"),
        ("some-data", "owner/some data"),
        ("owner/some-data", "some-data"),
    ],
)
def test_names_without_a_vocabulary_are_compared_by_their_letters(label: str, value: str) -> None:
    attribute = Attribute(Facet.DATASET, value, 0.8, known=False)
    gold = labelled(label, facet=Facet.DATASET)
    half = evaluate([gold], {KEY: [attribute]}, VOCABULARIES)
    one = next(one for one in half.facets if one.facet is Facet.DATASET)
    assert (one.right, one.recalled) == (1, 1)


def test_reliability_and_sure_values() -> None:
    attributes = [
        Attribute(Facet.ARCHITECTURE, "gan", 1.0),
        Attribute(Facet.ARCHITECTURE, "resnet", 0.92),
        Attribute(Facet.ARCHITECTURE, "cnn", 0.55),
    ]
    half = evaluate([labelled("gan", "cnn")], {KEY: attributes}, VOCABULARIES)
    assert (half.sure_values, half.sure_right) == (2, 0.5)
    assert [one.values for one in half.reliability] == [1, 0, 0, 0, 1, 1]
    assert half.reliability[-1].mean_confidence == 1.0


def test_halves_are_told_apart_and_absent_programs_are_named() -> None:
    programs = [LabelledProgram("a/b", f"{n}.py", dict.fromkeys(LABELLED, ())) for n in range(20)]
    found = {program.key: () for program in programs[1:]}
    result = evaluate_halves(programs, found, VOCABULARIES)
    assert result.absent == (programs[0].key,)
    assert [half.held_out for half in result.halves] == [False, True]
    assert sum(half.programs for half in result.halves) == 19
    assert all(half.programs for half in result.halves)


def test_agreement_of_two_readers() -> None:
    same = agreement([labelled("gan")], [labelled("gan")])
    other = agreement([labelled("gan")], [labelled("cnn")])
    by_facet = {one.facet: one for one in other}
    assert all(one.same == 1 == one.overlap for one in same)
    assert by_facet[Facet.ARCHITECTURE].overlap == 0
    assert by_facet[Facet.ARCHITECTURE].kappa < 0


@given(
    gold=st.sets(st.sampled_from([term.id for term in ARCHITECTURES])),
    found=st.sets(st.sampled_from([term.id for term in ARCHITECTURES])),
)
def test_counts_stay_within_bounds(gold: set[str], found: set[str]) -> None:
    one = score(tuple(sorted(gold)), tuple(sorted(found)))
    assert 0 <= one.right <= one.found <= len(found)
    assert 0 <= one.recalled <= one.labelled == len(gold)
    if gold == found:
        assert one.right == one.found
        assert one.recalled == one.labelled


def test_rows_are_read(tmp_path: Path) -> None:
    row = {"repository": "a/b", "path": "x.py", "labels": {"task": [{"value": "translation"}]}}
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    (program,) = read_labels(file)
    assert program.values[Facet.TASK] == ("translation",)
    assert program.values[Facet.LOSS] == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"repository": "ab", "path": "x", "labels": {}}',
        '{"repository": "a/b", "path": "", "labels": {}}',
        '{"repository": "a/b", "path": "x", "labels": []}',
        '{"repository": "a/b", "path": "x", "labels": {"colour": []}}',
        '{"repository": "a/b", "path": "x", "labels": {"task": [{"value": 1}]}}',
        '{"repository": "a/b", "path": "x", "labels": {"task": ["translation"]}}',
        '{"repository": "a/b", "path": "x", "labels": {}}\n' * 2,
        "[" * 100_000,
    ],
)
def test_wrong_rows_are_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="labels"):
        read_labels(file)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be read"):
        read_labels(tmp_path / "labels.jsonl")
