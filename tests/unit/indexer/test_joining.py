"""Parts of an index: taken apart by repository and put together again, they are what they were."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.card import Passage
from acumen.domain.index import Index
from indexer.joining import Part, joined, part_of
from tests.indexes import TemplateSpec, build_index

OWNERS = ("a/one", "b/two", "c/three")
WORDS = ("net", "train", "loss", "mnist", "gan")


@st.composite
def indexes(draw: st.DrawFn) -> Index:
    specs = [
        TemplateSpec(
            path=f"{name}.py",
            repository=owner,
            readme=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=4))),
        )
        for owner in OWNERS
        for name in draw(st.sets(st.sampled_from("xyz"), max_size=3))
    ]
    index = build_index(specs)
    passages = tuple(
        Passage(record.id, record.template.path, "main", line, line + 1, "text")
        for record in index.templates
        for line in range(1, 1 + draw(st.integers(0, 2)))
    )
    vectors = np.arange(len(passages) * 4, dtype=np.float32).reshape(-1, 4)
    return dataclasses.replace(index, passages=passages, passage_vectors=vectors)


def same(one: Part, other: Part) -> bool:
    return (
        one.repositories == other.repositories
        and one.templates == other.templates
        and one.passages == other.passages
        and np.array_equal(one.card_vectors, other.card_vectors)
        and np.array_equal(one.passage_vectors, other.passage_vectors)
        and all(
            a.field == b.field
            and a.terms == b.terms
            and np.array_equal(a.indptr, b.indptr)
            and np.array_equal(a.term_ids, b.term_ids)
            and np.array_equal(a.counts, b.counts)
            for a, b in zip(one.term_counts, other.term_counts, strict=True)
        )
    )


@given(indexes(), st.sets(st.sampled_from(OWNERS)))
def test_apart_and_together_again(index: Index, chosen: set[str]) -> None:
    whole = part_of(index, OWNERS)
    left = part_of(index, chosen)
    right = part_of(index, set(OWNERS) - chosen)
    assert same(joined(left, right), whole)
    assert same(joined(right, left), whole)
    assert len(left.templates) + len(right.templates) == len(index.templates)
