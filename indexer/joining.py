"""Parts of an index put together: what this run worked out, and what comes from a catalogue as is.

A catalogue that ships with the package holds no text, so its repositories cannot be worked out
again without fetching all of them. Their rows are carried over instead: records, vectors and
counts, each at its new place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acumen.domain.card import Passage
from acumen.domain.index import Index, RepositoryRecord, TemplateRecord, TermCounts


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some repositories of an index with all that belongs to them; ordered as an index is."""

    repositories: tuple[RepositoryRecord, ...]
    templates: tuple[TemplateRecord, ...]
    passages: tuple[Passage, ...]
    card_vectors: NDArray[np.float32]  # (n_templates, dim)
    passage_vectors: NDArray[np.float32]  # (n_passages, dim)
    term_counts: tuple[TermCounts, ...]


def part_of(index: Index, repositories: Collection[str]) -> Part:
    """The rows of ``index`` that belong to ``repositories``."""
    rows = [
        row
        for row, record in enumerate(index.templates)
        if record.template.repository in repositories
    ]
    templates = tuple(index.templates[row] for row in rows)
    ids = {record.id for record in templates}
    places = [n for n, passage in enumerate(index.passages) if passage.template_id in ids]
    return Part(
        repositories=tuple(r for r in index.repositories if r.repository in repositories),
        templates=templates,
        passages=tuple(index.passages[place] for place in places),
        card_vectors=index.card_vectors[rows],
        passage_vectors=index.passage_vectors[places],
        term_counts=tuple(_picked(counts, rows) for counts in index.term_counts),
    )


def joined(first: Part, second: Part) -> Part:
    """Both parts as one, in the order of an index. No repository may stand in both."""
    templates = (*first.templates, *second.templates)
    order = sorted(range(len(templates)), key=lambda row: templates[row].id)
    passages = (*first.passages, *second.passages)
    places = sorted(range(len(passages)), key=lambda place: _passage_key(passages[place]))
    repositories = (*first.repositories, *second.repositories)
    return Part(
        repositories=tuple(sorted(repositories, key=lambda record: record.repository)),
        templates=tuple(templates[row] for row in order),
        passages=tuple(passages[place] for place in places),
        card_vectors=_stacked(first.card_vectors, second.card_vectors)[order],
        passage_vectors=_stacked(first.passage_vectors, second.passage_vectors)[places],
        term_counts=_joined_counts(first, second, order),
    )


def _passage_key(passage: Passage) -> tuple[str, str, int, str]:
    return (passage.template_id, passage.path, passage.first_line, passage.symbol)


def _stacked(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    if not len(one) or not len(other):  # an empty part may not know the dimension
        return other if len(other) else one
    return np.concatenate([one, other])


def _joined_counts(first: Part, second: Part, order: Sequence[int]) -> tuple[TermCounts, ...]:
    names = [counts.field for counts in (first if first.templates else second).term_counts]
    ours = {counts.field: counts for counts in first.term_counts}
    theirs = {counts.field: counts for counts in second.term_counts}
    n_first, n_second = len(first.templates), len(second.templates)
    return tuple(
        _picked(
            _appended(
                ours.get(name, _empty(name, n_first)), theirs.get(name, _empty(name, n_second))
            ),
            order,
        )
        for name in names
    )


def _empty(name: str, rows: int) -> TermCounts:
    nothing = np.zeros(0, np.int32)
    return TermCounts(name, (), np.zeros(rows + 1, np.int64), nothing, nothing)


def _appended(one: TermCounts, other: TermCounts) -> TermCounts:
    """The rows of ``one``, then those of ``other``, over the terms of both."""
    terms = tuple(sorted({*one.terms, *other.terms}))
    number = {term: place for place, term in enumerate(terms)}
    ids = [
        np.array([number[term] for term in counts.terms], np.int32)[counts.term_ids]
        if len(counts.terms)
        else counts.term_ids
        for counts in (one, other)
    ]
    return TermCounts(
        field=one.field,
        terms=terms,
        indptr=np.concatenate([one.indptr, other.indptr[1:] + one.indptr[-1]]),
        term_ids=np.concatenate(ids).astype(np.int32),
        counts=np.concatenate([one.counts, other.counts]).astype(np.int32),
    )


def _picked(counts: TermCounts, rows: Sequence[int]) -> TermCounts:
    """``rows`` in their order; terms that none of them has are left out."""
    chosen = np.array(rows, np.int64)
    lengths = (counts.indptr[1:] - counts.indptr[:-1])[chosen]
    indptr = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(lengths, out=indptr[1:])
    starts = np.repeat(counts.indptr[:-1][chosen] - indptr[:-1], lengths)
    taken = starts + np.arange(int(indptr[-1]))
    ids = counts.term_ids[taken]
    used = np.unique(ids)
    renumbered = np.searchsorted(used, ids).astype(np.int32)
    terms = tuple(counts.terms[place] for place in used.tolist())
    return TermCounts(counts.field, terms, indptr, renumbered, counts.counts[taken])
