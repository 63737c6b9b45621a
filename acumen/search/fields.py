"""Counts the terms of each template field by field, for the index on disk.

The counts are all that lexical search needs: it works from a catalogue that holds no code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from acumen.domain.index import TermCounts
from acumen.search.tokens import code_terms, prose_terms

MAX_FIELD_CHARACTERS: Final = 600_000  # of one field of one template; the rest is not counted


class FieldName(StrEnum):
    """The fields of a template, in the order in which they are stored."""

    PATH = "path"
    TITLE = "title"
    README = "readme"
    PROSE = "prose"
    SYMBOLS = "symbols"
    GLOSS = "gloss"
    ATTRIBUTES = "attributes"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class FieldTexts:
    """The text of one template, field by field; any of them may be empty."""

    path: str  # repository, folders and entry
    title: str  # our own
    readme: str  # nearest README, markup allowed
    prose: str  # comments, docstrings and markdown cells of the closure
    symbols: str  # names of classes and functions of the closure
    gloss: str  # plain words for what was detected
    attributes: str  # labels of what was detected
    code: str  # the closure without comments and docstrings


_READ_AS: Final[dict[FieldName, Callable[[str], Iterator[str]]]] = {
    FieldName.PATH: prose_terms,  # folders have hyphens: "u-net"
    FieldName.TITLE: prose_terms,
    FieldName.README: prose_terms,
    FieldName.PROSE: prose_terms,
    FieldName.SYMBOLS: code_terms,
    FieldName.GLOSS: prose_terms,
    FieldName.ATTRIBUTES: prose_terms,
    FieldName.CODE: code_terms,
}


def count_terms(documents: Sequence[FieldTexts]) -> tuple[TermCounts, ...]:
    """Term counts of ``documents``, one table per field in the order of ``FieldName``.

    Row i of each table is ``documents[i]``. The same texts give the same bytes.
    """
    return tuple(_count_field(name, documents) for name in FieldName)


def _count_field(name: FieldName, documents: Sequence[FieldTexts]) -> TermCounts:
    terms_of = _READ_AS[name]
    counted = [
        Counter(terms_of(getattr(document, name.value)[:MAX_FIELD_CHARACTERS]))
        for document in documents
    ]
    terms = sorted({term for counts in counted for term in counts})
    number = {term: position for position, term in enumerate(terms)}
    indptr = np.zeros(len(documents) + 1, dtype=np.int64)
    np.cumsum([len(counts) for counts in counted], out=indptr[1:])
    term_ids = np.empty(int(indptr[-1]), dtype=np.int32)
    frequencies = np.empty(int(indptr[-1]), dtype=np.int32)
    for row, counts in enumerate(counted):
        pairs = sorted((number[term], count) for term, count in counts.items())
        start, end = indptr[row], indptr[row + 1]
        term_ids[start:end] = [term for term, _ in pairs]
        frequencies[start:end] = [count for _, count in pairs]
    return TermCounts(name.value, tuple(terms), indptr, term_ids, frequencies)
