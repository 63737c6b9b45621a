"""Counting terms and ranking by them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.search import postings
from acumen.search.fields import FieldName, FieldTexts, count_terms
from acumen.search.lexical import FIELD_WEIGHTS, FieldWeight, LexicalIndex

EMPTY = FieldTexts("", "", "", "", "", "", "", "")
WORDS = st.lists(st.sampled_from(["unet", "vae", "gan", "image", "loss"]), max_size=6)
TEXTS = st.builds(
    FieldTexts, *(WORDS.map(" ".join) for _ in FieldName)
)  # eight fields in their order


def test_counts_are_rows_of_ascending_terms() -> None:
    tables = count_terms(
        [replace(EMPTY, title="vae image image"), EMPTY, replace(EMPTY, title="gan")]
    )
    assert [table.field for table in tables] == [name.value for name in FieldName]
    title = tables[1]
    assert title.terms == ("gan", "image", "vae")
    assert title.indptr.tolist() == [0, 2, 2, 3]
    assert title.term_ids.tolist() == [1, 2, 0]
    assert title.counts.tolist() == [2, 1, 1]


def test_no_documents_and_documents_without_text() -> None:
    assert LexicalIndex(count_terms([]), 0).scores({"vae": 1.0}).shape == (0,)
    index = LexicalIndex(count_terms([EMPTY, EMPTY]), 2)
    assert index.scores({"vae": 1.0}).tolist() == [0.0, 0.0]
    assert index.shares(1, {"vae": 1.0}) == []


def test_a_word_in_the_path_counts_more_than_one_in_the_code() -> None:
    index = LexicalIndex(
        count_terms([replace(EMPTY, path="vae"), replace(EMPTY, code="vae"), EMPTY]), 3
    )
    in_path, in_code, nowhere = index.scores({"vae": 1.0})
    assert in_path > in_code > nowhere == 0


def test_a_long_field_is_discounted() -> None:
    long = replace(EMPTY, readme="vae " + "filler " * 200)
    index = LexicalIndex(count_terms([long, replace(EMPTY, readme="vae filler")]), 2)
    scores = index.scores({"vae": 1.0})
    assert scores[1] > scores[0]


def test_fields_left_out_give_nothing() -> None:
    texts = count_terms([replace(EMPTY, readme="vae"), replace(EMPTY, code="vae")])
    index = LexicalIndex(texts, 2, {FieldName.CODE: FieldWeight(1.0, 0.75)})
    assert index.scores({"vae": 1.0})[0] == 0
    assert index.frequency("vae") == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6), st.lists(st.floats(0.1, 2), min_size=3, max_size=3))
def test_shares_add_up_to_the_score(documents: list[FieldTexts], weights: list[float]) -> None:
    index = LexicalIndex(count_terms(documents), len(documents), FIELD_WEIGHTS)
    terms = dict(zip(["unet", "image", "absent"], weights, strict=True))
    scores = index.scores(terms)
    for row in range(len(documents)):
        total = math.fsum(share.value for share in index.shares(row, terms))
        assert total == pytest.approx(scores[row], abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_scores_agree_with_the_formula_written_out(documents: list[FieldTexts]) -> None:
    index = LexicalIndex(count_terms(documents), len(documents))
    fields = [[getattr(d, name.value).split() for d in documents] for name in FieldName]
    n = len(documents)
    holds = sum(any("unet" in field[row] for field in fields) for row in range(n))
    for row in range(n):
        weight = 0.0
        for name, field in zip(FieldName, fields, strict=True):
            lengths = [len(words) for words in field if words]
            if field[row]:
                boost, share = FIELD_WEIGHTS[name].boost, FIELD_WEIGHTS[name].length_share
                length = len(field[row]) / float(np.mean(lengths))
                weight += boost * field[row].count("unet") / (1 - share + share * length)
        idf = math.log1p((n - holds + 0.5) / (holds + 0.5))
        expected = idf * weight / (1.2 + weight)
        assert index.scores({"unet": 1.0})[row] == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_terms_looked_up_one_by_one_count_as_in_the_inverted_index(
    documents: list[FieldTexts],
) -> None:
    terms = ["unet", "vae", "gan", "image", "loss", "absent"]
    index = LexicalIndex(count_terms(documents), len(documents))
    single = {term: index.scores({term: 1.0}) for term in terms}
    together = LexicalIndex(count_terms(documents), len(documents))
    together.know(terms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "LOOKS", 0)
        inverted = LexicalIndex(count_terms(documents), len(documents))
        inverted.know(terms)
    for term in terms:
        assert np.array_equal(single[term], together.scores({term: 1.0}))
        assert np.array_equal(single[term], inverted.scores({term: 1.0}))
        assert index.frequency(term) == together.frequency(term) == inverted.frequency(term)
        assert index.idf(term) == together.idf(term) == inverted.idf(term)
